"""Giving a patient the private address of their diary. It is shown once and stored only as a digest."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from nagi.clinic.access import people
from nagi.clinic.access.links import new_secret
from nagi.clinic.actions import people as writing
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.records.models import Link


def make(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Ask, then make the address; an earlier one of this patient ends."""
    held = people.patient(request.user, patient)
    address = ""
    if request.method == "POST":
        secret = new_secret()
        writing.make_link(acting(request), held.pk, Link.Kind.DIARY, secret)
        address = request.build_absolute_uri(reverse("diary_open")) + f"#{secret}"
    return render(request, "followup/diary_link.html", {"patient": held, "address": address})
