"""SCORAD and objective SCORAD from extent, six signs, itch and sleep loss."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from nagi.dermatology.scores.instrument import Instrument, Scorad, instrument
from nagi.dermatology.scores.limits import Limits, exact
from nagi.dermatology.scores.score import Part, Score, not_assessed, open_score, total_score
from nagi.errors import NagiError, Problem
from nagi.language import Text

EXTENT = Text(ja="病変の面積（%）", en="extent in per cent")
ITCH = Text(ja="かゆみ（0〜10）", en="itch (0 to 10)")
SUBJECTIVE = frozenset({"itch", "sleep"})
SLEEP = Text(ja="睡眠障害（0〜10）", en="sleep loss (0 to 10)")


@dataclass(frozen=True, kw_only=True)
class ScoradRatings:
    """What is rated for SCORAD; None is not assessed.

    `extent` in per cent of the body surface, six signs from 0 to 3 (dryness on skin without eczema),
    itch and sleep loss from 0 to 10.
    """

    extent: float | None = None
    erythema: int | None = None
    edema_papulation: int | None = None
    oozing_crusting: int | None = None
    excoriation: int | None = None
    lichenification: int | None = None
    dryness: int | None = None
    itch: float | None = None
    sleep: float | None = None

    def sign(self, key: str) -> int | None:
        """The grade of one sign."""
        grade: int | None = getattr(self, key)
        return grade


def score_scorad(ratings: ScoradRatings) -> Score:
    """SCORAD total 0-103, parts extent, intensity and subjective.

    Without itch or sleep loss there is no total, and a remark points to the objective SCORAD.
    """
    whole, scheme = _scheme()
    entries = _checked(ratings)
    score = _scored(whole, entries, _parts(entries, scheme))
    if score.missing and SUBJECTIVE.issuperset(score.missing) and whole.missing.note:
        return replace(score, remarks=(whole.missing.note,))
    return score


def score_objective_scorad(ratings: ScoradRatings) -> Score:
    """Objective SCORAD total 0-83, parts extent and intensity; itch and sleep loss do not enter."""
    entries = [entry for entry in _checked(ratings) if entry.key not in SUBJECTIVE]
    return _scored(instrument("oscorad"), entries, _parts(entries, _scheme()[1]))


class Entry(NamedTuple):
    """One entry of the form: what it is, what was rated and what may be rated."""

    key: str
    name: Text
    value: float | None
    limits: Limits


def _scheme() -> tuple[Instrument, Scorad]:
    whole = instrument("scorad")
    if not isinstance(whole.formula, Scorad):
        raise TypeError("scorad.toml has another formula")
    return whole, whole.formula


def _entries(ratings: ScoradRatings) -> Iterator[Entry]:
    whole, scheme = _scheme()
    yield Entry("extent", EXTENT, ratings.extent, scheme.extent)
    for sign in scheme.signs:
        yield Entry(sign.key, sign.name, ratings.sign(sign.key), whole.items)
    yield Entry("itch", ITCH, ratings.itch, scheme.subjective)
    yield Entry("sleep", SLEEP, ratings.sleep, scheme.subjective)


def _checked(ratings: ScoradRatings) -> list[Entry]:
    entries = list(_entries(ratings))
    problems: list[Problem] = []
    for key, _, value, limits in entries:
        if value is not None:
            problems += limits.problems(value, where="scorad", key=key)
    if problems:
        raise NagiError(problems)
    return entries


def _parts(entries: list[Entry], scheme: Scorad) -> dict[str, Decimal]:
    """The weighted parts that can be known from these entries."""
    known = {key: exact(value) for key, _, value, _ in entries if value is not None}
    signs = [sign.key for sign in scheme.signs]
    groups = {
        "extent": (scheme.extent_weight, ["extent"]),
        "intensity": (scheme.intensity_weight, signs),
        "subjective": (scheme.subjective_weight, sorted(SUBJECTIVE)),
    }
    return {
        name: weight * sum((known[key] for key in keys), Decimal(0))
        for name, (weight, keys) in groups.items()
        if all(key in known for key in keys)
    }


def _scored(which: Instrument, entries: list[Entry], sums: dict[str, Decimal]) -> Score:
    parts = [Part(key=key, value=float(value)) for key, value in sums.items()]
    gaps = [not_assessed(key, name) for key, name, value, _ in entries if value is None]
    if gaps:
        return open_score(which, gaps, parts=parts)
    return total_score(which, float(sum(sums.values())), parts=parts)
