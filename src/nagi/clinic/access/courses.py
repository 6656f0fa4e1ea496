"""Courses, their bookings and their sessions."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from nagi.clinic import clock
from nagi.clinic.access.rows import row, rows
from nagi.clinic.records.models import Booking, Course, Patient, Session, Staff


def course(by: Staff, course_id: UUID) -> Course:
    """One course with its patient and signature. Raises Hidden."""
    related = ("patient__clinic", "signature__assessment__visit__patient__clinic", "signature__by")
    return row(Course, course_id, by.clinic_id, *related)


def courses(of: Patient) -> Sequence[Course]:
    """Every course of a patient, the newest first, with its bookings."""
    found = rows(Course, of.clinic_id).filter(patient=of).prefetch_related("bookings__session")
    return list(found.order_by("-planned_at"))


def bookings(of: Course) -> Sequence[Booking]:
    """Every booking of a course, in order of time, with the session that was given."""
    return list(of.bookings.select_related("session__lot", "session__physician").order_by("starts_at"))


def booked(by: Staff, day: date) -> Sequence[Booking]:
    """The sessions that are booked or were given on one day, in order of time."""
    start, end = (clock.start(one, by.clinic.zone) for one in (day, day + timedelta(days=1)))
    found = rows(Booking, by.clinic_id).filter(
        starts_at__gte=start, starts_at__lt=end, state__in=["booked", "kept"]
    )
    return list(found.select_related("course__patient").order_by("starts_at"))


def booking(by: Staff, booking_id: UUID) -> Booking:
    """One booking with its course. Raises Hidden."""
    related = ("course__patient__clinic", "course__signature__assessment__visit__patient__clinic")
    return row(Booking, booking_id, by.clinic_id, *related)


def session(of: Booking) -> Session | None:
    """The session that was given for a booking; None until it was."""
    given = Session.objects.filter(booking=of).select_related(
        "lot__product", "consent", "physician", "by", "visit"
    )
    return given.prefetch_related("sites", "contacts").first()
