"""Finding a patient, and the first page of a chart."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from nagi.clinic import clock
from nagi.clinic.access import people
from nagi.clinic.access.facts import age
from nagi.clinic.actions import people as writing
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.fields import Worded, coded, katakana
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.records.models import Patient, Visit


class OpenForm(Worded):
    """What kind of visit begins."""

    words_of = "patients"
    open_visit = forms.ChoiceField(choices=coded(Visit.Kind.values, "patients.visit_"))


def find(request: StaffRequest) -> HttpResponse:
    """Find by record number, kana or birth date. What is asked is posted, so that it stands in no address and no log."""
    asked = katakana(request.POST.get("asked", ""))
    patients = people.found(request.user, asked)
    return render(request, "patients/list.html", {"patients": patients, "asked": asked})


@require_safe
def show(request: StaffRequest, patient: UUID) -> HttpResponse:
    """The first page of a chart."""
    return _page(request, people.patient(request.user, patient))


def _page(request: StaffRequest, held: Patient, opening: OpenForm | None = None) -> HttpResponse:
    day = clock.today(request.user.clinic.zone, clock.now())
    return render(
        request,
        "patients/chart.html",
        {
            "patient": held,
            "age": age(held, day),
            "agreements": people.agreements(held),
            "visits": people.visits(held),
            "opening": opening or OpenForm(),
        },
        status=422 if opening else 200,
    )


@require_POST
def open_visit(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Open a visit today."""
    held = people.patient(request.user, patient)
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _page(request, held, form)
    day = clock.today(request.user.clinic.zone, clock.now())
    writing.open_visit(acting(request), held.pk, Visit.Kind(form.cleaned_data["open_visit"]), day)
    return redirect("patient", patient=held.pk)
