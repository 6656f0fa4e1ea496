"""Registering a person, correcting what was written down, and what they agree to."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from nagi.clinic import clock
from nagi.clinic.access import people
from nagi.clinic.actions import people as writing
from nagi.clinic.actions.action import Conflict, Problem
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.fields import Day, Kana, Line, Worded, plain
from nagi.clinic.pages.problems import note, version
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.records.models import Patient, Purpose
from nagi.clinic.words import word

OLDEST = 130


class PersonForm(Worded):
    """Name, birth date, contact and language of a person."""

    words_of = "patients"
    kanji = Line(max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    kana = Kana(max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    latin = Line(max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    born_on = Day()
    phone = Line(
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        max_length=200, required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    address = Line(max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(choices=[("ja", "日本語"), ("en", "English")])

    def clean_born_on(self) -> Any:
        """A day in the past, within a human life."""
        born = self.cleaned_data["born_on"]
        today = clock.now().date()
        if born > today or today.year - born.year > OLDEST:
            raise forms.ValidationError(word("patients.born_on_wrong").within(language()))
        return born

    def clean_phone(self) -> str:
        """Digits as plain ones."""
        return plain(self.cleaned_data["phone"])

    def person(self) -> writing.Person:
        """What was written."""
        return writing.Person(**self.cleaned_data)


class AgreementsForm(Worded):
    """One box for each purpose: each is asked by itself, none is ticked beforehand."""

    words_of = "purposes"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for purpose in Purpose:
            self.fields[purpose.value] = forms.BooleanField(
                required=False, label=word(f"purposes.{purpose.value}").within(language())
            )

    def agreed(self) -> dict[Purpose, bool]:
        """The answer to each."""
        return {purpose: self.cleaned_data[purpose.value] for purpose in Purpose}


def register(request: StaffRequest) -> HttpResponse:
    """Write down a new person."""
    person, purposes = PersonForm(request.POST or None), AgreementsForm(request.POST or None)
    if request.method == "POST" and person.is_valid() and purposes.is_valid():
        try:
            made = writing.register_patient(acting(request), person.person(), purposes.agreed())
            return redirect("patient", patient=made)
        except Problem as problem:
            note(purposes, problem)
    return _form(request, "patients/register.html", person, purposes=purposes)


def change(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Correct what was written down."""
    held = people.patient(request.user, patient)
    form = PersonForm(request.POST or None, initial=_written(held))
    if request.method == "POST" and form.is_valid():
        try:
            writing.change_patient(acting(request), held.pk, form.person(), based_on=version(request))
            return redirect("patient", patient=held.pk)
        except Conflict as conflict:
            return _conflict(request, form, cast(Patient, conflict.now))
    return _form(request, "patients/change.html", form, patient=held, version=held.version)


def agree(request: StaffRequest, patient: UUID) -> HttpResponse:
    """New answers about the uses of the data."""
    held = people.patient(request.user, patient)
    newest = {purpose.value: one.given for purpose, one in people.agreements(held).items() if one}
    form = AgreementsForm(request.POST or None, initial=newest)
    if request.method == "POST" and form.is_valid():
        writing.agree(acting(request), held.pk, form.agreed())
        return redirect("patient", patient=held.pk)
    return _form(request, "patients/agreements.html", form, patient=held)


def _conflict(request: StaffRequest, form: PersonForm, now: Patient) -> HttpResponse:
    """Both values of every field that differs; sending again is based on the newer version."""
    written = _written(now)
    both = [
        {"label": form.fields[name].label, "theirs": written[name], "yours": form.cleaned_data[name]}
        for name in form.fields
        if str(written[name] or "") != str(form.cleaned_data[name] or "")
    ]
    shown = {"patient": now, "version": now.version, "both": both}
    return _form(request, "patients/change.html", form, status=409, **shown)


def _form(
    request: StaffRequest, template: str, form: Worded, *, status: int = 0, **shown: Any
) -> HttpResponse:
    code = status or (422 if form.errors or getattr(shown.get("purposes"), "errors", None) else 200)
    return render(request, template, {"form": form, **shown}, status=code)


def _written(patient: Patient) -> dict[str, Any]:
    contact = patient.contact
    return {
        "kanji": patient.kanji, "kana": patient.kana, "latin": patient.latin or "", "born_on": patient.born_on,
        "phone": contact["phone"], "email": contact["email"], "address": contact["address"],
        "language": patient.language,
    }  # fmt: skip
