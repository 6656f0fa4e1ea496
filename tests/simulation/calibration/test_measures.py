"""What is read off a virtual experiment, on numbers that can be added up by hand."""

from typing import Any

import numpy as np
import pytest

from nagi.simulation.calibration.measures import Seen, measured
from nagi.simulation.calibration.targets import Measure

WEEKS = np.arange(5.0)


def seen() -> Seen:
    """One unknown, 4 people of EASI 10, 20, 30, 40; `cream` halves those of 2, `vehicle` does nothing."""
    start = np.array([[10.0, 20.0, 30.0, 40.0]])
    halves = np.array([[1.0, 1.0, 0.5, 0.2]])
    flare = np.zeros((1, 4, 5))
    flare[0, 1:, 2], flare[0, 3, 4] = 1.0, 1.0
    quiet = np.zeros((1, 4, 5))
    quiet[0, 3, 3] = 1.0
    cream = start[..., None] * np.where(WEEKS > 0, halves[..., None], 1.0)
    return Seen(
        before={"EASI": start}, baseline={"cream": {"EASI": start}, "vehicle": {"EASI": start}},
        after={
            ("cream", "EASI"): cream, ("vehicle", "EASI"): np.repeat(start[..., None], 5, axis=2),
            ("cream", "flare"): quiet, ("vehicle", "flare"): flare,
        },
        weeks={"cream": WEEKS, "vehicle": WEEKS},
        parameters={"k": np.full((1, 4), np.log(2)), "low": np.full((1, 4), 2.0), "odds": np.full((1, 4), 1.0)},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ({"kind": "level", "output": "EASI"}, 25),
        ({"kind": "level", "output": "EASI", "least": 16}, 30),
        ({"kind": "level", "output": "EASI", "most": 21}, 15),
        ({"kind": "level_ratio", "output": "EASI", "over": "low"}, 12.5),
        ({"kind": "deviation", "output": "EASI"}, np.sqrt(125)),
        ({"kind": "left", "arm": "cream", "output": "EASI", "week": 4}, 53 / 100),
        ({"kind": "improvement", "arm": "cream", "output": "EASI", "week": 4}, 130 / 4),
        ({"kind": "improvement", "arm": "cream", "output": "EASI", "week": 4, "least": 16}, 130 / 3),
        ({"kind": "improvement", "arm": "cream", "or_arm": "vehicle", "output": "EASI", "week": 4}, 130 / 8),
        ({"kind": "change", "arm": "cream", "against": "vehicle", "output": "EASI", "week": 4}, -130 / 4),
        ({"kind": "responders", "arm": "cream", "output": "EASI", "week": 4, "cut": 75}, 25),
        ({"kind": "responders", "arm": "cream", "output": "EASI", "week": 4, "cut": 50}, 25),
        ({"kind": "difference", "arm": "cream", "against": "vehicle", "output": "EASI", "week": 4}, -47 / 4),
        ({"kind": "effect", "arm": "cream", "against": "vehicle", "output": "EASI", "week": 4}, -47),
        ({"kind": "flares", "arm": "vehicle", "week": 4, "from": 1, "to": 1}, 50),
        ({"kind": "in_flare", "arm": "vehicle", "week": 4}, 100 * 4 / 16),
        ({"kind": "flare_risk", "arm": "cream", "against": "vehicle", "week": 4}, 1 / 3),
        ({"kind": "flare_hazard", "arm": "vehicle", "against": "cream", "week": 4}, np.log(4) / np.log(4 / 3)),
        ({"kind": "days_to_flare", "arm": "vehicle", "week": 4}, 7 * 1.5),
        ({"kind": "half_life", "parameter": "k", "hours": 1}, 168),
        ({"kind": "saturated", "parameter": "odds"}, 1.5),
        ({"kind": "passage", "parameter": "k", "over": "k", "hours": 84}, 50 * (1 - 0.5)),
    ],
)  # fmt: skip
def test_a_measure_is_what_its_name_says(told: dict[str, Any], answer: float) -> None:
    assert measured(Measure.model_validate(told), seen())[0] == pytest.approx(answer)


def test_two_phases_of_plasma_are_those_of_its_equations() -> None:
    """Eigenvalues of dp/dt = -(loss + out) p + back t, dt/dt = out p - back t."""
    loss, out, back = 600.0, 240.0, 33.0
    held = seen()
    held.parameters = {
        name: np.full((1, 2), value) for name, value in zip("lob", (loss, out, back), strict=True)
    }
    rates = -np.linalg.eigvals(np.array([[-loss - out, back], [out, -back]]))
    for which, rate in (("fast", rates.max()), ("slow", rates.min())):
        told = Measure.model_validate(
            {"kind": "phase", "parameter": "l", "out": "o", "back": "b", "which": which}
        )
        assert measured(told, held)[0] == pytest.approx(7 * 24 * 60 * np.log(2) / rate)


def test_what_responders_keep_lose_and_for_how_long() -> None:
    weeks = np.arange(7.0)
    start = np.full((1, 3), 10.0)
    course = np.array([[[10, 1, 1, 1, 6, 6, 6], [10, 2, 2, 2, 2, 2, 2], [10, 9, 9, 9, 9, 9, 9]]], dtype=float)
    held = Seen(baseline={"drug": {"EASI": start}}, after={("drug", "EASI"): course}, weeks={"drug": weeks})
    told = {"arm": "drug", "output": "EASI", "week": 2, "later": 6, "cut": 75}
    answers = {
        kind: measured(Measure.model_validate({"kind": kind, **told}), held)[0]
        for kind in ("kept", "lost", "lasting")
    }
    assert answers == pytest.approx({"kept": 50, "lost": 25, "lasting": (2 + 4) / 2})
