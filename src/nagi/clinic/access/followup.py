"""How it went: scores with their corrections, sessions, the diary, forecasts and stop reviews."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from nagi.clinic.access.rows import row, rows
from nagi.clinic.records.models import (
    Assessment,
    Course,
    DiaryEntry,
    Forecast,
    Patient,
    Review,
    Score,
    Session,
    Staff,
)
from nagi.dermatology.scores.offered import Measured

ACTIVE = "active"


@dataclass(frozen=True, kw_only=True)
class History:
    """All that a chart of one patient shows, in order of time."""

    scores: Sequence[Score]
    sessions: Sequence[Session]
    diary: Sequence[DiaryEntry]
    reviews: Sequence[Review]
    forecast: Forecast | None


def history(patient: Patient, clinic: UUID) -> History:
    """The whole course of one patient."""
    told = rows(Forecast, clinic).filter(
        assessment__visit__patient=patient, state=Forecast.State.TOLD, figure__isnull=False
    )
    return History(
        scores=scores(patient),
        sessions=list(
            rows(Session, clinic).filter(visit__patient=patient).select_related("visit").order_by("visit__on")
        ),
        diary=list(patient.diary.order_by("on", "received_at")),
        reviews=list(
            rows(Review, clinic).filter(course__patient=patient).select_related("by").order_by("-asked_at")
        ),
        forecast=told.select_related("assessment__visit").order_by("-told_at").first(),
    )


def scores(patient: Patient) -> Sequence[Score]:
    """Every score with what it corrects, by day."""
    held = patient.scores.select_related("by", "corrects", "corrected_by")
    return list(held.order_by("on", "instrument", "at"))


def measured(patient: Patient) -> Sequence[Measured]:
    """The scores that count: those no correction follows."""
    held = patient.scores.filter(corrected_by=None).order_by("on", "at")
    return [Measured(instrument=one.instrument, on=one.on, value=one.value) for one in held]


def score(by: Staff, score_id: UUID) -> Score:
    """One score of the own clinic. Raises Hidden."""
    return row(Score, score_id, by.clinic_id, "patient")


def review(by: Staff, review_id: UUID) -> Review:
    """One stop review of the own clinic. Raises Hidden."""
    return row(Review, review_id, by.clinic_id, "course__patient")


def open_reviews(by: Staff) -> Sequence[Review]:
    """Stop reviews that wait for a physician."""
    held = rows(Review, by.clinic_id).filter(result=None)
    return list(held.select_related("course__patient").order_by("asked_at"))


def first_session(course: Course) -> date | None:
    """The day on which a course began."""
    days = course.bookings.filter(session__isnull=False).values_list("session__visit__on", flat=True)
    return min(days, default=None)


def sessions_done(course: Course) -> int:
    """How many sessions of a course were given."""
    return course.bookings.filter(session__isnull=False).count()


def was_active(patient: Patient, clinic: UUID, *, until: date | None, after: date | None) -> bool | None:
    """Was any site in the active phase at the newest assessment up to / after a day? None if nobody assessed."""
    held = rows(Assessment, clinic).filter(visit__patient=patient)
    if until is not None:
        held = held.filter(visit__on__lte=until)
    if after is not None:
        held = held.filter(visit__on__gt=after)
    newest = held.order_by("-at").first()
    if newest is None:
        return None
    verdict = newest.record.get("verdict")
    phases = verdict.get("phase_by_site", {}) if isinstance(verdict, dict) else {}
    return ACTIVE in phases.values() if phases else None
