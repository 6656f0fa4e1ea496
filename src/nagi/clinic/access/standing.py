"""What stands against a patient or a lot, for the cards that tell it elsewhere."""

from collections.abc import Iterator, Sequence
from datetime import date

from nagi.clinic.access.rows import rows
from nagi.clinic.access.stock import found, record_of
from nagi.clinic.records.models import Lot, Patient, Session, Staff, Stop
from nagi.dermatology.product import withheld
from nagi.evidence.rules import RuleTable
from nagi.interchange.cds_hooks.safety import Stopped, Withheld, stopped

CLUSTER = "AE-103"
"""The rule by which a lot is taken out of use."""


def stops(held: Patient) -> Sequence[Stopped]:
    """Every stop that nobody lifted: of the patient, of a site, and of a lot they received."""
    own = [
        stopped(stop.kind, stop.rule_id, at=stop.site)
        for stop in rows(Stop, held.clinic_id).filter(patient=held, lifted_at=None).order_by("at")
    ]
    return (*own, *_of_lots(held))


def _of_lots(held: Patient) -> Iterator[Stopped]:
    given = rows(Session, held.clinic_id).filter(visit__patient=held).select_related("lot")
    for lot in {one.lot_id: one.lot for one in given}.values():
        if lot.state == Lot.State.RECALLED or lot.stops.filter(lifted_at=None).exists():
            yield stopped(Stop.Kind.LOT, CLUSTER, at=lot.number)


def withheld_lots(by: Staff, numbers: Sequence[str], *, on: date, table: RuleTable) -> Sequence[Withheld]:
    """Those of the lots with these numbers that must not be used, and why; one that is not recorded is one of them."""
    told: list[Withheld] = []
    for number in numbers:
        lots = found(by, number, None)
        told += [one for lot in lots if (one := _withheld(lot, on=on, table=table))]
        if not lots:
            told.append(Withheld(number=number, rule_ids=(), state="unknown"))
    return told


def _withheld(lot: Lot, *, on: date, table: RuleTable) -> Withheld | None:
    rules = tuple(one.rule_id for one in withheld(record_of(lot), on=on, table=table))
    if lot.state == Lot.State.RELEASED and not rules:
        return None
    state = None if lot.state == Lot.State.RELEASED else lot.state
    return Withheld(number=lot.number, rule_ids=rules, state=state)
