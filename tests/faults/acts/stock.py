"""Products, lots and vials."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from faults.acts.marked import by
from staging.house import House, found_house
from staging.stock import DELIVERY, PRODUCT, add_product, certify, receive, released

from nagi.clinic.actions import stock
from nagi.clinic.records.models import Certificate, Lot, Movement, Product, Role

NEXT = stock.Delivery(**{**vars(DELIVERY), "number": "DP-2611C"})
SPOILT = stock.Tested(
    test=Certificate.Test.STERILITY, passed=False, method="第十八改正日本薬局方", paper=b"%PDF"
)
CORRECTED = {"facts": {**PRODUCT["facts"], "product.label_class": "cosmetic"}}


@dataclass(frozen=True)
class World:
    """A product with a lot that may be used, and one that waits for a physician."""

    house: House
    product: Product
    lot: Lot
    waiting: Lot


def world() -> World:
    house = found_house("凪皮膚科", "nagi.example")
    product = add_product(house)
    lot = released(house, product)
    waiting = receive(house, product, number="DP-2611B")
    certify(house, waiting.pk)
    return World(house, product, lot, waiting)


ACTS: Mapping[str, Callable[[World], object]] = {
    "product.added": lambda w: stock.add_product(by(w.house, Role.NURSE), "D2", PRODUCT),
    "product.changed": lambda w: stock.change_product(by(w.house, Role.NURSE), w.product.pk, CORRECTED, based_on=1),
    "lot.received": lambda w: stock.receive_lot(by(w.house, Role.NURSE), w.product.pk, NEXT),
    "lot.certified": lambda w: stock.certify(by(w.house, Role.NURSE), w.lot.pk, SPOILT),
    "lot.released": lambda w: stock.release(by(w.house, Role.PHYSICIAN), w.waiting.pk),
    "lot.quarantined": lambda w: stock.quarantine(by(w.house, Role.NURSE), w.lot.pk),
    "lot.moved": lambda w: stock.move(by(w.house, Role.NURSE), w.lot.pk, Movement.Kind.WASTE, 1, "落下"),
    "lot.moved corrected": lambda w: stock.move(
        by(w.house, Role.NURSE), w.lot.pk, Movement.Kind.CORRECTION, -1, "数え直し"
    ),
    "lot.recalled": lambda w: stock.recall(by(w.house, Role.NURSE), w.lot.pk, "製造元の連絡"),
}  # fmt: skip
