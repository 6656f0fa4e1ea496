"""Taking a score, and correcting one."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from nagi.clinic import clock
from nagi.clinic.access import followup, people
from nagi.clinic.actions import followup as writing
from nagi.clinic.actions.action import Problem
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.fields import Day, Worded, plain
from nagi.clinic.pages.problems import note
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.records.models import Clinic
from nagi.clinic.words import word
from nagi.dermatology.scores.offered import known, offered


class Points(forms.FloatField):
    """A number, also in full-width digits."""

    def to_python(self, value: Any) -> Any:
        """As a number."""
        return super().to_python(plain(value) if isinstance(value, str) else value)


class ScoreForm(Worded):
    """One total of one day."""

    words_of = "followup"
    instrument = forms.ChoiceField()
    on = Day()
    value = Points()

    def __init__(self, *args: Any, clinic: Clinic, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        choices = [(code, _named(code)) for code in offered(installed(clinic))]
        field = self.fields["instrument"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean_on(self) -> date:
        """A day that has come."""
        on: date = self.cleaned_data["on"]
        if on > self.day:
            raise forms.ValidationError(word("fields.future").within(language()))
        return on


class CorrectionForm(Worded):
    """The right value."""

    words_of = "followup"
    value = Points()


def installed(clinic: Clinic) -> tuple[str, ...]:
    """The licensed instruments of a clinic, as its own file names them."""
    named = clinic.own.get("instruments", ())
    return tuple(named) if isinstance(named, list) else ()


def take(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Write down a score."""
    held = people.patient(request.user, patient)
    day = clock.today(request.user.clinic.zone, clock.now())
    form = ScoreForm(request.POST or None, clinic=request.user.clinic, day=day, initial={"on": day})
    if request.method == "POST" and form.is_valid():
        try:
            writing.take_score(acting(request), held.pk, writing.Taken(**form.cleaned_data))
            return redirect("followup", patient=held.pk)
        except Problem as problem:
            note(form, problem)
    return _page(request, "followup/score.html", form, patient=held)


def correct(request: StaffRequest, score: UUID) -> HttpResponse:
    """Put the right value in place of a wrong one, which stays visible."""
    held = followup.score(request.user, score)
    form = CorrectionForm(request.POST or None, initial={"value": f"{held.value:g}"})
    if request.method == "POST" and form.is_valid():
        try:
            writing.correct_score(acting(request), held.pk, form.cleaned_data["value"])
            return redirect("followup", patient=held.patient_id)
        except Problem as problem:
            note(form, problem)
    name = known()[held.instrument].name
    return _page(request, "followup/correct.html", form, patient=held.patient, score=held, name=name)


def _named(code: str) -> str:
    one = known()[code]
    return f"{one.name.within(language())} ({one.limits.low:g}–{one.limits.high:g})"


def _page(request: StaffRequest, template: str, form: Worded, **shown: Any) -> HttpResponse:
    return render(request, template, {"form": form, **shown}, status=422 if form.errors else 200)
