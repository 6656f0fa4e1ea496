"""The first page: today's visits, and what this person has to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from nagi.clinic import clock
from nagi.clinic.access import courses, people
from nagi.clinic.access.rights import may
from nagi.clinic.pages.door import door
from nagi.clinic.pages.request import StaffRequest


def show(request: StaffRequest) -> HttpResponse:
    """Today's visits; who may see no patients goes to their own first page."""
    staff = request.user
    if not may(staff, "patient.list"):
        return render(request, "today/elsewhere.html")
    day = clock.today(staff.clinic.zone, clock.now())
    return render(
        request,
        "today/today.html",
        {"day": day, "visits": people.today(staff, day), "booked": courses.booked(staff, day)},
    )


def home(request: HttpRequest) -> HttpResponse:
    """The bare address leads to today."""
    return redirect("today")


addresses = [
    door("", home, "home", kind="read", open=True),
    door("today/", show, "today", kind="list", right="own.account"),
]
