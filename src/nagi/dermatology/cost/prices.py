"""Recorded prices: what was seen advertised, or a clinic's own list. Every price has a source and a date."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal

from pydantic import Field as Key
from pydantic import StringConstraints, model_validator

from nagi.errors import NagiError
from nagi.evidence.files import Reader, knowledge_root
from nagi.evidence.record import Line, Record
from nagi.language import Text

When = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}){0,2}$")]
Item = Literal["session", "anaesthetic", "bloods", "exam", "aftercare", "photo", "overview"]


class Price(Record):
    """One price as advertised or listed, in whole yen (or dollars, for what was seen abroad).

    `kind` single is counted in a quotation; the others are shown beside it. `route` None means any route,
    `product_type` and `area` None any product and any area. `sessions` belongs to a course.
    """

    id: Line
    label: Text
    route: Line | None = None
    product_type: Line | None = None
    area: Literal["face", "part"] | None = None
    item: Item
    kind: Literal["single", "trial", "member", "course", "visit", "abroad"]
    per: Literal["session", "course"] = "session"
    sessions: int | None = Key(default=None, ge=2)
    low: int = Key(ge=0)
    high: int = Key(ge=0)
    currency: Literal["JPY", "USD"] = "JPY"
    tax: Literal["included", "excluded", "not_stated"] = "not_stated"
    tax_percent: int | None = Key(default=None, ge=0, le=100)
    source: Line
    seen: When | None = None

    @model_validator(mode="after")
    def _complete(self) -> "Price":
        if self.high < self.low:
            raise ValueError("high is below low")
        if (self.kind == "course") != (self.sessions is not None):
            raise ValueError("a course needs sessions, and nothing else has them")
        if (self.tax == "excluded") != (self.tax_percent is not None):
            raise ValueError("a price without tax needs tax_percent, and nothing else has it")
        return self

    @property
    def payable(self) -> tuple[int, int]:
        """What has to be paid, from low to high, with tax where the price is without it."""
        percent = 100 + (self.tax_percent or 0)
        return self.low * percent // 100, self.high * percent // 100


class PriceList(Record):
    """Prices of one day: `note` says what they are, `sources` where each comes from."""

    as_of: When
    level: Line
    note: Text
    sources: Mapping[str, Text]
    price: tuple[Price, ...]
    from_clinic: bool = False

    @model_validator(mode="after")
    def _sound(self) -> "PriceList":
        unknown = sorted({price.source for price in self.price} - set(self.sources))
        if unknown:
            raise ValueError(f"unknown source {', '.join(unknown)}; add it to [sources]")
        ids = [price.id for price in self.price]
        twice = sorted({each for each in ids if ids.count(each) > 1})
        if twice:
            raise ValueError(f"price id used twice: {', '.join(twice)}")
        return self


@cache
def documented_prices() -> PriceList:
    """The prices that come with nagi. Raises NagiError with every problem if the file is broken."""
    reader = Reader(knowledge_root())
    path = reader.root / "prices" / "japan-2026-11.toml"
    prices = reader.record(PriceList, reader.table(path), path, "prices")
    if prices is None or reader.problems:
        raise NagiError(reader.problems)
    return prices
