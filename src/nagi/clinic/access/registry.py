"""What the registry counts: everyone who was assessed, also who was refused, declined or lost."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from nagi.clinic.access.rows import rows
from nagi.clinic.records.models import (
    AdverseEvent,
    Agreement,
    Assessment,
    Contact,
    Disposition,
    Purpose,
    Score,
    Session,
    Staff,
)
from nagi.dermatology.scores.offered import Measured, before_and_now
from nagi.services.registry import OPEN, Reaction, Register, Treatment


def register(by: Staff, day: date) -> Register:
    """Everything that is counted up to this day."""
    contacts = rows(Contact, by.clinic_id).filter(due_on__lte=day)
    return Register(
        ended=ended(by.clinic_id),
        contacts_due=contacts.count(),
        contacts_done=contacts.exclude(done_at=None).count(),
        treatments=_treatments(by.clinic_id),
        reactions=[
            Reaction(
                patient=str(one.patient_id), event=one.event, grade=one.grade,
                lot=one.session.lot.number if one.session else None,
            )
            for one in rows(AdverseEvent, by.clinic_id).select_related("session__lot")
        ],
    )  # fmt: skip


def agreed(clinic: UUID) -> set[UUID]:
    """Patients whose newest answer lets their data, without names, into the registry."""
    asked = rows(Agreement, clinic).filter(purpose=Purpose.REGISTRY).order_by("at")
    newest = dict(asked.values_list("patient_id", "given"))
    return {patient for patient, given in newest.items() if given}


def ended(clinic: UUID) -> dict[str, str]:
    """How it ended for everyone who was assessed; the newest word counts."""
    still_open = {
        str(one): OPEN
        for one in rows(Assessment, clinic).values_list("visit__patient_id", flat=True).distinct()
    }
    said = rows(Disposition, clinic).order_by("at").values_list("assessment__visit__patient_id", "kind")
    return {**still_open, **{str(patient): kind for patient, kind in said}}


def _treatments(clinic: UUID) -> list[Treatment]:
    """One line for each patient and lot."""
    taken: dict[UUID, list[Measured]] = defaultdict(list)
    for one in rows(Score, clinic).filter(corrected_by=None).order_by("on", "at"):
        taken[one.patient_id].append(Measured(instrument=one.instrument, on=one.on, value=one.value))
    given: dict[tuple[UUID, UUID], list[Session]] = defaultdict(list)
    for session in sessions(clinic):
        given[session.visit.patient_id, session.lot_id].append(session)
    return [_treatment(held, taken[patient]) for (patient, _), held in given.items()]


def _treatment(held: Sequence[Session], taken: Sequence[Measured]) -> Treatment:
    first = held[0]
    before, now = before_and_now(taken, first_session=first.visit.on, active=(None, None))
    return Treatment(
        patient=str(first.visit.patient_id), route=first.booking.course.route, product=first.lot.product.code,
        lot=first.lot.number, sessions=len(held), before=before, now=now,
    )  # fmt: skip


def sessions(clinic: UUID) -> QuerySet[Session]:
    """Every session with its lot, product and course, in order."""
    held = rows(Session, clinic).select_related("visit", "lot__product", "booking__course")
    return held.order_by("visit__on", "at")
