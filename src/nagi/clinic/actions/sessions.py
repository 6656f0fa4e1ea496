"""The day of a session: opened, and given. What the rules forbid is refused, and the refusal is kept."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction

from nagi.clinic import clock
from nagi.clinic.access import consents
from nagi.clinic.access.rows import locked, row, rows
from nagi.clinic.access.sessions import Written, day_of, signed_today, visit_today
from nagi.clinic.actions import trail
from nagi.clinic.actions.action import Acting, Entry, Problem, action
from nagi.clinic.actions.contacts import schedule_contacts
from nagi.clinic.actions.courses import OPEN, said
from nagi.clinic.actions.followup import ask_reviews
from nagi.clinic.actions.stock import take
from nagi.clinic.records.models import (
    Booking,
    ConsentDocument,
    Course,
    Lot,
    Part,
    Session,
    SessionSite,
    Sheet,
    Visit,
)  # fmt: skip
from nagi.clinic.words import word
from nagi.dermatology.phrases import Statement
from nagi.dermatology.session import Day, asked_again, forbidden
from nagi.evidence.rulebook import load_rules
from nagi.services.assessment import Assessment, as_data
from nagi.services.record import as_input


class RulesForbid(Problem):
    """The rules forbid this session."""

    def __init__(self, against: tuple[Statement, ...]) -> None:
        super().__init__({"": said(against)})
        self.against = against


@action("session.opened", "session.write")
def open_day(acting: Acting, booking_id: UUID) -> Entry:
    """Open today's visit for a booking. What holds from the consultation is carried over; the rest is asked again."""
    booking = locked(Booking, booking_id, acting.clinic)
    patient = booking.course.patient
    on = clock.today(patient.clinic.zone, acting.now)
    _refuse_over(booking)
    visit = visit_today(booking, on)
    if visit is None:
        visit = Visit(
            patient=patient, kind=Visit.Kind.SESSION, on=on, opened_at=acting.now, opened_by=acting.staff
        )
        visit.save(force_insert=True)
    _carry_over(acting, booking.course.signature.assessment.visit, visit)
    return Entry(subject="visit", id=visit.pk, patient=patient.pk, data={"booking": str(booking.pk)})


def give(acting: Acting, booking_id: UUID, lot_id: UUID, written: Written) -> UUID:
    """Write down a session, take its vial, and make its contacts (AE-105), all or nothing.

    Raises RulesForbid with every rule against it; the refusal itself is kept in the trail.
    """
    try:
        return _give(acting, booking_id, lot_id, written)
    except RulesForbid as refused:
        booking = row(Booking, booking_id, acting.clinic, "course")
        with transaction.atomic(durable=True):
            trail.append(
                "session.refused", by=acting.name, at=acting.now, clinic=acting.clinic,
                subject=f"booking:{booking.pk}", patient=booking.course.patient_id,
                data={"rules": sorted({one.rule_id for one in refused.against})},
            )  # fmt: skip
        raise


@action("session.given", "session.write")
def _give(acting: Acting, booking_id: UUID, lot_id: UUID, written: Written) -> Entry:
    """Lock what is consumed: the booking, the consent, the lot; decide; write."""
    locked(Booking, booking_id, acting.clinic)
    booking = row(Booking, booking_id, acting.clinic, "course__patient__clinic")
    course = locked(Course, booking.course_id, acting.clinic)
    _refuse_over(booking)
    consent, lot = _consent(acting, booking), _lot(acting, lot_id)
    visit = visit_today(booking, clock.today(course.patient.clinic.zone, acting.now))
    if visit is None:
        raise Problem({"": word("sessions.not_opened")})
    locked(Visit, visit.pk, acting.clinic)
    day = day_of(booking, visit, lot, consent, written)
    against = forbidden(day, table=load_rules())
    signature = signed_today(visit)
    if against or consent is None or signature is None:
        raise RulesForbid(against)
    session = Session(
        booking=booking, visit=visit, consent=consent, lot=lot, at=acting.now, by=acting.staff,
        physician=signature.by, facts=_facts(day, visit), verdict=_verdict(day),
        anaesthetic_grams=written.anaesthetic_grams, anaesthetic_minutes=written.anaesthetic_minutes,
        monitoring=[{"time": time, **vitals} for time, vitals in written.monitored.items()] or None,
        aftercare_given=written.aftercare_given, stopped_early=written.stopped_early or None,
    )  # fmt: skip
    session.save(force_insert=True)
    for done in written.done:
        SessionSite(session=session, area_cm2=written.areas.get(done.site), **asdict(done)).save(
            force_insert=True
        )
    take(acting, lot, session)
    _keep(booking, course)
    schedule_contacts(session)
    ask_reviews(acting, course.patient)
    data = {
        "booking": str(booking.pk),
        "lot": str(lot.pk),
        "left": lot.vials,
        "sites": [one.site for one in written.done],
    }
    return Entry(subject="session", id=session.pk, patient=course.patient_id, data=data)


def _refuse_over(booking: Booking) -> None:
    if booking.state != Booking.State.BOOKED:
        raise Problem({"": word("courses.booking_over")})
    if booking.course.state not in OPEN:
        raise Problem({"": word("courses.over")})


def _consent(acting: Acting, booking: Booking) -> ConsentDocument | None:
    """The consent for this route, locked, so that nobody takes it back while the session is written."""
    held = consents.current(booking.course.patient, booking.course.route)
    if held is None:
        return None
    locked(ConsentDocument, held.pk, acting.clinic)
    return consents.current(booking.course.patient, booking.course.route)


def _lot(acting: Acting, lot_id: UUID) -> Lot:
    """The lot, locked until its vial is taken."""
    lot = locked(Lot, lot_id, acting.clinic)
    lot.product = row(Lot, lot_id, acting.clinic, "product").product
    return lot


def _carry_over(acting: Acting, before: Visit, visit: Visit) -> None:
    """What was answered at the consultation and still holds, once, as a first version of today's sheets."""
    for sheet in before.sheets.filter(part__in=[Part.INTAKE, Part.SIGNS]):
        if visit.pk != before.pk and not visit.sheets.filter(part=sheet.part).exists():
            Sheet(
                visit=visit,
                part=sheet.part,
                answers=_lasting(sheet.answers),
                changed_at=acting.now,
                by=acting.staff,
            ).save(force_insert=True)


def _lasting(answers: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in answers.items() if name != "sites" and not _again(name)}
    sites = answers.get("sites")
    if sites is not None:
        kept["sites"] = {
            code: {name: value for name, value in told.items() if not _again(name)}
            for code, told in sites.items()
        }
    return kept


def _again(name: str) -> bool:
    """Asked again today; vital signs always are."""
    return name.startswith("vitals.") or asked_again(name)


def _facts(day: Day, visit: Visit) -> dict[str, Any]:
    """The facts of the day, without the person, with the vital signs beside them."""
    vitals = {
        name: value
        for sheet in visit.sheets.all()
        for name, value in sheet.answers.items()
        if name.startswith("vitals.")
    }
    return {"input": as_input(day.case), "vitals": vitals}


def _verdict(day: Day) -> dict[str, Any]:
    return as_data(Assessment(case=day.case, decision=day.decision, questions=()))


def _keep(booking: Booking, course: Course) -> None:
    booking.state = Booking.State.KEPT
    booking.version += 1
    booking.save(update_fields=["state", "version"])
    given = rows(Session, course.patient.clinic_id).filter(booking__course=course).count()
    course.state = Course.State.FINISHED if given >= course.sessions else Course.State.RUNNING
    course.version += 1
    course.save(update_fields=["state", "version"])
