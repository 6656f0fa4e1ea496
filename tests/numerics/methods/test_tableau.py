"""Every method keeps what its publication promises: order, damping at infinity, dense output."""

import numpy as np
import pytest
from numerics.problems import KAPS, LOTKA, SATURATION
from scipy.integrate import solve_ivp

from nagi.equations.model import Model
from nagi.errors import NagiError
from nagi.numerics.methods.tableau import NAMES, Tableau, tableau
from nagi.numerics.printers.interpreter import evaluate
from nagi.numerics.symbolic.lowered import Lowered
from nagi.numerics.symbolic.lowering import lower

PROBLEMS = {"lotka": LOTKA, "kaps": KAPS, "saturation": SATURATION}
UNTIL = 1.0


def reference(problem: Model, times: np.ndarray) -> np.ndarray:
    program = lower(problem, tableau()).rhs
    size = len(problem.states)

    def slope(_: float, y: np.ndarray) -> list[float]:
        got = evaluate(program, {f"y{i}": y[i] for i in range(size)})
        return [got[f"f{i}"] for i in range(size)]

    starts = [s.start for s in problem.states]
    return solve_ivp(slope, (0, UNTIL), starts, method="DOP853", rtol=3e-14, atol=1e-15, t_eval=times).y.T


def walked(lowered: Lowered, problem: Model, count: int) -> tuple[np.ndarray, np.ndarray, float]:
    """States after `count` equal steps, states inside the steps, and the first step's error estimate."""
    h, size = UNTIL / count, len(problem.states)
    y = np.array([s.start for s in problem.states])
    inside, first = [], 0.0
    for number in range(count):
        got = evaluate(lowered.step, at(y, h, size))
        first = got["err"] if number == 0 else first
        new = np.array([got[f"n{i}"] for i in range(size)])
        s, inner = 0.4, np.zeros(size)
        for k in reversed(range(lowered.dense_order)):
            inner = np.array([got[f"d{k}_{i}"] for i in range(size)]) + s * inner
        inside.append((1 - s) * y + s * (new + (1 - s) * inner))
        y = new
    return y, np.array(inside), first


def at(y: np.ndarray, h: float, size: int) -> dict[str, float]:
    return {f"y{i}": y[i] for i in range(size)} | {f"a{i}": 1.0 for i in range(size)} | {"h": h, "rtol": 1.0}


def slope_of(widths: list[float], errors: list[float]) -> float:
    return float(np.polyfit(np.log(widths), np.log(errors), 1)[0])


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("name", NAMES)
def test_a_method_converges_with_its_order(name: str, problem: str) -> None:
    method, equations = tableau(name), PROBLEMS[problem]
    lowered = lower(equations, method)
    counts, ends, insides, firsts = [8, 12, 18, 27], [], [], []
    for count in counts:
        end, inside, first = walked(lowered, equations, count)
        times = np.array([(n + 0.4) * UNTIL / count for n in range(count)] + [UNTIL])
        truth = reference(equations, times)
        ends.append(np.abs(end - truth[-1]).max())
        insides.append(np.abs(inside - truth[:-1]).max())
        firsts.append(first)
    widths = [UNTIL / count for count in counts]
    assert slope_of(widths, ends) > method.order - 0.4
    assert slope_of(widths, insides) > method.dense_order - 0.4
    assert slope_of(widths, firsts) > method.order - 0.5  # the embedded solution is one order lower


def at_infinity(method: Tableau) -> float:
    """R(z) for z to minus infinity: u_i = -(1 + sum a_ij u_j)."""
    stages = [-1.0]
    for row in method.a:
        stages.append(-(1.0 + sum(a * u for a, u in zip(row, stages, strict=True))))
    return 1.0 + sum(b * u for b, u in zip(method.b, stages, strict=True))


def amplification(method: Tableau, z: complex) -> complex:
    stages: list[complex] = []
    for a, c in zip(((), *method.a), ((), *method.c), strict=True):
        inner = 1.0 + sum(w * u for w, u in zip(a, stages, strict=True))
        right = z * inner + sum(w * u for w, u in zip(c, stages, strict=True))
        stages.append(right / (1.0 / method.gamma - z))
    return 1.0 + sum(b * u for b, u in zip(method.b, stages, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_a_method_damps_what_is_infinitely_fast_and_grows_nowhere_in_the_left_half_plane(name: str) -> None:
    method = tableau(name)
    assert abs(at_infinity(method)) < 1e-11
    boundary = 1j * np.logspace(-2, 6, 400)
    assert max(abs(amplification(method, z)) for z in boundary) < 1 + 1e-9


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(NagiError, match="NAGI-N110"):
        tableau("euler")
