"""The step controller, value by value."""

import numpy as np
import pytest
from numerics import toys

from nagi.numerics.driver.attempt import Bounds, attempt_program
from nagi.numerics.methods.tableau import tableau
from nagi.numerics.printers.interpreter import evaluate
from nagi.numerics.statements import Operation, Program
from nagi.numerics.status import ADVICE, REASONS, Status
from nagi.numerics.symbolic.lowering import lower


def with_error(err: float, *, lower_bound: float | None = None, new: float = 0.5, **lane: float) -> dict:
    """Results of an attempt from y = 1 at week 3 whose step says the error `err` and ends at `new`."""
    lowered = lower(toys.decay(), tableau())
    step = Program(
        inputs=lowered.step.inputs,
        operations=(Operation("const", value=new), Operation("const", value=np.square(err))),
        results=dict.fromkeys(lowered.step.results, 0) | {"square": 1},
    )
    object.__setattr__(lowered, "step", step)
    program = attempt_program(lowered, [Bounds(lower=lower_bound, upper=None, scale=1.0)])
    ready = {"wish": 2.0, "rest": 10.0, "time": 3.0, "due": np.inf, "left": 9.0, "least": 1e-11, "rtol": 1e-3}
    given = dict.fromkeys(program.inputs, 1.0) | ready | lane
    return {name: float(value) for name, value in evaluate(program, given).items()}


@pytest.mark.parametrize(
    ("err", "ok", "factor"),
    [
        (0.0, 1, 6.0),
        (0.5, 1, 0.9 * 0.5 ** (-3 / 16)),
        (2.0, 0, 0.9 * 2.0 ** (-3 / 16)),
        (1e30, 0, 0.1),
        (np.inf, 0, 0.1),
        (np.nan, 0, 0.1),
    ],
)
def test_the_next_step_follows_the_error(err: float, ok: int, factor: float) -> None:
    found = with_error(err)
    assert found["ok"] == ok
    assert found["per_used"] == 0.5
    assert found["=wish"] == pytest.approx(2.0 * factor)
    assert found["=y0"] == (0.5 if ok else 1.0)
    assert (found["since"], found["=time"], found["=rest"]) == (3.0, 3.0 + 2.0 * ok, 10.0 - 2.0 * ok)
    assert (found["=left"], found["=rejected"]) == (8.0, 2.0 - ok)


def test_a_step_cut_short_by_the_end_does_not_shrink_the_controllers_step() -> None:
    found = with_error(0.99, rest=0.01)
    assert found["per_used"] == 100.0
    assert found["=wish"] == 2.0
    assert found["=rest"] == 0.0


@pytest.mark.parametrize(("rest", "used"), [(2.0, 2.0), (2.0 + 1e-15, 2.0 + 1e-15), (2.01, 2.01), (2.1, 2.0)])
def test_a_step_leaves_no_crumb_before_the_end(rest: float, used: float) -> None:
    assert 1.0 / with_error(0.5, rest=rest)["per_used"] == pytest.approx(used, rel=1e-15)


def test_outside_its_range_a_step_is_tried_again_smaller() -> None:
    found = with_error(0.1, lower_bound=0.0, new=-0.2)
    assert (found["ok"], found["=y0"]) == (0.0, 1.0)
    assert found["=wish"] <= 1.0
    assert with_error(0.1, lower_bound=0.0, new=-1e-3)["ok"] == 1.0


@pytest.mark.parametrize(
    ("lane", "err", "asks"),
    [
        ({}, 0.5, False),
        ({"due": 4.9}, 0.5, True),
        ({"due": 4.9}, 2.0, False),
        ({"rest": 2.0}, 0.5, True),
        ({"left": 1.0}, 0.5, True),
        ({"least": 1.9}, 2.0, True),
        ({"least": 1.9}, 1.0 - 1e-9, False),
        ({}, np.nan, False),
    ],
    ids=[
        "goes on",
        "output due",
        "not yet due",
        "segment ends",
        "none left",
        "too small",
        "small, accepted",
        "NaN",
    ],
)
def test_the_driver_looks_at_a_lane_only_when_something_happens(lane: dict, err: float, asks: bool) -> None:
    assert (with_error(err, **lane)["turn"] != 0.0) is asks


def test_every_status_has_words_in_both_languages() -> None:
    assert set(REASONS) == set(ADVICE) == set(Status)
