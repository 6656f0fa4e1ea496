"""The clinic's own settings as one text; all that is wrong with it is said at once."""

from typing import Any, cast

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from nagi.clinic.actions import clinic as writing
from nagi.clinic.actions.action import Conflict
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.fields import Worded
from nagi.clinic.pages.problems import version
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.records.models import Clinic
from nagi.clinic.words import word
from nagi.errors import NagiError
from nagi.evidence.rulebook import load_rules

LONGEST = 100_000


class OwnForm(Worded):
    """The text."""

    words_of = "clinic"
    text = forms.CharField(
        max_length=LONGEST, required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "id", "autocomplete": "off"}),
    )  # fmt: skip

    def clean_text(self) -> str:
        """Not empty where there is something: with it the clinic's stricter thresholds would go unnoticed."""
        text: str = self.cleaned_data["text"]
        if self.initial.get("text", "").strip() and not text.strip():
            raise forms.ValidationError(word("clinic.emptied").within(language()))
        return text


def change(request: StaffRequest) -> HttpResponse:
    """Show and change."""
    clinic = request.user.clinic
    form = OwnForm(request.POST or None, initial={"text": clinic.own_text})
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, clinic)
    try:
        writing.change_clinic(acting(request), form.cleaned_data["text"], based_on=version(request))
    except NagiError as error:
        for problem in error.problems:
            form.add_error("text", problem.line(language()))
        return _page(request, form, clinic)
    except Conflict as conflict:
        now = cast(Clinic, conflict.now)
        both = [
            {"label": word("clinic.text").within(language()), "theirs": now.own_text, "yours": form.cleaned_data["text"]}
        ]  # fmt: skip
        return _page(request, form, now, status=409, both=both)
    return redirect("clinic")


def _page(
    request: StaffRequest, form: OwnForm, clinic: Clinic, *, status: int = 0, **shown: Any
) -> HttpResponse:
    table = load_rules()
    thresholds = [
        (name, table.threshold_names[name], value, clinic.own.get("thresholds", {}).get(name))
        for name, value in table.bounds.thresholds.items()
    ]
    held = {"form": form, "version": clinic.version, "thresholds": thresholds, **shown}
    return render(request, "administration/clinic.html", held, status=status or (422 if form.errors else 200))
