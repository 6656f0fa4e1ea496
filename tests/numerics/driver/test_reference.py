"""The plain integrator against tight solutions of the classic stiff problems, and its controller."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from numerics.m1 import m1
from numerics.problems import HIRES, LOTKA, OREGO, ROBERTSON, ROBERTSON_RATES, VAN_DER_POL, model
from scipy.integrate import solve_ivp

from nagi.equations.model import Model
from nagi.numerics.driver.reference import Course, Lane, constants, factor, integrate
from nagi.numerics.methods.tableau import tableau
from nagi.numerics.printers.interpreter import evaluate
from nagi.numerics.symbolic.lowering import lower

# problem, parameters, until, typical sizes, allowed error over (size + |y|) at rtol 1e-6
STIFF = {
    "robertson": (ROBERTSON, ROBERTSON_RATES, 400.0, [1e-2, 1e-6, 1e-2], 1e-4),
    "van der pol": (VAN_DER_POL, (1000.0,), 0.5, [1e-2, 1e-2], 1e-4),
    "van der pol over a jump": (VAN_DER_POL, (10.0,), 12.0, [1e-1, 1e-1], 1e-3),
    "hires": (HIRES, (), 321.8122, [1e-3] * 8, 1e-4),
    "orego": (OREGO, (), 30.0, [1.0, 1.0, 1.0], 1e-3),
}


def course(
    problem: Model, values: Sequence[float], until: float, sizes: list[float], **how: object
) -> Course:
    lowered = lower(problem, tableau(str(how.get("method", "rodas5p"))))
    lane = Lane(
        start=[s.start for s in problem.states],
        constants=constants(lowered, values, ()),
        rtol=float(str(how.get("rtol", 1e-6))),
        scales=sizes,
    )
    return integrate(lowered, lane, until=until, times=np.linspace(0.0, until, 9).tolist())


def truth(problem: Model, values: Sequence[float], until: float) -> np.ndarray:
    lowered = lower(problem, tableau())
    fixed = constants(lowered, values, ())
    size = range(len(problem.states))

    def slope(_: float, y: np.ndarray) -> list[float]:
        got = evaluate(lowered.rhs, fixed | {f"y{i}": y[i] for i in size})
        return [got[f"f{i}"] for i in size]

    def jacobian(_: float, y: np.ndarray) -> np.ndarray:
        got = evaluate(lowered.jacobian, fixed | {f"y{i}": y[i] for i in size})
        return np.array([[got.get(f"j{i}_{k}", 0.0) for k in size] for i in size])

    starts, times = [s.start for s in problem.states], np.linspace(0.0, until, 9)
    return solve_ivp(
        slope, (0, until), starts, method="Radau", jac=jacobian, rtol=1e-10, atol=1e-14, t_eval=times
    ).y.T


@pytest.mark.parametrize("name", STIFF)
def test_stiff_problems_are_solved_to_the_tolerance(name: str) -> None:
    problem, values, until, sizes, allowed = STIFF[name]
    found, exact = course(problem, values, until, sizes), truth(problem, values, until)
    assert not found.failed
    error = np.abs(np.array(found.outputs) - exact) / (np.array(sizes) + np.abs(exact))
    assert error.max() < allowed
    assert found.end == pytest.approx(found.outputs[-1], rel=1e-12)


def test_published_end_of_hires_is_reached() -> None:
    """The test set for initial value problems prints these values at t = 321.8122; the last two sum to 0.0057."""
    found = course(HIRES, (), 321.8122, [1e-4] * 8, rtol=1e-8)
    assert found.end[0] == pytest.approx(0.7371312573325668e-3, rel=1e-5)
    assert found.end[6] == pytest.approx(0.2849998395185769e-2, rel=1e-6)
    assert found.end[6] + found.end[7] == pytest.approx(0.0057, rel=1e-12)


@pytest.mark.parametrize("method", ["rodas4p2", "rodas5", "rodas4", "ros34pw2"])
def test_every_method_agrees(method: str) -> None:
    problem, values, until, sizes, _ = STIFF["hires"]
    found = course(problem, values, until, sizes, method=method, rtol=1e-5)
    exact = course(problem, values, until, sizes, rtol=1e-8)
    assert np.array(found.outputs) == pytest.approx(np.array(exact.outputs), rel=1e-2, abs=1e-5)


def test_steps_stay_few() -> None:
    """A wrong Jacobian or solve shows as many more steps, not as a wrong answer."""
    problem, values, until, sizes, _ = STIFF["robertson"]
    found = course(problem, values, until, sizes, rtol=1e-4)
    assert found.accepted < 60
    assert found.rejected < 15


@pytest.mark.parametrize(
    ("err", "expected"),
    [(math.nan, 0.1), (math.inf, 0.1), (0.0, 6.0), (1e-12, 6.0), (1.0, 0.9), (32.0, 0.45), (1e9, 0.1)],
)
def test_the_step_changes_within_its_bounds(err: float, expected: float) -> None:
    assert factor(err, 5) == pytest.approx(expected)


def test_a_lane_that_cannot_go_on_fails_as_a_value() -> None:
    runaway = model({"x": 1.0}, {"x": "x**2"})
    found = course(runaway, (), 2.0, [1.0])
    assert found.failed
    assert all(math.isnan(v) for v in found.outputs[-1])


def test_a_lane_that_starts_with_nan_fails_as_a_value() -> None:
    lowered = lower(LOTKA, tableau())
    lane = Lane(start=[math.nan, 1.0], constants={}, rtol=1e-4, scales=[1.0, 1.0])
    assert integrate(lowered, lane, until=1.0, times=[1.0]).failed


def test_the_published_model_stays_as_cheap_as_measured() -> None:
    """Statements per step, divisions and steps to a steady state; a worse elimination order shows here."""
    lowered = lower(m1(), tableau())
    assert sum(o.op == "div" for o in lowered.rhs.operations) == 1
    assert sum(o.op not in {"input", "const", "neg"} for o in lowered.step.operations) < 2_400
    assert lowered.needed_states == (0, 1)
    medians = [math.exp(p.mean_ln) for p in m1().population]
    lane = Lane(
        start=[s.start for s in m1().states],
        constants=constants(lowered, medians, [0.0] * len(lowered.effects)),
        rtol=1e-2,
        scales=[s.scale for s in m1().states],
    )
    found = integrate(lowered, lane, until=1000.0, times=[])
    assert not found.failed
    assert found.accepted + found.rejected < 25
    there = {**lane.constants, **{f"a{i}": s for i, s in enumerate(lane.scales)}}
    states, residuals = found.end, []
    for _ in range(3):
        got = evaluate(lowered.newton, there | {f"y{i}": y for i, y in enumerate(states)})
        states = tuple(float(got[f"n{i}"]) for i in range(len(states)))
        residuals.append(got["res"])
    assert residuals[-1] < 1e-12
    assert states == pytest.approx(found.end, rel=1e-4)
