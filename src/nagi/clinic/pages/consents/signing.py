"""Signing a consent with pen, finger or keyboard, and taking it back."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from nagi.clinic import clock
from nagi.clinic.access import consents
from nagi.clinic.actions import consents as writing
from nagi.clinic.actions.action import Problem
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.fields import Line, Worded
from nagi.clinic.pages.problems import note
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.words import word
from nagi.dermatology.consent.text import load_templates

MOST_POINTS = 20_000


class SignForm(Worded):
    """An answer to each purpose, none given beforehand, and a signature."""

    words_of = "consents"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = [
            ("yes", word("consents.yes").within(language())),
            ("no", word("consents.no").within(language())),
        ]
        for one in load_templates().signatures:
            label = one.en if language() == "en" else one.ja
            self.fields[one.id] = forms.ChoiceField(choices=answers, widget=forms.RadioSelect, label=label)
        for name in ("same_day_wished", "strokes", "typed", "witness"):
            label = word(f"consents.{name}").within(language())
            self.fields[name] = Line(max_length=400, required=False, label=label)
        self.fields["strokes"] = forms.CharField(
            required=False, widget=forms.HiddenInput, max_length=1_000_000
        )

    def clean_strokes(self) -> list[list[list[float]]]:
        """Points within the frame; anything else is no signature."""
        try:
            drawn = json.loads(self.cleaned_data["strokes"] or "[]")
            strokes = [[[round(float(x), 4), round(float(y), 4)] for x, y in line] for line in drawn]
        except (ValueError, TypeError, RecursionError):
            return []
        points = [value for line in strokes for point in line for value in point]
        return strokes if len(points) <= MOST_POINTS and all(0 <= value <= 1 for value in points) else []

    def given(self) -> writing.Given:
        """What was answered and signed."""
        typed: Mapping[str, Any] = self.cleaned_data
        return writing.Given(
            choices={one.id: typed[one.id] == "yes" for one in load_templates().signatures},
            strokes=typed["strokes"], typed=typed["typed"], witness=typed["witness"],
            same_day_wished=typed["same_day_wished"],
        )  # fmt: skip


class WithdrawForm(Worded):
    """A reason, if the patient wants to give one."""

    words_of = "consents"
    reason = Line(max_length=400, required=False)


def sign(request: StaffRequest, document: UUID) -> HttpResponse:
    """Answer each purpose and sign."""
    held = consents.document(request.user, document)
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            writing.give(acting(request), held.pk, form.given())
            return redirect("consent", document=held.pk)
        except Problem as problem:
            note(form, problem)
    early = clock.now() < held.may_sign_from
    shown = {"form": form, "document": held, "patient": held.patient, "early": early}
    return render(request, "consents/sign.html", shown, status=422 if form.errors else 200)


def withdraw(request: StaffRequest, document: UUID) -> HttpResponse:
    """Take a consent back. Reception may, without seeing what the document says."""
    held = consents.document(request.user, document)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        writing.withdraw(acting(request), held.pk, form.cleaned_data["reason"])
        return redirect("treatment", patient=held.patient_id)
    return render(
        request, "consents/withdraw.html", {"form": form, "document": held, "patient": held.patient}
    )
