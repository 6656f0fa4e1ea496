"""Planning a course from what a physician signed, and booking its sessions."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from nagi.clinic import clock
from nagi.clinic.access import consents
from nagi.clinic.access.rows import locked, row
from nagi.clinic.actions.action import Acting, Entry, Problem, action, changed
from nagi.clinic.records.models import Booking, Course, Signature
from nagi.clinic.words import word
from nagi.dermatology.consent.validity import may_sign_from
from nagi.dermatology.cost.quotation import Amount, Quotation, RouteQuotation
from nagi.dermatology.phrases import Statement, joined
from nagi.dermatology.plan.booking import Agreed, refusals
from nagi.dermatology.plan.proposal import RoutePlan
from nagi.evidence.rulebook import load_rules
from nagi.evidence.rules import DRIP
from nagi.language import Text
from nagi.services.consultation import Consultation

OPEN = frozenset({Course.State.PLANNED, Course.State.RUNNING})
HELD = frozenset({Booking.State.BOOKED, Booking.State.KEPT})


@action("course.planned", "course.plan")
def plan_course(acting: Acting, signature_id: UUID, route: str, sites: Sequence[str]) -> Entry:
    """Plan a course by one route at sites that were signed for it, with its price and its stopping rule.

    Raises Problem for a route or a site that was not signed or that today's rules do not plan.
    """
    signed = row(Signature, signature_id, acting.clinic, "assessment__visit__patient__clinic")
    patient = signed.assessment.visit.patient
    permitted = consents.routes(signed)
    if route not in permitted:
        raise Problem({"route": word("consents.not_signed")})
    held = consents.consultation(signed, on=clock.today(patient.clinic.zone, acting.now), route=route)
    plan = next((one for one in held.plan.routes if one.route == route), None)
    if plan is None:
        raise Problem({"route": word("consents.not_open")})
    chosen = _sites(plan, permitted[route], sites)
    quoted = held.quotation
    course = Course(
        patient=patient, signature=signed, route=route, sites=chosen, sessions=plan.sessions,
        interval_days=plan.interval_days, total_yen=_total(quoted), quotation=quotation_data(quoted),
        stopping=_stopping(held), planned_at=acting.now, planned_by=acting.staff,
    )  # fmt: skip
    course.save(force_insert=True)
    data = {"route": route, "sessions": plan.sessions, "total_yen": course.total_yen}
    return Entry(subject="course", id=course.pk, patient=patient.pk, data=data)


@action("booking.made", "booking.write")
def book(acting: Acting, course_id: UUID, starts_at: datetime) -> Entry:
    """Book the next session. Raises Problem with the rules against that day, or if the course is over."""
    course = locked(Course, course_id, acting.clinic)
    if course.state not in OPEN:
        raise Problem({"": word("courses.over")})
    zone = course.patient.clinic.zone
    first = clock.today(zone, course.planned_at)
    held = course.bookings.filter(state__in=HELD)
    booked = [clock.today(zone, one) for one in held.values_list("starts_at", flat=True)]
    agreed = Agreed(
        sessions=course.sessions, interval_days=course.interval_days, first=_after_thought(course, first)
    )
    if against := refusals(clock.today(zone, starts_at), booked=booked, agreed=agreed):
        raise Problem({"starts_at": said(against)})
    made = Booking(course=course, turn=course.bookings.count() + 1, starts_at=starts_at)
    made.save(force_insert=True)
    return Entry(subject="booking", id=made.pk, patient=course.patient_id, data={"turn": made.turn})


@action("booking.changed", "booking.write")
def end_booking(acting: Acting, booking_id: UUID, state: Booking.State, *, based_on: int) -> Entry:
    """A booking was cancelled or missed. Raises Problem for one that was kept, Conflict if someone else changed it."""
    booking = locked(Booking, booking_id, acting.clinic)
    if booking.state != Booking.State.BOOKED or state not in {Booking.State.CANCELLED, Booking.State.MISSED}:
        raise Problem({"": word("courses.booking_over")})
    changed(booking, based_on, state=state)
    return Entry(
        subject="booking", id=booking.pk, patient=booking.course.patient_id, data={"state": state.value}
    )


def said(against: Sequence[Statement]) -> Text:
    """Several statements as one text, each with its rule."""
    return joined(
        Text(ja=f"{one.said.ja} ({one.rule_id})", en=f"{one.said.en} ({one.rule_id})") for one in against
    )


def quotation_data(quoted: Quotation | None) -> dict[str, Any]:
    """A quotation as it is kept: every line and sum in both languages."""
    if quoted is None:
        return {}
    return {
        "basis": _both(quoted.basis),
        "routes": [_route_data(route) for route in quoted.routes],
        "statements": [{"rule_id": one.rule_id, "said": _both(one.said)} for one in quoted.statements],
        "digest": quoted.prices_digest,
        "from_clinic": quoted.from_clinic,
    }


def _route_data(route: RouteQuotation) -> dict[str, Any]:
    lines = [
        {"label": _both(line.label), "count": line.count, "said": _both(line.amount_said)}
        for line in route.lines
    ]
    sums: dict[str, Amount] = {"per_session": route.per_session, "course": route.course, "year": route.year}
    return {
        "lines": lines,
        "sessions": route.sessions,
        **{name: _both(one.said) for name, one in sums.items()},
    }


def _total(quoted: Quotation | None) -> int | None:
    """The most the course can cost; None where a part has no recorded price."""
    return quoted.course.high if quoted and not quoted.course.at_least else None


def _stopping(held: Consultation) -> list[dict[str, Any]]:
    review = [held.plan.review] if held.plan.review else []
    return [{"rule_id": one.rule_id, "said": _both(one.said)} for one in (*held.plan.stop_rules, *review)]


def _sites(plan: RoutePlan, permitted: Sequence[str], asked: Sequence[str]) -> list[str]:
    """The sites asked for; each must be signed and planned. The drip has none."""
    if plan.route == DRIP:
        return []
    open_ = [site.site for site in plan.sites if site.site in permitted]
    chosen = [site for site in open_ if site in asked]
    if not chosen or set(asked) - set(open_):
        raise Problem({"sites": word("courses.sites_wrong")})
    return chosen


def _after_thought(course: Course, planned: date) -> date:
    """The first day for a session: the cooling-off of the consent, unless the patient wished otherwise (REG-018)."""
    document = consents.current(course.patient, course.route)
    if document is not None and consents.standing(document).same_day_wished:
        return planned
    return may_sign_from(planned, table=load_rules())


def _both(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}
