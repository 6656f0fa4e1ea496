"""After a session: the next one, reactions and what follows from them, contacts, scores, stop reviews."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from faults.acts.consents import registered
from faults.acts.marked import by
from faults.acts.visits import SHOT
from staging.journey import SITE, Journey

from nagi.clinic.actions import contacts, followup, photographs, safety, sessions
from nagi.clinic.records.models import (
    AdverseEvent,
    Booking,
    Contact,
    Duty,
    Review,
    Role,
    Score,
    Session,
    Stop,
)

INFECTION, FLARE, RASH = "AE-007", "AE-005", "AE-006"


@dataclass(frozen=True)
class World:
    """A patient four weeks after the first session, on the day of the second: one reaction is open, one is over."""

    way: Journey
    booking: Booking
    open: AdverseEvent
    over: AdverseEvent
    closed: AdverseEvent
    score: Score
    review: Review

    def reaction(self) -> safety.Reaction:
        """A second infection with the same lot: it stops the site and the lot, and asks for reports."""
        return seen(self.way, INFECTION)


def world() -> World:
    way = registered().ready()
    session = way.give()
    way.later(days=3)
    events = [_recorded(way, seen(way, code)) for code in (INFECTION, FLARE, RASH)]
    nurse = way.acting(Role.NURSE)
    for event in events[1:]:
        for duty in event.duties.all():
            safety.duty_done(nurse, duty.pk)
    safety.close_event(nurse, events[2].pk, "resolved", way.now.date(), based_on=1)
    score = followup.take_score(nurse, way.patient.pk, _taken(session, 10))
    review = Review(course=way.course, asked_at=way.now, rule_ids=["GP-066"], facts={})
    review.save(force_insert=True)
    way.later(days=25)
    booking = way.booked(way.course, way.now)
    return World(way, booking, *events, Score.objects.get(pk=score), review)


def seen(way: Journey, event: str) -> safety.Reaction:
    return safety.Reaction(event=event, grade=2, site=SITE, onset_on=way.now.date(), told="赤い")


def _recorded(way: Journey, reaction: safety.Reaction) -> AdverseEvent:
    made = safety.record_event(way.acting(Role.NURSE), way.patient.pk, reaction)
    return AdverseEvent.objects.get(pk=made)


def _taken(session: Session, value: float, *, later: int = 0) -> followup.Taken:
    return followup.Taken(instrument="easi", on=session.visit.on + timedelta(days=later), value=value)


def _duty(w: World) -> Duty:
    return w.open.duties.filter(done_at=None).order_by("to")[0]


def _contact(w: World) -> Contact:
    return w.way.patient.contacts.order_by("due_on", "kind")[0]


ACTS: Mapping[str, Callable[[World], object]] = {
    "session.opened": lambda w: sessions.open_day(by(w.way, Role.NURSE), w.booking.pk),
    "event.recorded": lambda w: safety.record_event(by(w.way, Role.NURSE), w.way.patient.pk, w.reaction()),
    "event.noted": lambda w: safety.note_event(
        by(w.way, Role.NURSE), w.open.pk, "広がった", grade=3, based_on=1
    ),
    "event.closed": lambda w: safety.close_event(
        by(w.way, Role.NURSE), w.over.pk, "resolved", w.way.now.date(), based_on=1
    ),
    "event.photographed": lambda w: photographs.photograph_event(by(w.way, Role.NURSE), w.open.pk, SHOT),
    "duty.done": lambda w: safety.duty_done(by(w.way, Role.NURSE), _duty(w).pk),
    "stop.lifted": lambda w: safety.lift_stop(
        by(w.way, Role.PHYSICIAN), w.closed.stops.get(kind=Stop.Kind.SITE).pk, "治った", officer=True
    ),
    "contact.tried": lambda w: contacts.contact_tried(
        by(w.way, Role.NURSE), _contact(w).pk, "話せた", reached=True
    ),
    "score.taken": lambda w: followup.take_score(
        by(w.way, Role.NURSE), w.way.patient.pk, _taken(Session.objects.get(), 16, later=28)
    ),
    "score.corrected": lambda w: followup.correct_score(by(w.way, Role.NURSE), w.score.pk, 1),
    "review.decided": lambda w: followup.decide_review(
        by(w.way, Role.PHYSICIAN), w.review.pk, Review.Result.STOP, "標準治療を優先する"
    ),
}
