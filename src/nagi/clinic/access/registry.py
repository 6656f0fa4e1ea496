"""What the registry counts, and the tables that go out: only of patients who agreed to the registry."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max, Min

from nagi.clinic.access.rows import rows
from nagi.clinic.records.models import (
    AdverseEvent,
    Agreement,
    Assessment,
    Contact,
    DiaryEntry,
    Disposition,
    Patient,
    Purpose,
    Score,
    Session,
    Staff,
)
from nagi.dermatology.scores.offered import Measured, before_and_now
from nagi.services.registry import OPEN, Reaction, Register, Treatment

Tables = dict[str, list[dict[str, Any]]]
DECADE = 10


def register(by: Staff, day: date) -> Register:
    """Everything that is counted up to this day."""
    contacts = rows(Contact, by.clinic_id).filter(due_on__lte=day)
    return Register(
        ended=_ended(by.clinic_id),
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


def tables(by: Staff, pseudonym: Callable[[UUID], str]) -> Tables:
    """The tables of an export, by pseudonym and day since the first visit."""
    clinic, ended, found = by.clinic_id, _ended(by.clinic_id), agreed(by.clinic_id)
    visited = rows(Patient, clinic).filter(pk__in=found).annotate(first=Min("visits__on"))
    people = {one.pk: one for one in visited if one.first}
    sessions = Counter(rows(Session, clinic).values_list("visit__patient_id", flat=True))

    def of(patient: UUID, on: date | None) -> dict[str, Any]:
        first = people[patient].first
        return {"person": pseudonym(patient), "day": (on - first).days if on else None}

    told: Tables = defaultdict(list)
    for pk, one in people.items():
        told["people"].append(
            {
                "person": pseudonym(pk), "age_from": _decade(one), "language": one.language,
                "ended": ended.get(str(pk), ""), "sessions": sessions[pk],
            }
        )  # fmt: skip
    for assessed in rows(Assessment, clinic).filter(visit__patient__in=people).select_related("visit"):
        told["assessments"].append(
            {**of(assessed.visit.patient_id, assessed.visit.on), "overall": assessed.overall}
        )
    for score in rows(Score, clinic).filter(patient__in=people, corrected_by=None).order_by("on"):
        told["scores"].append(
            {**of(score.patient_id, score.on), "instrument": score.instrument, "value": score.value}
        )
    for event in rows(AdverseEvent, clinic).filter(patient__in=people).order_by("onset_on"):
        told["events"].append(
            {
                **of(event.patient_id, event.onset_on), "event": event.event, "grade": event.grade,
                "linked": event.session_id is not None, "outcome": event.outcome,
                "outcome_day": of(event.patient_id, event.outcome_on)["day"],
            }
        )  # fmt: skip
    for entry in rows(DiaryEntry, clinic).filter(patient__in=people).order_by("on"):
        told["diary"].append(
            {
                **of(entry.patient_id, entry.on), "itch": entry.itch, "wakings": entry.wakings, "flare": entry.flare,
            }
        )  # fmt: skip
    told["sessions"] = [
        {**of(one.visit.patient_id, one.visit.on), **_given(one)} for one in _sessions(clinic, people)
    ]
    return told


def _ended(clinic: UUID) -> dict[str, str]:
    """How it ended for everyone who was assessed; the newest word counts."""
    ended = {
        str(one): OPEN
        for one in rows(Assessment, clinic).values_list("visit__patient_id", flat=True).distinct()
    }
    said = rows(Disposition, clinic).order_by("at").values_list("assessment__visit__patient_id", "kind")
    return {**ended, **{str(patient): kind for patient, kind in said}}


def _treatments(clinic: UUID) -> list[Treatment]:
    """One line for each patient and lot."""
    taken: dict[UUID, list[Measured]] = defaultdict(list)
    for one in rows(Score, clinic).filter(corrected_by=None).order_by("on", "at"):
        taken[one.patient_id].append(Measured(instrument=one.instrument, on=one.on, value=one.value))
    given: dict[tuple[UUID, UUID], list[Session]] = defaultdict(list)
    for session in _sessions(clinic, None):
        given[session.visit.patient_id, session.lot_id].append(session)
    return [_treatment(held, taken[patient]) for (patient, _), held in given.items()]


def _treatment(held: Sequence[Session], taken: Sequence[Measured]) -> Treatment:
    first = held[0]
    before, now = before_and_now(taken, first_session=first.visit.on, active=(None, None))
    return Treatment(
        patient=str(first.visit.patient_id), route=first.booking.course.route, product=first.lot.product.code,
        lot=first.lot.number, sessions=len(held), before=before, now=now,
    )  # fmt: skip


def _sessions(clinic: UUID, people: Any) -> list[Session]:
    held = rows(Session, clinic).select_related("visit", "lot__product", "booking__course")
    if people is not None:
        held = held.filter(visit__patient__in=people)
    deepest = held.annotate(deepest=Max("sites__depth_mm")).prefetch_related("sites")
    return list(deepest.order_by("visit__on", "at"))


def _given(one: Any) -> dict[str, Any]:
    return {
        "turn": one.booking.turn, "route": one.booking.course.route, "product": one.lot.product.code,
        "lot": one.lot.number, "sites": len(one.sites.all()), "depth_mm": one.deepest,
    }  # fmt: skip


def _decade(one: Any) -> str:
    born = date.fromisoformat(one.born_on)
    age = one.first.year - born.year - ((one.first.month, one.first.day) < (born.month, born.day))
    return str(age // DECADE * DECADE)
