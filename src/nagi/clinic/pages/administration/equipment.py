"""What the clinic has ready for an emergency: the answers of the clinic that rules read (GP-056, GP-057)."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import escape

from nagi.clinic.actions import clinic as writing
from nagi.clinic.actions.action import Conflict
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.fields import Speaking
from nagi.clinic.pages.problems import version
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.records.models import Clinic
from nagi.clinic.words import word
from nagi.evidence.conditions import names_read
from nagi.evidence.rulebook import load_rules

ANSWERS: Mapping[str, bool | None] = {"yes": True, "no": False, "unknown": None}


class ReadyForm(Speaking):
    """One question for each field of the clinic, in the words of the field dictionary."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        dictionary = load_rules().fields
        choices = [(one, _answer(value)) for one, value in ANSWERS.items()]
        for name in sorted(writing.names_of_clinic()):
            said = dictionary[name].question or dictionary[name].label
            self.fields[name] = forms.ChoiceField(
                choices=choices,
                widget=forms.RadioSelect,
                label=said.within(language()),
                help_text=_read_by(name),
            )

    def facts(self) -> dict[str, bool | None]:
        """As answered."""
        return {name: ANSWERS[typed] for name, typed in self.cleaned_data.items()}


def change(request: StaffRequest) -> HttpResponse:
    """Show and change."""
    clinic = request.user.clinic
    form = ReadyForm(request.POST or None, initial=_typed(clinic))
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, clinic)
    try:
        writing.equip(acting(request), form.facts(), based_on=version(request))
    except Conflict as conflict:
        now = cast(Clinic, conflict.now)
        both = [
            {
                "label": load_rules().fields[name].label.within(language()),
                "theirs": _answer(now.facts.get(name)), "yours": _answer(yours),
            }
            for name, yours in form.facts().items()
        ]  # fmt: skip
        return _page(request, form, now, status=409, both=both)
    return redirect("equipment")


def _page(
    request: StaffRequest, form: ReadyForm, clinic: Clinic, *, status: int = 0, **shown: Any
) -> HttpResponse:
    held = {"form": form, "version": clinic.version, **shown}
    status = status or (422 if form.errors else 200)
    return render(request, "administration/equipment.html", held, status=status)


def _typed(clinic: Clinic) -> dict[str, str]:
    """What is known now, as the form names it."""
    named = {value: one for one, value in ANSWERS.items()}
    return {name: named[clinic.facts.get(name)] for name in writing.names_of_clinic()}


def _answer(value: bool | None) -> str:  # noqa: FBT001 (an answer)
    named = {known: one for one, known in ANSWERS.items()}
    return word(f"clinic.equipment_{named[value]}").within(language())


def _read_by(name: str) -> str:
    """The rules that read an answer, each with what it says."""
    rules = [
        f"{rule.id} {rule.message.within(language())}"
        for rule in load_rules().rules.values()
        if rule.when is not None and name in names_read(rule.when)
    ]
    return escape(f"{word('clinic.equipment_rules').within(language())}: {' / '.join(rules)}")
