"""What the invented clinic keeps in stock: products, lots in every state, their certificates."""

import tomllib
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from nagi.clinic import clock
from nagi.clinic.actions import stock
from nagi.clinic.demo.house import House
from nagi.clinic.records.models import Certificate, Lot, Role
from nagi.evidence.record import Record
from nagi.language import Text

ZONE = "Asia/Tokyo"
METHOD = "第十八改正日本薬局方（架空）"
RECALLED = "製造元の連絡（架空）"


class Delivered(Record):
    """One lot as it came, and what became of it."""

    number: str
    state: Lot.State
    vials: int
    expires_in: int


class Sold(Record):
    """One product and its lots."""

    code: str
    route: str
    type: str
    label: str
    name: Text
    lots: tuple[Delivered, ...]


class Shelf(Record):
    """Everything."""

    product: tuple[Sold, ...]


@cache
def shelf() -> tuple[Sold, ...]:
    """As stock.toml says."""
    file = Path(__file__).with_name("stock.toml")
    return Shelf.model_validate(tomllib.loads(file.read_text(encoding="utf-8"))).product


def fill(house: House, at: datetime, now: datetime) -> dict[str, UUID]:
    """Take in every lot at a moment; it expires some days after `now`. Returns the lots by their numbers."""
    kept = {}
    for sold in shelf():
        product = _product(house, sold, at)
        for lot in sold.lots:
            expires = clock.today(ZONE, now) + timedelta(days=lot.expires_in)
            kept[lot.number] = _taken_in(house, product, lot, expires, at)
    return kept


def _taken_in(house: House, product: UUID, lot: Delivered, expires: date, at: datetime) -> UUID:
    nurse, physician = house.acting(Role.NURSE, at), house.acting(Role.PHYSICIAN, at)
    delivery = stock.Delivery(
        number=lot.number, expires_on=expires, storage="冷凍庫A -80 °C", supplier="架空製造", vials=lot.vials
    )
    made = stock.receive_lot(nurse, product, delivery)
    for test in Certificate.Test:
        stock.certify(nurse, made, stock.Tested(test=test, passed=True, method=METHOD))
    if lot.state is not Lot.State.QUARANTINED:
        stock.release(physician, made)
    if lot.state is Lot.State.RECALLED:
        stock.recall(physician, made, RECALLED)
    return made


def _product(house: House, sold: Sold, at: datetime) -> UUID:
    columns = {
        "name_ja": sold.name.ja, "name_en": sold.name.en, "route": sold.route, "gtin": "",
        "facts": {"product.type": sold.type, "product.label_class": sold.label},
        "details": {
            part: {"ja": "架空", "en": "invented"} for part in ("origin", "maker", "obtained")
        },
    }  # fmt: skip
    return stock.add_product(house.acting(Role.NURSE, at), sold.code, columns)
