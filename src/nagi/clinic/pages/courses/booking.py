"""Booking a session of a course, and what became of a booking."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from nagi.clinic.access import courses
from nagi.clinic.actions import courses as writing
from nagi.clinic.actions.action import Conflict, Problem
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.fields import Worded
from nagi.clinic.pages.problems import note, version
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.records.models import Booking, Course


class BookForm(Worded):
    """Day and time, in the clinic's zone."""

    words_of = "courses"
    starts_at = forms.DateTimeField(
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


@require_POST
def book(request: StaffRequest, course: UUID) -> HttpResponse:
    """Book the next session."""
    held = courses.course(request.user, course)
    form = BookForm(request.POST)
    if form.is_valid():
        zone = ZoneInfo(held.patient.clinic.zone)
        try:
            writing.book(acting(request), held.pk, form.cleaned_data["starts_at"].replace(tzinfo=zone))
            return redirect("course", course=held.pk)
        except Problem as problem:
            note(form, problem)
    return _page(request, held, form)


@require_POST
def end(request: StaffRequest, booking: UUID) -> HttpResponse:
    """Cancel a booking, or write down that it was missed."""
    held = courses.booking(request.user, booking)
    state = Booking.State.MISSED if request.POST.get("state") == "missed" else Booking.State.CANCELLED
    form = BookForm({})
    form.fields.clear()
    try:
        writing.end_booking(acting(request), held.pk, state, based_on=version(request))
        return redirect("course", course=held.course_id)
    except Conflict:
        return redirect("course", course=held.course_id)  # the page shows what it is now
    except Problem as problem:
        note(form, problem)
    return _page(request, held.course, form)


def _page(request: StaffRequest, course: Course, form: Any) -> HttpResponse:
    shown = {"course": course, "patient": course.patient, "bookings": courses.bookings(course), "form": form}
    return render(request, "courses/course.html", shown, status=422)
