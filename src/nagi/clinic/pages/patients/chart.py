"""Finding a patient, and the first page of a chart."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from nagi.clinic import clock
from nagi.clinic.access import people
from nagi.clinic.actions import people as writing
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.fields import Worded, katakana
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.records.models import Patient, Visit
from nagi.clinic.words import word


class OpenForm(Worded):
    """What kind of visit begins."""

    words_of = "patients"
    open_visit = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(one, word(f"patients.visit_{one}").within(language())) for one in Visit.Kind.values]
        cast(forms.ChoiceField, self.fields["open_visit"]).choices = kinds


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
            "age": _age(date.fromisoformat(held.born_on), day),
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


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
