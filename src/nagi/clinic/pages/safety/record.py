"""Recording a reaction."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from nagi.clinic import clock
from nagi.clinic.access import people, safety
from nagi.clinic.actions import safety as writing
from nagi.clinic.actions.action import Problem
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.fields import Day, Worded
from nagi.clinic.pages.problems import note
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.words import word
from nagi.dermatology.phrases import load_phrases
from nagi.dermatology.safety import GRADES, events
from nagi.evidence.rulebook import load_rules


def grade_choices() -> list[tuple[int, str]]:
    """The five grades with what they mean."""
    texts = load_phrases().texts
    return [
        (one, f"{texts[f'grades.name.{one}'].within(language())}: {texts[f'grades.meaning.{one}'].within(language())}")
        for one in GRADES
    ]  # fmt: skip


class ReactionForm(Worded):
    """What was seen, how grave, where, since when."""

    words_of = "safety"
    event = forms.ChoiceField()
    grade = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect)
    site = forms.ChoiceField(required=False)
    onset_on = Day()
    told = forms.CharField(max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, sites: list[str], day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        kinds = [(one.id, f"{one.name.within(language())} ({one.id})") for one in events(load_rules())]
        _choices(self, "event", [("", "—"), *kinds])
        _choices(self, "grade", grade_choices())
        nowhere = word("safety.no_site").within(language())
        _choices(self, "site", [("", nowhere), *_named(sites)])

    def clean_onset_on(self) -> date:
        """A day that has come."""
        onset: date = self.cleaned_data["onset_on"]
        if onset > self.day:
            raise forms.ValidationError(word("fields.future").within(language()))
        return onset


def record(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Write down a reaction; the next page says what follows from it."""
    held = people.patient(request.user, patient)
    day = clock.today(request.user.clinic.zone, clock.now())
    sites = list(safety.sites_of(held, request.user.clinic_id))
    form = ReactionForm(request.POST or None, sites=sites, day=day, initial={"onset_on": day})
    if request.method == "POST" and form.is_valid():
        try:
            made = writing.record_event(acting(request), held.pk, writing.Reaction(**form.cleaned_data))
            return redirect("event", event=made)
        except Problem as problem:
            note(form, problem)
    known = events(load_rules())
    shown = {"patient": held, "form": form, "known": known}
    return render(request, "safety/record.html", shown, status=422 if form.errors else 200)


def _named(sites: list[str]) -> list[tuple[str, str]]:
    """Sites that were treated first, then every region of the body."""
    regions = load_rules().fields["site.region"].options
    first = [(code, regions[code].within(language()) if code in regions else code) for code in sites]
    return [*first, *((code, name.within(language())) for code, name in regions.items() if code not in sites)]


def _choices(form: forms.Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
