"""Stop reviews: what the scores said, and how the physician goes on."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from nagi.clinic.access import followup
from nagi.clinic.actions import followup as writing
from nagi.clinic.actions.action import Problem
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.fields import Worded
from nagi.clinic.pages.problems import note
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.records.models import Review
from nagi.clinic.words import word
from nagi.dermatology.naming import stated
from nagi.dermatology.phrases import Statement
from nagi.evidence.rulebook import load_rules
from nagi.language import Text


class DecisionForm(Worded):
    """Go on or stop, and why."""

    words_of = "followup"
    result = forms.ChoiceField(widget=forms.RadioSelect)
    reason = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["result"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (one, word(f"followup.result_{one}").within(language())) for one in Review.Result.values
            ]


@require_safe
def show(request: StaffRequest) -> HttpResponse:
    """All that wait."""
    waiting = [(one, _said(one)) for one in followup.open_reviews(request.user)]
    return render(request, "followup/reviews.html", {"reviews": waiting})


def decide(request: StaffRequest, review: UUID) -> HttpResponse:
    """Answer one."""
    held = followup.review(request.user, review)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            writing.decide_review(acting(request), held.pk, typed["result"], typed["reason"])
            return redirect("followup", patient=held.course.patient_id)
        except Problem as problem:
            note(form, problem)
    shown = {
        "review": held, "patient": held.course.patient, "form": form, "said": _said(held), "facts": _facts(held),
    }  # fmt: skip
    return render(request, "followup/review.html", shown, status=422 if form.errors else 200)


def _said(review: Review) -> tuple[Statement, ...]:
    return stated(load_rules(), review.rule_ids)


def _facts(review: Review) -> list[tuple[Text, str]]:
    """The facts the rules read, in words. What the scores did not tell is not known; nobody was asked."""
    fields, unknown = load_rules().fields, word("followup.review_unknown").within(language())
    return [
        (fields[name].label, unknown if value is None else fields[name].show(value, language()))
        for name, value in review.facts.items()
    ]
