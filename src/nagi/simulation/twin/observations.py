"""What was measured of the person: which output, when, and the score; or everything that is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from numbers import Real

from nagi.errors import NagiError, Problem
from nagi.simulation.problems import problem, unknown
from nagi.simulation.twin.instruments import Measure


@dataclass(frozen=True, order=True)
class Observation:
    """A score of `output` (EASI, POEM, itch, TEWL …), `week` weeks after the start of treatment.

    0 is the day of the decision; before it the week is negative. None is a missing score and is left out. `flares`,
    how often the skin flared in the 26 weeks before, can be told for week 0 only.
    """

    week: float
    output: str
    score: float | None


def usable(
    observations: Iterable[Observation],
    instruments: Mapping[str, Measure],
    *,
    earliest: float,
    latest: float,
) -> tuple[Observation, ...]:
    """The scores that are there, in the order of time, so that the order they are told in never matters.

    Raises NagiError with every problem: NAGI-M130 (no such measurement), M131 (not a score of it), M132 (a week
    outside of what is computed), M133 (twice on one day with different scores).
    """
    given = list(observations)
    problems = [_no_observation(one) for one in given if not isinstance(one, Observation)]
    if problems:
        raise NagiError(problems)
    told = [one for one in given if one.score is not None]
    problems = [found for one in told for found in _wrong(one, instruments, earliest, latest)]
    if problems := problems or list(_contradicting(told)):
        raise NagiError(problems)
    return tuple(sorted(set(told)))


def _no_observation(one: object) -> Problem:
    ja = f"{one!r} は Observation(週, 名前, 点数) ではありません。"
    return problem(
        "NAGI-M130", "observations", ja=ja, en=f"{one!r} is not an Observation(week, output, score)"
    )


def _wrong(
    one: Observation, instruments: Mapping[str, Measure], earliest: float, latest: float
) -> Iterator[Problem]:
    if one.output not in instruments:
        yield unknown("NAGI-M130", "observations", one.output, instruments)
        return
    low, high = instruments[one.output].low, instruments[one.output].high
    if not _within(one.score, low, high):
        ja = f"{one.score!r} は {low:g}〜{high:g} の点数ではありません。"
        en = f"{one.score!r} is not a score from {low:g} to {high:g}"
        yield problem("NAGI-M131", one.output, ja=ja, en=en)
    if not _within(one.week, earliest, latest) or not instruments[one.output].told_at(one.week):
        ja = f"{one.week!r} 週は使えません({earliest:g}〜{latest:g} 週、再燃の回数は 0 週だけ)。"
        en = f"week {one.week!r} cannot be used ({earliest:g} to {latest:g}; a count of flares only week 0)"
        yield problem("NAGI-M132", one.output, ja=ja, en=en)


def _within(value: object, low: float, high: float) -> bool:
    return not isinstance(value, bool) and isinstance(value, Real) and low <= float(value) <= high


def _contradicting(told: Iterable[Observation]) -> Iterator[Problem]:
    first: dict[tuple[str, float], float | None] = {}
    for one in told:
        before = first.setdefault((one.output, one.week), one.score)
        if before != one.score:
            ja = f"{one.week:g} 週に {before} と {one.score} の二つがあります。正しい方だけにしてください。"
            en = f"week {one.week:g} has {before} and {one.score}; keep the right one"
            yield problem("NAGI-M133", one.output, ja=ja, en=en)
