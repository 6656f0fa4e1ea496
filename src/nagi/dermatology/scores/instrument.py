"""The outcome instruments as data: range, items, formula, bands, missing rule, meaningful change, licence."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from nagi.dermatology.scores.limits import Limits
from nagi.errors import NagiError, Problem
from nagi.evidence.files import Reader, knowledge_root
from nagi.evidence.record import Id, Line, Record
from nagi.evidence.records import Doi
from nagi.language import Text

FOLDER = "instruments"
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]
Basis = Literal["published", "professional knowledge", "project"]


class Based(Record):
    """Says where a rule comes from; what is called published names its source."""

    basis: Basis
    sources: tuple[Id, ...] = ()
    doi: Doi | None = None
    pmid: Annotated[str, StringConstraints(pattern=r"^\d{1,8}$")] | None = None
    address: Line | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _names_its_source(self) -> Self:
        if self.basis == "published" and not (self.sources or self.doi or self.pmid or self.address):
            raise ValueError("a published rule names its source")
        return self


class Band(Record):
    """One grade of severity or control. With `below`, the number `high` itself belongs to the next band."""

    code: Code
    low: float
    high: float
    below: bool = False
    name: Text

    def reaches(self, total: float) -> bool:
        """Is `total` not above this band?"""
        return total < self.high or (total == self.high and not self.below)


class BandSet(Based):
    """Bands in rising order. Only upper limits decide, so a total between two printed bands is never lost."""

    id: Code
    bands: tuple[Band, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _rises_without_overlap(self) -> Self:
        for lower, upper in zip(self.bands, self.bands[1:], strict=False):
            if not lower.low <= lower.high <= upper.low <= upper.high:
                raise ValueError(f"band {upper.code} does not follow {lower.code}")
        if len({band.code for band in self.bands}) < len(self.bands):
            raise ValueError("a band code is used twice")
        return self

    def band_of(self, total: float) -> Band:
        """The first band that reaches `total`; `total` lies within the instrument's range."""
        return next(band for band in self.bands if band.reaches(total))


class Named(Record):
    """A sign or a body region with its stable key."""

    key: Code
    name: Text


class Region(Named):
    """A body region of the EASI and its share of the body."""

    weight: Decimal
    child_weight: Decimal


class Sum(Record):
    """The total is the sum of the items."""

    kind: Literal["sum"]


class AreaSeverity(Record):
    """EASI: sum over regions of weight x area score x sum of signs."""

    kind: Literal["area_severity"]
    child_below_years: int
    area_from_percent: tuple[float, ...]
    unusual_signs: tuple[float, ...]
    unusual_signs_basis: Basis
    unusual_signs_remark: Text
    signs: tuple[Named, ...]
    regions: tuple[Region, ...]


class Scorad(Record):
    """SCORAD: weighted extent, intensity and subjective symptoms."""

    kind: Literal["scorad"]
    extent_weight: Decimal
    intensity_weight: Decimal
    subjective_weight: Decimal
    extent: Limits
    subjective: Limits
    signs: tuple[Named, ...]


class ObjectivePart(Record):
    """The extent and intensity part of another instrument."""

    kind: Literal["objective_part"]
    of: Code


class Special(Record):
    """A box on the form that is not a number: the score it counts and the questions (from 1) that have it."""

    code: Code
    score: int
    items: tuple[int, ...]


class Items(Limits):
    """How many items there are and which numbers each may hold."""

    count: int = Field(ge=1)
    special: tuple[Special, ...] = ()


class Ages(Record):
    """For which completed years of age the instrument is meant, both ends included."""

    from_years: int = 0
    to_years: int | None = None
    note: Text


class MissingRule(Based):
    """How many unanswered items count 0; one more and there is no total."""

    counted_as_zero: int = Field(ge=0)


class MeaningfulChange(Based):
    """One threshold for a change that matters, in points or in per cent of the baseline."""

    id: Code
    kind: Literal["absolute", "percent"]
    value: float = Field(gt=0)
    direction: Literal["improvement", "both"]
    from_years: int | None = None


class ChangeRule(Record):
    """All thresholds of an instrument, and from which baseline on a percentage means something."""

    percent_needs_baseline_above: float
    percent_basis: Basis
    responses: tuple[int, ...] = ()
    thresholds: tuple[MeaningfulChange, ...] = ()


class Licence(Record):
    """What a clinic must know before it shows the instrument's own text, which nagi does not ship."""

    license: Line
    copyright_line: Line | None = None
    commercial_ok: bool | Literal["ask"]
    ship_items: Literal[False]
    note: Text


class Instrument(Record):
    """One outcome instrument. Higher is worse in all of them; the first band set is the usual one."""

    id: Code
    version: Line
    name: Text
    rated_by: Literal["physician", "patient"]
    recall_days: int = Field(ge=0)
    recall_basis: Basis = "published"
    low: float
    high: float
    sources: tuple[Id, ...] = Field(min_length=1)
    success_up_to: float | None = None
    ages: Ages | None = None
    items: Items
    formula: Annotated[Sum | AreaSeverity | Scorad | ObjectivePart, Field(discriminator="kind")]
    missing: MissingRule
    bands: tuple[BandSet, ...] = Field(min_length=1)
    change: ChangeRule
    licence: Licence

    @model_validator(mode="after")
    def _bands_fill_the_range(self) -> Self:
        for bands in self.bands:
            if (bands.bands[0].low, bands.bands[-1].high) != (self.low, self.high) or bands.bands[-1].below:
                raise ValueError(f"the bands {bands.id} do not fill the range")
        if self.formula.kind == "sum" and self.items.count * self.items.high != self.high:
            raise ValueError("the items do not add up to the range")
        return self

    @property
    def limits(self) -> Limits:
        """The range of the total."""
        return Limits(low=self.low, high=self.high)

    def band_set(self, name: str | None = None) -> BandSet:
        """The band set called `name`, or the usual one. An unknown name is NAGI-D208."""
        if name is None:
            return self.bands[0]
        for bands in self.bands:
            if bands.id == name:
                return bands
        known = ", ".join(bands.id for bands in self.bands)
        said = Text(ja=f"重症度区分は {known} から選びます。", en=f"choose the bands from {known}")
        raise NagiError([Problem(code="NAGI-D208", where=self.id, key="bands", said=said)])

    def band_of(self, total: float, *, bands: str | None = None) -> Band:
        """The band of a total. A total outside the range is refused."""
        problems = self.limits.problems(total, where=self.id, key="total")
        if problems:
            raise NagiError(problems)
        return self.band_set(bands).band_of(total)


@cache
def instruments() -> Mapping[str, Instrument]:
    """All instruments by id, as installed. Raises NagiError with every problem in the files."""
    reader = Reader(knowledge_root())
    found = reader.unique(reader.records(Instrument, FOLDER))
    if reader.problems:
        raise NagiError(reader.problems)
    return MappingProxyType(found)


def instrument(name: str) -> Instrument:
    """The instrument with this id, such as `easi` or `poem`. An unknown id is NAGI-D201."""
    known = instruments()
    if name not in known:
        choice = ", ".join(known)
        said = Text(ja=f"評価法は {choice} から選びます。", en=f"choose an instrument from {choice}")
        raise NagiError([Problem(code="NAGI-D201", where=FOLDER, key="id", said=said)])
    return known[name]
