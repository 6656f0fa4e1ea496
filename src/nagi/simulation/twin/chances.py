"""What the virtual patients of a twin reach: meaningful change, a difference that can be seen, calm skin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nagi.simulation.twin.assumptions import Calm
from nagi.simulation.twin.instruments import Instrument

Array = npt.NDArray[np.float64]
Courses = Mapping[str, Array]
"""Each output (patient, week) of one arm."""


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What counts as a meaningful change: fractions of EASI, points of POEM and itch. At a start of EASI of
    `floor` points or less no fraction is used."""

    easi: tuple[float, ...] = (0.5, 0.75)
    poem: float
    itch: float
    floor: float


def changes(courses: Courses, meaning: Meaning) -> Mapping[str, npt.NDArray[np.bool_]]:
    """Who (patient) has improved by so much from the first week to the last, by name: EASI-50, POEM-4 …"""
    reached: dict[str, npt.NDArray[np.bool_]] = {}
    if "EASI" in courses:
        start, end = courses["EASI"][:, 0], courses["EASI"][:, -1]
        usable = start > meaning.floor
        for share in meaning.easi:
            reached[f"EASI-{100 * share:g}"] = usable & (end <= (1 - share) * start)
    for name, points in (("POEM", meaning.poem), ("itch", meaning.itch)):
        if name in courses:
            reached[f"{name}-{points:g}"] = courses[name][:, 0] - courses[name][:, -1] >= points
    return reached


def meaningful(courses: Courses, meaning: Meaning) -> npt.NDArray[np.bool_]:
    """Who (patient) has improved meaningfully in any of them, taking the smallest fraction of EASI."""
    reached = changes(courses, meaning)
    larger = {f"EASI-{100 * share:g}" for share in meaning.easi if share > min(meaning.easi)}
    told = [who for name, who in reached.items() if name not in larger]
    return np.asarray(np.any(told, axis=0)) if told else np.zeros(_patients(courses), dtype=bool)


def unseen(arm: Courses, control: Courses, instruments: Sequence[Instrument]) -> npt.NDArray[np.bool_]:
    """Whose (patient) scores at the last week are not better than under `control` by more than measurements scatter."""
    visible = [
        control[each.output][:, -1] - arm[each.output][:, -1] > each.detectable(control[each.output][:, -1])
        for each in instruments
        if each.output in arm
    ]
    return np.asarray(~np.any(visible, axis=0))


def first_calm(courses: Courses, calm: Sequence[Calm], weeks: Array, *, hold: int) -> Array:
    """The first week >= 0 (patient) at whose end everything has been calm for `hold` weeks; infinite if none.

    `weeks` are whole weeks in a row that begin `hold` weeks before 0.
    """
    told = [courses[each.output] <= each.at_most for each in calm if each.output in courses]
    if not told:
        return np.full(_patients(courses), np.inf)
    quiet = np.all(told, axis=0).astype(np.int64)
    run = np.zeros(quiet.shape[0], dtype=np.int64)
    first = np.full(quiet.shape[0], np.inf)
    for at, week in enumerate(weeks):
        run = (run + 1) * quiet[:, at]
        first = np.where(np.isinf(first) & (run > hold) & (week >= 0), week, first)
    return first


def _patients(courses: Courses) -> int:
    return len(next(iter(courses.values())))
