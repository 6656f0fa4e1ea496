"""A run cut into parts: each can be computed anywhere and in any order, and is the same for every cutting of the work
among machines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from nagi.simulation.trial.plan import Trial

Table = Mapping[str, npt.NDArray[Any]]
"""What the trials of one part wrote down; `conduct` says what is in it."""

MOST_PLACES = 2_000
"""Places per arm in one part: bounds memory, and how much a killed process loses."""
MOST_PEOPLE = 8_000
"""People in the trials of one part, about."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """Trials `first` up to `last` of a draw, places `begin` up to `end` of each arm; `null` ones treat all alike."""

    number: int
    draw: int
    first: int
    last: int
    begin: int
    end: int
    null: bool

    @property
    def repeats(self) -> range:
        """Numbers of its trials."""
        return range(self.first, self.last)

    def shows_references(self, repeat: int) -> bool:
        """Whether trial `repeat` also shows its people under other arms: the first of a draw, with the effect on."""
        return repeat == 0 and not self.null

    @property
    def places(self) -> int:
        """Places per arm in each of its trials."""
        return self.end - self.begin


def parts_of(trial: Trial) -> tuple[Part, ...]:
    """Every part of a run, in the order in which results are put together."""
    return tuple(
        Part(number=number, draw=draw, first=first, last=last, begin=begin, end=end, null=null)
        for number, (null, draw, first, last, begin, end) in enumerate(_cut(trial))
    )


def _cut(trial: Trial) -> Iterator[tuple[bool, int, int, int, int, int]]:
    size = trial.size
    together = max(1, MOST_PEOPLE // trial.people)
    for null, repeats in ((False, size.trials), (True, size.null)):
        for draw in range(size.draws):
            for first in range(0, repeats, together):
                for begin in range(0, size.patients, MOST_PLACES):
                    yield (
                        null,
                        draw,
                        first,
                        min(first + together, repeats),
                        begin,
                        min(begin + MOST_PLACES, size.patients),
                    )
