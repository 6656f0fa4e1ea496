"""What counts as better, as visible, as calm: small courses that can be checked by eye."""

import numpy as np
import pytest
from toyskin import assumed

from nagi.simulation.twin.chances import Meaning, changes, first_calm, meaningful, unseen

MEANING = Meaning(poem=4, itch=4, floor=2)
NEVER = float("inf")


def one(**scores: list[float]) -> dict[str, np.ndarray]:
    return {name: np.array([values], dtype=float) for name, values in scores.items()}


@pytest.mark.parametrize(
    ("easi", "poem", "itch", "reached"),
    [
        ([20, 10], [10, 10], [5, 5], {"EASI-50"}),
        ([20, 10.1], [10, 10], [5, 5], set()),
        ([20, 5], [10, 6], [5, 1], {"EASI-50", "EASI-75", "POEM-4", "itch-4"}),
        ([2, 0.4], [10, 6.1], [5, 1.1], set()),  # no percentage of a start of 2 points
        ([20, 30], [10, 14], [5, 9], set()),
    ],
)
def test_a_change_is_named_when_it_is_reached(
    easi: list[float], poem: list[float], itch: list[float], reached: set[str]
) -> None:
    courses = one(EASI=easi, POEM=poem, itch=itch)
    assert {name for name, who in changes(courses, MEANING).items() if who[0]} == reached
    assert bool(meaningful(courses, MEANING)[0]) is bool(reached)


@pytest.mark.parametrize(
    ("arm", "control", "hidden"),
    [([20, 9.9], [20, 10], True), ([20, 1], [20, 10], False), ([20, 30], [20, 10], True)],
)
def test_a_difference_is_visible_only_beyond_the_scatter_and_for_the_better(
    arm: list[float], control: list[float], *, hidden: bool
) -> None:
    assert bool(unseen(one(EASI=arm), one(EASI=control), assumed().instrument)[0]) is hidden


@pytest.mark.parametrize(
    ("easi", "itch", "week"),
    [
        ([5, 5, 5, 5, 5, 5], [1, 1, 1, 1, 1, 1], 0),
        ([5, 5, 5, 5, 5, 5], [4, 1, 1, 1, 1, 1], 1),
        ([9, 9, 9, 5, 5, 5], [1, 1, 1, 1, 1, 1], 3),
        ([5, 5, 9, 5, 5, 9], [1, 1, 1, 1, 1, 1], NEVER),
        ([9, 9, 9, 9, 9, 9], [1, 1, 1, 1, 1, 1], NEVER),
    ],
)
def test_skin_is_calm_when_all_of_it_has_been_calm_long_enough(
    easi: list[float], itch: list[float], week: float
) -> None:
    weeks = np.arange(-2, 4, dtype=float)
    assert first_calm(one(EASI=easi, itch=itch), assumed().calm, weeks, hold=2)[0] == week
