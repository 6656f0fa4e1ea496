"""What is open: events, reports, stops; and all of it for one patient."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nagi.clinic import clock
from nagi.clinic.access import people, safety
from nagi.clinic.pages.request import StaffRequest


@require_safe
def show(request: StaffRequest) -> HttpResponse:
    """Everything in the clinic that waits."""
    staff = request.user
    held = {
        "events": safety.open_events(staff),
        "duties": safety.open_duties(staff),
        "stops": list(safety.stops_in_force(staff.clinic_id).order_by("-at")),
        "now": clock.now(),
    }
    return render(request, "safety/overview.html", held)


@require_safe
def of_patient(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Events, stops and contacts of one patient."""
    held = people.patient(request.user, patient)
    shown = {
        "patient": held,
        "events": safety.events_of(held),
        "stops": safety.stops_of(held),
        "contacts": safety.contacts_of(held),
    }
    return render(request, "safety/of_patient.html", shown)
