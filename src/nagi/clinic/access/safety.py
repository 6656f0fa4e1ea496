"""Adverse events, what follows from them, and the contacts that are due."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from nagi.clinic.access.rows import row, rows
from nagi.clinic.records.models import (
    AdverseEvent,
    Contact,
    Duty,
    Lot,
    Patient,
    Photograph,
    Session,
    Staff,
    Stop,
)


def event(by: Staff, event_id: UUID) -> AdverseEvent:
    """One event of the own clinic with its session and lot. Raises Hidden."""
    return row(AdverseEvent, event_id, by.clinic_id, "patient", "session__lot__product", "by")


def events_of(patient: Patient) -> Sequence[AdverseEvent]:
    """All events of one patient, the newest first."""
    return list(patient.adverse_events.select_related("session__lot").order_by("-onset_on", "-at"))


def open_events(by: Staff) -> Sequence[AdverseEvent]:
    """Events without an end, the gravest first."""
    held = rows(AdverseEvent, by.clinic_id).filter(closed_at=None).select_related("patient", "session__lot")
    return list(held.order_by("-grade", "onset_on"))


def open_duties(by: Staff) -> Sequence[Duty]:
    """Reports that are not done, the most urgent first."""
    held = rows(Duty, by.clinic_id).filter(done_at=None).select_related("event__patient")
    return list(held.order_by("due_at", "event_id"))


def stops_in_force(clinic: UUID) -> QuerySet[Stop]:
    """Everything that is stopped in one clinic: patients, sites and lots."""
    ours = Q(patient__clinic_id=clinic) | Q(lot__product__clinic_id=clinic)
    return Stop.objects.filter(ours, lifted_at=None).select_related("patient", "lot__product", "event")


def stops_of(patient: Patient) -> Sequence[Stop]:
    """What is stopped for one patient, also what was lifted, the newest first."""
    return list(patient.stops.select_related("event", "lifted_by").order_by("-at"))


def sessions_of(patient: Patient, clinic: UUID) -> Sequence[Session]:
    """Every session of one patient, the newest first."""
    held = (
        rows(Session, clinic).filter(visit__patient=patient).select_related("visit", "lot", "booking__course")
    )
    return list(held.order_by("-at"))


def events_on(lot: Lot) -> Sequence[str]:
    """The codes of all events that are linked to sessions with one lot."""
    return list(AdverseEvent.objects.filter(session__lot=lot).values_list("event", flat=True))


def sites_of(patient: Patient, clinic: UUID) -> Sequence[str]:
    """The sites that were ever treated or planned, by the code the clinic gave them."""
    treated = rows(Session, clinic).filter(visit__patient=patient).values_list("sites__site", flat=True)
    planned = [site for sites in patient.courses.values_list("sites", flat=True) for site in sites]
    return sorted({site for site in (*treated, *planned) if site})


def due_contacts(by: Staff, day: date) -> Sequence[Contact]:
    """Contacts that are due up to this day and not done, the oldest first."""
    held = rows(Contact, by.clinic_id).filter(done_at=None, due_on__lte=day)
    return list(held.select_related("patient", "session__visit").order_by("due_on", "patient__number"))


def contacts_of(patient: Patient) -> Sequence[Contact]:
    """Every contact of one patient in order."""
    return list(patient.contacts.select_related("session__visit", "done_by").order_by("due_on"))


def photographs(event: AdverseEvent) -> Sequence[Photograph]:
    """The photographs of an event without their pictures, the newest first."""
    return list(event.photographs.filter(withdrawn_at=None).order_by("-taken_at").defer("picture"))


def course_of(event: AdverseEvent) -> dict[str, Sequence[Any]]:
    """What happened since an event was recorded: notes, reports, stops, photographs."""
    return {
        "notes": list(event.notes.select_related("by").order_by("at")),
        "duties": list(event.duties.select_related("done_by").order_by("due_at")),
        "stops": list(event.stops.select_related("lot").order_by("at")),
        "photographs": photographs(event),
    }
