"""Taking scores, correcting them, and the stop reviews that follow when the rules ask for one (GP-066, GP-067)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from nagi.clinic.access import followup
from nagi.clinic.access.rows import locked
from nagi.clinic.actions.action import Acting, Entry, Problem, action, changed
from nagi.clinic.actions.forecasts import ask_update
from nagi.clinic.records.models import Booking, Course, Patient, Review, Score
from nagi.clinic.words import word
from nagi.dermatology.outcome import compare_scores, reviews
from nagi.dermatology.scores.offered import before_and_now, known
from nagi.evidence.rulebook import load_rules
from nagi.language import Text


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One total of one day, by the code of its instrument."""

    instrument: str
    on: date
    value: float


@action("score.taken", "followup.write")
def take_score(acting: Acting, patient_id: UUID, taken: Taken) -> Entry:
    """Write down a score; a stop review is asked for if the rules say so."""
    patient = locked(Patient, patient_id, acting.clinic)
    return _written(acting, patient, taken, corrects=None)


@action("score.corrected", "followup.write")
def correct_score(acting: Acting, score_id: UUID, value: float) -> Entry:
    """Put another value in place of one. The old one stays and shows what follows it."""
    wrong = locked(Score, score_id, acting.clinic)
    patient = locked(Patient, wrong.patient_id, acting.clinic)
    if Score.objects.filter(corrects=wrong).exists():
        raise Problem({"": word("followup.corrected_already")})
    taken = Taken(instrument=wrong.instrument, on=wrong.on, value=value)
    return _written(acting, patient, taken, corrects=wrong)


@action("review.decided", "review.decide")
def decide_review(acting: Acting, review_id: UUID, result: str, reason: str) -> Entry:
    """The physician's answer to a stop review. To stop ends the course and cancels what is booked."""
    review = locked(Review, review_id, acting.clinic)
    if review.result is not None:
        raise Problem({"": word("followup.decided_already")})
    review.result, review.reason, review.at, review.by = result, reason, acting.now, acting.staff
    review.save(update_fields=["result", "reason", "at", "by"])
    course = locked(Course, review.course_id, acting.clinic)
    if result == Review.Result.STOP and course.state != Course.State.STOPPED:
        changed(course, course.version, state=Course.State.STOPPED)
        for booking in course.bookings.select_for_update(of=("self",)).filter(state=Booking.State.BOOKED):
            changed(booking, booking.version, state=Booking.State.CANCELLED)
    data = {"result": result, "rules": review.rule_ids}
    return Entry(subject="review", id=review.pk, patient=course.patient_id, data=data)


def ask_reviews(acting: Acting, patient: Patient) -> list[str]:
    """Ask for a stop review of each running course whose rules fire now. For actions that bring new scores.

    Returns the ids of the rules. A rule that already waits for an answer is not asked again.
    """
    fired: set[str] = set()
    for course in patient.courses.filter(state__in=(Course.State.PLANNED, Course.State.RUNNING)):
        fired |= set(_review(acting, patient, course))
    return sorted(fired)


def _review(acting: Acting, patient: Patient, course: Course) -> list[str]:
    first = followup.first_session(course)
    if first is None:
        return []
    active = (
        followup.was_active(patient, acting.clinic, until=first, after=None),
        followup.was_active(patient, acting.clinic, until=None, after=first),
    )
    before, now = before_and_now(followup.measured(patient), first_session=first, active=active)
    outcome, done = compare_scores(before, now), followup.sessions_done(course)
    waiting = {rule for one in course.reviews.filter(result=None) for rule in one.rule_ids}
    asked = [one.id for one in reviews(outcome, sessions_done=done, table=load_rules())]
    if new := [rule for rule in asked if rule not in waiting]:
        facts = dict(outcome.facts(sessions_done=done))
        Review(course=course, asked_at=acting.now, rule_ids=new, facts=facts).save(force_insert=True)
    return new


def _written(acting: Acting, patient: Patient, taken: Taken, *, corrects: Score | None) -> Entry:
    if said := _wrong(taken.instrument, taken.value):
        raise Problem({"value": said})
    score = Score(
        patient=patient, instrument=taken.instrument, on=taken.on, value=taken.value, at=acting.now,
        by=acting.staff, corrects=corrects,
    )  # fmt: skip
    score.save(force_insert=True)
    fired = ask_reviews(acting, patient)
    ask_update(acting, patient)
    data = {"instrument": taken.instrument, "corrects": corrects and str(corrects.pk), "reviews": fired}
    return Entry(subject="score", id=score.pk, patient=patient.pk, data=data)


def _wrong(instrument: str, value: float) -> Text | None:
    """Why an instrument cannot have this total."""
    if instrument not in known():
        return word("followup.unknown_instrument")
    problems = known()[instrument].limits.problems(value, where=instrument, key="value")
    return problems[0].said if problems else None
