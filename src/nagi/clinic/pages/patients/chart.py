"""Finding a patient, and the first page of a chart."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from nagi.clinic import clock
from nagi.clinic.access import people
from nagi.clinic.actions import people as writing
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.fields import katakana
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.records.models import Visit


def find(request: StaffRequest) -> HttpResponse:
    """Find by record number, kana or birth date. What is asked is posted, so that it stands in no address and no log."""
    asked = katakana(request.POST.get("asked", ""))
    patients = people.found(request.user, asked)
    return render(request, "patients/list.html", {"patients": patients, "asked": asked})


@require_safe
def show(request: StaffRequest, patient: UUID) -> HttpResponse:
    """The first page of a chart."""
    held = people.patient(request.user, patient)
    day = clock.today(request.user.clinic.zone, clock.now())
    return render(
        request,
        "patients/chart.html",
        {
            "patient": held,
            "age": _age(date.fromisoformat(held.born_on), day),
            "agreements": people.agreements(held),
            "visits": people.visits(held),
            "kinds": Visit.Kind.values,
        },
    )


@require_POST
def open_visit(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Open a visit today."""
    held = people.patient(request.user, patient)
    kind = Visit.Kind(request.POST["kind"]) if request.POST.get("kind") in Visit.Kind.values else None
    if kind is not None:
        day = clock.today(request.user.clinic.zone, clock.now())
        writing.open_visit(acting(request), held.pk, kind, day)
    return redirect("patient", patient=held.pk)


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
