"""A product of the clinic's tests, and a lot of it that a physician has released. Everything is invented."""

from datetime import date
from typing import Any
from uuid import UUID

from nagi.clinic.actions import stock
from nagi.clinic.records.models import Certificate, Lot, Product, Role
from staging.house import House

PRODUCT: dict[str, Any] = {
    "name_ja": "架空エクソソームD", "name_en": "Fictional Exosome D", "route": "dermapen_exosome", "gtin": "",
    "facts": {"product.type": "purified_ev", "product.label_class": "unapproved_medical"},
    "details": {
        part: {"ja": f"架空の{part}", "en": f"fictional {part}"} for part in ("origin", "maker", "obtained")
    },
}  # fmt: skip
DELIVERY = stock.Delivery(
    number="DP-2611A", expires_on=date(2027, 5, 31), storage="冷凍庫A -80 °C", supplier="架空製造", vials=3
)


def add_product(house: House, code: str = "D1", **columns: Any) -> Product:
    made = stock.add_product(house.acting(Role.NURSE), code, {**PRODUCT, **columns})
    return Product.objects.get(pk=made)


def receive(house: House, product: Product, **said: Any) -> Lot:
    delivery = stock.Delivery(**{**vars(DELIVERY), **said})
    return Lot.objects.get(pk=stock.receive_lot(house.acting(Role.NURSE), product.pk, delivery))


def certify(house: House, lot: UUID, *, but: Certificate.Test | None = None) -> None:
    for test in Certificate.Test:
        if test is not but:
            line = stock.Tested(test=test, passed=True, method="第十八改正日本薬局方")
            stock.certify(house.acting(Role.NURSE), lot, line)


def released(house: House, product: Product | None = None, **said: Any) -> Lot:
    lot = receive(house, product or add_product(house), **said)
    certify(house, lot.pk)
    stock.release(house.acting(Role.PHYSICIAN), lot.pk)
    lot.refresh_from_db()
    return lot
