"""One session: its day opened, what still stands against it, and what was given."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from nagi.clinic import clock
from nagi.clinic.access import consents, courses, sessions, stock
from nagi.clinic.actions import sessions as writing
from nagi.clinic.actions.action import Problem
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.problems import note
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.sessions.form import SessionForm
from nagi.clinic.records.models import Booking
from nagi.dermatology.product import gaps
from nagi.dermatology.session import Day
from nagi.evidence.rulebook import load_rules


@require_safe
def show(request: StaffRequest, booking: UUID) -> HttpResponse:
    """The session that was given, or what is still to be done today."""
    held = courses.booking(request.user, booking)
    given = courses.session(held)
    if given is not None:
        shown = {"booking": held, "course": held.course, "patient": held.course.patient, "session": given}
        return render(request, "sessions/given.html", shown)
    return _page(request, held, SessionForm(held.course))


@require_POST
def open_day(request: StaffRequest, booking: UUID) -> HttpResponse:
    """Open today's visit for this session."""
    held = courses.booking(request.user, booking)
    try:
        writing.open_day(acting(request), held.pk)
    except Problem as problem:
        return _page(request, held, SessionForm(held.course), problem=problem, status=422)
    return redirect("session", booking=held.pk)


@require_POST
def give(request: StaffRequest, booking: UUID) -> HttpResponse:
    """Write the session down, if no rule stands against it."""
    held = courses.booking(request.user, booking)
    form = SessionForm(held.course, request.POST)
    problem: Problem | None = None
    lacking: Sequence[str] = ()
    if form.is_valid() and (lot := form.lot(request.user, _today(held))) is not None:
        try:
            writing.give(acting(request), held.pk, lot.pk, form.written())
            return redirect("session", booking=held.pk)
        except writing.RulesForbid as refused:
            problem, lacking = refused, gaps(stock.record_of(lot), on=_today(held))
        except Problem as refused:
            note(form, refused)
    return _page(request, held, form, problem=problem, gaps=lacking, status=422)


def _page(
    request: StaffRequest, booking: Booking, form: SessionForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    visit = sessions.visit_today(booking, _today(booking))
    consent = consents.current(booking.course.patient, booking.course.route)
    day: Day | None = None
    if visit is not None:
        empty = sessions.Written(done=[])
        day = sessions.day_of(booking, visit, consent.lot if consent else None, consent, empty)
    shown: dict[str, Any] = {
        "booking": booking, "course": booking.course, "patient": booking.course.patient, "visit": visit,
        "day": day, "consent": consent, "form": form, "table": load_rules(),
        "signature": sessions.signed_today(visit) if visit else None,
        "checks": _checks(day) if day else (), **more,
    }  # fmt: skip
    return render(request, "sessions/session.html", shown, status=status)


def _checks(day: Day) -> list[tuple[str, bool]]:
    """What GP-055 demands before the lot is scanned, and whether it was done."""
    made = [code for code in ("same_day_phase", "vitals", "allergy_recheck") if code not in day.undone]
    holds = "consent_valid" not in day.undone and not day.consent
    return [
        *((code, code in made) for code in ("same_day_phase", "vitals", "allergy_recheck")),
        ("consent_valid", holds),
    ]


def _today(booking: Booking) -> Any:
    return clock.today(booking.course.patient.clinic.zone, clock.now())
