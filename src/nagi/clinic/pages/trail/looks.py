"""Who looked at one record: for the clinic to print, and for the patient to read."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nagi.clinic import clock
from nagi.clinic.access import people, trail
from nagi.clinic.pages.request import GuestRequest, StaffRequest
from nagi.clinic.records.models import Patient


@require_safe
def of_patient(request: StaffRequest, patient: UUID) -> HttpResponse:
    """For staff: a page to print and hand over."""
    return _page(request, people.patient(request.user, patient))


@require_safe
def own(request: GuestRequest) -> HttpResponse:
    """For the patient, through the link of their diary."""
    return _page(request, request.guest.patient)


def _page(request: StaffRequest | GuestRequest, patient: Patient) -> HttpResponse:
    shown = {"patient": patient, "lines": trail.of_patient(patient), "at": clock.now()}
    return render(request, "trail/looks.html", shown)
