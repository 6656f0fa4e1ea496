"""Numbers that no patient has and equations that end: solved or refused with a reason, never silent, never a hang.

Each case is one equation x' = f(x) with a parameter k, and its solution where it has one.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numerics.problems import model

from nagi.equations.model import Arm, Dose
from nagi.errors import NagiError
from nagi.numerics.engine import Engine
from nagi.numerics.status import Status

RATES = (0.0, 1e-300, 1.0, 1e6, 1e30, 1e100, 1e300)
WEEKS = np.array([0.0, 1.0, 5.0])
ARMS = [Arm(name="arm", effects={}, weeks=5.0)]
FAILED = set(Status) - {Status.OK}
MOST_STEPS = 20_000
"""Far below the limit of the engine: an end is noticed, not waited for."""

Solution = Callable[[float, float], float]
"""x at a week for k; NaN where there is none any more."""
CASES: dict[str, tuple[str, float, Solution]] = {
    "fast relaxation": ("k*(1 - x)", 0.0, lambda k, t: -np.expm1(-k * t)),
    "fast decay": ("-k*x", 1.0, lambda k, t: np.exp(-k * t)),
    "growth": ("k*x", 1.0, lambda k, t: np.exp(k * t) if k * t < 700 else np.nan),
    "blow-up": ("k*x**2", 1.0, lambda k, t: 1 / (1 - k * t) if k * t < 1 else np.nan),
    "extinction": ("-k/x", 1.0, lambda k, t: np.sqrt(1 - 2 * k * t) if 2 * k * t < 1 else np.nan),
    "division by zero": ("1/(k*x - k)", 1.0, lambda _k, _t: np.nan),
    "root of a negative number": ("-1 - k - sqrt(x)", 1.0, lambda _k, t: np.nan if t else 1.0),
    "logarithm of zero": ("log(x) - k", 0.0, lambda _k, _t: np.nan),
    "exponential": ("exp(k*x)", 0.0, lambda k, t: np.nan if k * t >= 1 else -np.log1p(-k * t) / k if k > 1e-9 else t),
    "a root at zero": ("k - sqrt(x)", 0.0, lambda _k, t: np.nan if t else 0.0),
    "huge and tiny": ("k*1e-100 - k*x", 0.0, lambda k, t: -1e-100 * np.expm1(-k * t)),
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kernels")


@pytest.mark.parametrize("name", CASES)
def test_it_is_solved_or_refused(name: str, folder: Path) -> None:
    rate, start, solution = CASES[name]
    engine = Engine.of(model({"x": start}, {"x": rate}, parameters=("k",)), accuracy="1e-4", folder=folder)
    table = np.array(RATES)[:, None]
    run = engine.run(table, ARMS, weeks=WEEKS, start=np.full((len(RATES), 1), start))
    for row, k in enumerate(RATES):
        with np.errstate(all="ignore"):
            exact = np.array([solution(k, week) for week in WEEKS])
        found, status = run.outputs[row, 0, :, 0], Status(int(run.status[row, 0]))
        if status == Status.OK:
            np.testing.assert_allclose(found, exact, rtol=1e-4, atol=1e-5, err_msg=f"k = {k}")
        else:
            assert np.isnan(found).all()
            assert not np.isfinite(exact).all(), f"{name}, k = {k}: {status.name}, but there is a solution"
    assert run.steps.max() < MOST_STEPS
    outcomes = engine.failures(run, table, ARMS)
    assert len(outcomes) == (run.status != Status.OK).sum()
    assert all(o.status in FAILED and "x" in o.said.en and 0 <= o.week <= 5 for o in outcomes)


def test_an_infinite_derivative_is_refused(folder: Path) -> None:
    engine = Engine.of(model({"x": 1.0}, {"x": "k*x**2"}, parameters=("k",)), folder=folder)
    run = engine.run([[1.7e308]], ARMS, weeks=WEEKS, start=[[1.0]])
    assert Status(int(run.status.item())) in FAILED


@pytest.mark.parametrize("amount", [1e300, -1e300, 1e30])
def test_a_huge_dose_is_solved_or_refused(amount: float, folder: Path) -> None:
    engine = Engine.of(model({"x": 1.0}, {"x": "-k*x"}, parameters=("k",)), folder=folder)
    arm = Arm(name="dose", effects={}, weeks=5.0, doses=(Dose(week=1.0, state="x", amount=amount),))
    run = engine.run([[1.0]], [arm], weeks=WEEKS, start=[[1.0]])
    assert run.status.tolist() == [[Status.OK]]
    np.testing.assert_allclose(run.outputs[0, 0, -1], amount * np.exp(-4), rtol=1e-4)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_none_are_refused_by_name(value: float, folder: Path) -> None:
    engine = Engine.of(model({"x": 1.0}, {"x": "-k*x"}, parameters=("k",)), folder=folder)
    with pytest.raises(NagiError, match="k"):
        engine.run([[1.0], [value]], ARMS, weeks=WEEKS)
    run = engine.run([[1.0], [1.0]], ARMS, weeks=WEEKS, start=[[1.0], [value]])
    assert run.status[:, 0].tolist() == [Status.OK, Status.NOT_FINITE]
    assert np.isnan(run.outputs[1]).all()


def test_one_lost_patient_changes_no_bit_of_the_others(folder: Path) -> None:
    engine = Engine.of(model({"x": 1.0}, {"x": "k*x**2"}, parameters=("k",)), folder=folder)
    good = np.full((9, 1), 0.01)
    mixed = good.copy()
    mixed[4] = 1e30
    alone, together = (engine.run(t, ARMS, weeks=WEEKS, start=np.ones((9, 1))) for t in (good, mixed))
    assert together.status[4, 0] != Status.OK
    kept = np.arange(9) != 4
    assert np.array_equal(alone.outputs[kept], together.outputs[kept])
