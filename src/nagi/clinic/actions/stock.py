"""Products and lots: what comes in, what may be used, what goes out, and what is recalled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from nagi.clinic import clock
from nagi.clinic.access.rows import locked, row, rows
from nagi.clinic.access.stock import record_of
from nagi.clinic.actions.action import Acting, Entry, Problem, action, changed
from nagi.clinic.records.models import Certificate, Clinic, Lot, Movement, Product, Recall, Session
from nagi.clinic.words import word
from nagi.dermatology.phrases import joined
from nagi.dermatology.product import withheld
from nagi.evidence.rulebook import load_rules
from nagi.language import Text

OUT = frozenset({Movement.Kind.WASTE, Movement.Kind.RETURNED})


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What stands on a delivered lot, and how many vials came."""

    number: str
    expires_on: date
    storage: str
    supplier: str
    vials: int


@dataclass(frozen=True, kw_only=True)
class Tested:
    """One line of a certificate, with its paper if there is one."""

    test: Certificate.Test
    passed: bool | None
    method: str
    value: float | None = None
    unit: str = ""
    tested_on: date | None = None
    paper: bytes | None = None


@action("product.added", "stock.write")
def add_product(acting: Acting, code: str, columns: Mapping[str, Any]) -> Entry:
    """Write a product into the product master. Raises Problem if its code is in use."""
    clinic = locked(Clinic, acting.clinic, acting.clinic)
    if rows(Product, acting.clinic).filter(code=code).exists():
        raise Problem({"code": word("stock.code_in_use")})
    product = Product(clinic=clinic, code=code, **columns)
    product.save(force_insert=True)
    return Entry(subject="product", id=product.pk, data={"route": product.route})


@action("product.changed", "stock.write")
def change_product(acting: Acting, product_id: UUID, columns: Mapping[str, Any], *, based_on: int) -> Entry:
    """Correct a product. Its released lots wait for a physician again if what the rules read has changed."""
    product = locked(Product, product_id, acting.clinic)
    names = changed(product, based_on, **columns)
    if {"facts", "route"} & set(names):
        for lot in product.lots.select_for_update().filter(state=Lot.State.RELEASED):
            _set_state(lot, Lot.State.QUARANTINED)
    return Entry(subject="product", id=product.pk, data={"changed": names})


@action("lot.received", "stock.write")
def receive_lot(acting: Acting, product_id: UUID, delivery: Delivery) -> Entry:
    """Take in a lot; it waits in quarantine. Raises Problem if the lot is already there or brings no vial."""
    product = locked(Product, product_id, acting.clinic)
    if product.lots.filter(number=delivery.number).exists():
        raise Problem({"number": word("stock.lot_known")})
    if delivery.vials < 1:
        raise Problem({"vials": word("stock.no_vials")})
    lot = Lot(
        product=product, number=delivery.number, expires_on=delivery.expires_on, storage=delivery.storage,
        supplier=delivery.supplier, received_at=acting.now,
    )  # fmt: skip
    lot.save(force_insert=True)
    write_movement(acting, lot, Movement.Kind.RECEIPT, delivery.vials)
    return Entry(subject="lot", id=lot.pk, data={"vials": delivery.vials})


@action("lot.certified", "stock.write")
def certify(acting: Acting, lot_id: UUID, tested: Tested) -> Entry:
    """Add a line of the certificate. A line that is not good takes a released lot out of use."""
    lot = locked(Lot, lot_id, acting.clinic)
    if tested.tested_on and tested.tested_on > clock.today(lot.product.clinic.zone, acting.now):
        raise Problem({"tested_on": word("fields.future")})
    line = Certificate(
        lot=lot, test=tested.test, passed=tested.passed, value=tested.value, unit=tested.unit,
        method=tested.method, tested_on=tested.tested_on, paper=tested.paper, at=acting.now, by=acting.staff,
    )  # fmt: skip
    line.save(force_insert=True)
    if lot.state == Lot.State.RELEASED and _kept_out(lot, acting):
        _set_state(lot, Lot.State.QUARANTINED)
    return Entry(
        subject="lot",
        id=lot.pk,
        data={"certificate": str(line.pk), "test": tested.test.value, "state": lot.state},
    )


@action("lot.released", "stock.release")
def release(acting: Acting, lot_id: UUID) -> Entry:
    """Release a lot for use: a physician does, and only what the rules let through.

    Raises Problem with the rules that keep it out (GP-058, GP-059), or if it was recalled.
    """
    lot = locked(Lot, lot_id, acting.clinic)
    _refuse_recalled(lot)
    if kept := _kept_out(lot, acting):
        raise Problem({"": joined(kept.values())})
    _set_state(lot, Lot.State.RELEASED)
    return Entry(subject="lot", id=lot.pk, data={"state": lot.state})


@action("lot.quarantined", "stock.write")
def quarantine(acting: Acting, lot_id: UUID) -> Entry:
    """Keep a lot out of use until a physician releases it again."""
    lot = locked(Lot, lot_id, acting.clinic)
    _refuse_recalled(lot)
    _set_state(lot, Lot.State.QUARANTINED)
    return Entry(subject="lot", id=lot.pk, data={"state": lot.state})


@action("lot.moved", "stock.write")
def move(acting: Acting, lot_id: UUID, kind: Movement.Kind, vials: int, reason: str) -> Entry:
    """Write down vials that came or went other than in a session. A correction may be negative.

    Raises Problem if more would go than are there, or nothing would move.
    """
    lot = locked(Lot, lot_id, acting.clinic)
    if kind is Movement.Kind.USE or vials == 0 or (kind is not Movement.Kind.CORRECTION and vials < 0):
        raise Problem({"vials": word("stock.no_vials")})
    if not reason and kind is not Movement.Kind.RECEIPT:
        raise Problem({"reason": word("stock.reason_missing")})
    write_movement(acting, lot, kind, -vials if kind in OUT else vials, reason=reason)
    return Entry(subject="lot", id=lot.pk, data={"kind": kind.value, "vials": vials, "left": lot.vials})


@action("lot.recalled", "stock.recall")
def recall(acting: Acting, lot_id: UUID, reason: str) -> Entry:
    """Take a lot out of use for good. Raises Problem if it already is."""
    lot = locked(Lot, lot_id, acting.clinic)
    _refuse_recalled(lot)
    Recall(lot=lot, reason=reason, at=acting.now, by=acting.staff).save(force_insert=True)
    _set_state(lot, Lot.State.RECALLED)
    return Entry(subject="lot", id=lot.pk, data={"left": lot.vials})


def take(acting: Acting, lot: Lot, session: Session, vials: int = 1) -> None:
    """Take vials of a locked lot for one session, within that session's action (REG-026). Raises Problem."""
    if lot.state != Lot.State.RELEASED:
        raise Problem({"lot": word(f"stock.is_{lot.state}")})
    write_movement(acting, lot, Movement.Kind.USE, -vials, session=session)


def write_movement(  # noqa: PLR0913 (what is written of vials)
    acting: Acting,
    lot: Lot,
    kind: Movement.Kind,
    vials: int,
    *,
    reason: str = "",
    session: Session | None = None,
) -> None:
    """One movement of a locked lot. Raises Problem if more would go than are there."""
    if lot.vials + vials < 0:
        raise Problem({"vials": word("stock.too_few", left=lot.vials)})
    Movement(
        lot=lot, kind=kind, vials=vials, session=session, reason=reason, at=acting.now, by=acting.staff
    ).save(force_insert=True)
    lot.vials += vials
    lot.save(update_fields=["vials"])


def _kept_out(lot: Lot, acting: Acting) -> Mapping[str, Text]:
    """The rules that keep a lot out of use today."""
    lot = row(Lot, lot.pk, acting.clinic, "product__clinic")
    day = clock.today(lot.product.clinic.zone, acting.now)
    gates = withheld(record_of(lot), on=day, table=load_rules())
    return {
        one.rule_id: Text(ja=f"{one.said.ja} ({one.rule_id})", en=f"{one.said.en} ({one.rule_id})")
        for one in gates
    }


def _refuse_recalled(lot: Lot) -> None:
    if lot.state == Lot.State.RECALLED:
        raise Problem({"": word("stock.is_recalled")})


def _set_state(lot: Lot, state: Lot.State) -> None:
    lot.state = state
    lot.version += 1
    lot.save(update_fields=["state", "version"])
