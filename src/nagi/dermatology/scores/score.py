"""The result of scoring: a total with its band, or why there is none and what to ask."""

from collections.abc import Iterable
from dataclasses import dataclass

from nagi.dermatology.scores.instrument import Band, Instrument
from nagi.language import Text


@dataclass(frozen=True, kw_only=True)
class Gap:
    """An entry that is missing or contradicts another one: why it stops the total, and what to ask."""

    key: str
    reason: Text
    question: Text


def not_assessed(key: str, name: Text) -> Gap:
    """The gap of an entry called `name` that nobody has filled in."""
    return Gap(
        key=key,
        reason=Text(ja=f"{name.ja}が未評価です。", en=f"Not assessed: {name.en}."),
        question=Text(ja=f"{name.ja}を評価してください。", en=f"Please assess: {name.en}."),
    )


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a total, such as a body region, as it enters the sum."""

    key: str
    value: float


@dataclass(frozen=True, kw_only=True)
class Score:
    """What an instrument says about one moment.

    `total` and `band` are None when something is missing or contradictory; then `missing` names the
    entries, `reasons` says why and `questions` what to ask. `remarks` are things to know about a total
    that stands; its `missing` are items that the instrument's own rule counts as 0. `bands_version` names
    instrument, band set and version, so that an old score keeps its meaning.
    """

    instrument: str
    total: float | None
    band: Band | None
    bands_version: str
    missing: tuple[str, ...] = ()
    reasons: tuple[Text, ...] = ()
    questions: tuple[Text, ...] = ()
    remarks: tuple[Text, ...] = ()
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        if (self.total is None) != bool(self.reasons) or (self.total is None) != (self.band is None):
            raise ValueError("a score has a total and its band, or the reasons why it has none")

    def part(self, key: str) -> float | None:
        """One part of the total, or None if it is not known."""
        return next((part.value for part in self.parts if part.key == key), None)


def total_score(
    instrument: Instrument,
    total: float,
    *,
    bands: str | None = None,
    remarks: Iterable[Text] = (),
    parts: Iterable[Part] = (),
) -> Score:
    """A score that stands."""
    return Score(
        instrument=instrument.id,
        total=total,
        band=instrument.band_of(total, bands=bands),
        bands_version=_version(instrument, bands),
        remarks=tuple(remarks),
        parts=tuple(parts),
    )


def open_score(
    instrument: Instrument, gaps: Iterable[Gap], *, bands: str | None = None, parts: Iterable[Part] = ()
) -> Score:
    """No total: something is missing or contradictory. Parts that are certain are kept."""
    gaps = tuple(gaps)
    return Score(
        instrument=instrument.id,
        total=None,
        band=None,
        bands_version=_version(instrument, bands),
        missing=tuple(gap.key for gap in gaps),
        reasons=tuple(gap.reason for gap in gaps),
        questions=tuple(gap.question for gap in gaps),
        parts=tuple(parts),
    )


def _version(instrument: Instrument, bands: str | None) -> str:
    return f"{instrument.id}/{instrument.band_set(bands).id}/{instrument.version}"
