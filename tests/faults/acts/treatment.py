"""The day of a session: everything signed, planned and booked, and the form open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from faults.acts.consents import GIVEN, registered
from faults.acts.marked import by
from staging.journey import ROUTE, SITE, WRITTEN, Journey

from nagi.clinic.actions import consents, courses, sessions
from nagi.clinic.records.models import Booking, ConsentDocument, Role

TODAY = replace(GIVEN, same_day_wished="今日決めたい")


@dataclass(frozen=True)
class World:
    """A patient on the day of the first session, with a newer document that is not signed yet."""

    way: Journey
    newer: ConsentDocument


def world() -> World:
    way = registered().ready()
    return World(way, way.shown())


ACTS: Mapping[str, Callable[[World], object]] = {
    "consent.given renewed": lambda w: consents.give(by(w.way, Role.NURSE), w.newer.pk, TODAY),
    "consent.withdrawn of a course": lambda w: consents.withdraw(by(w.way, Role.RECEPTION), w.way.document.pk),
    "course.planned": lambda w: courses.plan_course(by(w.way, Role.PHYSICIAN), w.way.signature.pk, ROUTE, [SITE]),
    "booking.made": lambda w: courses.book(
        by(w.way, Role.RECEPTION), w.way.course.pk, w.way.now + timedelta(days=28)
    ),
    "booking.changed": lambda w: courses.end_booking(
        by(w.way, Role.RECEPTION), w.way.booking.pk, Booking.State.CANCELLED, based_on=w.way.booking.version
    ),
    "session.given": lambda w: sessions.give(by(w.way, Role.NURSE), w.way.booking.pk, w.way.lot.pk, WRITTEN),
}  # fmt: skip
