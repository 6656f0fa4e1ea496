"""What a clinic says about itself in its own file: contacts, terms, products, prices and its own thresholds."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field as Key

from nagi.dermatology.cost.prices import Price, PriceList, When
from nagi.dermatology.scores.instrument import instruments
from nagi.errors import NagiError
from nagi.evidence.check.reach import witness
from nagi.evidence.conditions import Compare
from nagi.evidence.files import Reader
from nagi.evidence.record import Record
from nagi.evidence.rules import Route, RuleTable
from nagi.language import Text


class ProductDetails(Record):
    """A product as the consent must name it (IC-003): what it is, from what tissue, by whom, how obtained."""

    name: Text
    origin: Text
    maker: Text
    obtained: Text


class ClinicDetails(Record):
    """The clinic in words, for documents. What is None becomes a blank to fill by hand."""

    name: Text | None = None
    address: Text | None = None
    contact: Text | None = None
    hours: Text | None = None
    emergency_contact: Text | None = None
    hospital: Text | None = None
    physician: Text | None = None
    cancellation: Text | None = None
    refund: Text | None = None
    compensation: Text | None = None
    conflict_of_interest: Text | None = None


class OwnPrices(Record):
    """When the clinic's price list was last changed, and what it is called as a source."""

    as_of: When
    source: Text


class Clinic(Record):
    """A clinic's own file. `thresholds` replace defaults by name; `price` replaces the documented prices.

    `instruments` are the licensed questionnaires that the clinic may use, by code.

    An empty one stands for a clinic that has not filled in its file.
    """

    clinic: ClinicDetails = ClinicDetails()
    products: Mapping[Route, ProductDetails] = {}
    thresholds: Mapping[str, Annotated[float, Key(ge=0, allow_inf_nan=False)]] = {}
    prices: OwnPrices | None = None
    price: tuple[Price, ...] = ()
    instruments: tuple[str, ...] = ()

    def price_list(self) -> PriceList | None:
        """The clinic's own prices; None if it lists none."""
        if self.prices is None or not self.price:
            return None
        return PriceList(
            as_of=self.prices.as_of,
            level="clinic",
            note=self.prices.source,
            sources={OWN: self.prices.source},
            price=self.price,
            from_clinic=True,
        )


INTERVAL = "dermapen_min_interval_days"
OWN = "own"
"""The only source in a clinic's own price list."""


def clinic_from(raw: Mapping[str, Any], *, where: str, table: RuleTable) -> Clinic:
    """The clinic that `raw` (a parsed TOML file called `where`) describes.

    Raises NagiError with every problem: unknown keys, missing languages, unknown thresholds, faulty prices.
    """
    path = Path(where)
    reader = Reader(path.parent)
    listed = raw.get("price", [])
    entries = [entry for entry in listed if isinstance(entry, Mapping)] if isinstance(listed, list) else []
    _note_thresholds(raw.get("thresholds"), table, reader, path)
    _note_instruments(raw.get("instruments"), reader, path)
    _note_prices(entries, reader, path, dated="prices" in raw)
    sourced = [{**entry, "source": OWN} for entry in entries] if entries else listed
    clinic = reader.record(Clinic, {**raw, "price": sourced}, path, "clinic")
    if clinic is None or reader.problems:
        raise NagiError(reader.problems)
    return clinic


def _note_thresholds(own: object, table: RuleTable, reader: Reader, path: Path) -> None:
    """A clinic may change a threshold, not invent one; sessions are at least a day apart."""
    known = ", ".join(table.bounds.thresholds)
    for name, value in own.items() if isinstance(own, Mapping) else ():
        if name not in table.bounds.thresholds:
            ja, en = f"未知のしきい値です。使えるもの: {known}", f"unknown threshold; known: {known}"
            reader.note("NAGI-D401", path, f"thresholds.{name}", ja, en)
        elif name == INTERVAL and isinstance(value, int | float) and value < 1:
            ja, en = "間隔は1日以上です。", "an interval is at least 1 day"
            reader.note("NAGI-D405", path, f"thresholds.{name}", ja, en)
        elif type(value) in (int, float) and (silenced := ", ".join(_silenced(name, value, table))):
            ja = f"この値では {silenced} の項目が常に、または決して成り立ちません。尺度の内側の値にしてください。"
            en = f"with this value an item of {silenced} is always or never met; choose one inside the scale"
            reader.note("NAGI-D406", path, f"thresholds.{name}", ja, en)


def _note_instruments(own: object, reader: Reader, path: Path) -> None:
    """A clinic names instruments that exist."""
    known = ", ".join(instruments())
    for name in own if isinstance(own, list) else ():
        if name not in instruments():
            ja, en = f"未知の評価法です。使えるもの: {known}", f"unknown instrument; known: {known}"
            reader.note("NAGI-D407", path, f"instruments.{name}", ja, en)


def _silenced(name: str, value: float, table: RuleTable) -> Iterator[str]:
    """Rules in which a threshold of this value would settle an item whatever the answer."""
    own = table.with_thresholds({name: value})
    for rule in own.rules.values():
        for leaf in rule.when.leaves() if rule.when else ():
            if isinstance(leaf, Compare) and leaf.threshold == name:
                tried = (witness(leaf, own.fields, own.bounds, firing=truth) for truth in (True, False))
                if None in tried:
                    yield rule.id


def _note_prices(entries: list[Mapping[str, Any]], reader: Reader, path: Path, *, dated: bool) -> None:
    """A clinic's price list has a date, one source, and each id once."""
    if entries and not dated:
        ja = "[prices] に as_of(価格の日付)と source が必要です。"
        reader.note("NAGI-D402", path, "prices", ja, "a price list needs [prices] with as_of and source")
    ids = [str(entry.get("id")) for entry in entries]
    for entry_id in sorted({each for each in ids if ids.count(each) > 1}):
        reader.note(
            "NAGI-D404", path, entry_id, "同じ ID の価格が二つあります。", "this price id is used twice"
        )
    for entry in entries:
        if "source" in entry:
            ja, en = "source は [prices] にだけ書きます。", "leave source out here; [prices] holds it"
            reader.note("NAGI-D403", path, str(entry.get("id")), ja, en)
