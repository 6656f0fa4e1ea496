"""The photographs of a visit: taking them, looking at them, taking them out of view."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from nagi.clinic.access import people, sheets
from nagi.clinic.access.facts import visit_of
from nagi.clinic.access.refusals import Hidden
from nagi.clinic.actions.action import Problem
from nagi.clinic.actions.photographs import VIEWS, Shot, keep_photograph, withdraw_photograph
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.fields import Worded
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.sheets import body
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.pages.templatetags.words import site as site_name
from nagi.clinic.records.models import Purpose, Visit
from nagi.clinic.words import word

ACCEPT = "image/jpeg,image/png,image/webp"


class ShotForm(Worded):
    """One photograph with its site, its view and what is seen."""

    words_of = "photographs"
    site = forms.ChoiceField()
    view = forms.ChoiceField()
    finding = forms.CharField(required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    file = forms.FileField(widget=forms.FileInput(attrs={"accept": ACCEPT, "capture": "environment"}))

    def __init__(self, visit: Visit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = sheets.sites(visit) or body.codes()
        views = [(view, word(f"photographs.view_{view}").within(language())) for view in VIEWS]
        self.fields["site"] = _choice(self, "site", [(code, site_name(code)) for code in codes])
        self.fields["view"] = _choice(self, "view", views)

    def shot(self) -> Shot:
        """What was taken."""
        told = self.cleaned_data
        return Shot(site=told["site"], view=told["view"], finding=told["finding"], raw=told["file"].read())


def photographs(request: StaffRequest, visit: UUID) -> HttpResponse:
    """All photographs of a visit, and a form for one more."""
    held = visit_of(request.user, visit)
    form = ShotForm(held, request.POST or None, request.FILES or None)
    agreed = people.agreements(held.patient)[Purpose.PHOTOGRAPHS]
    may = agreed is not None and agreed.given
    if request.method == "POST" and form.is_valid():
        try:
            keep_photograph(acting(request), held.pk, form.shot())
            return redirect("photographs", visit=held.pk)
        except Problem as problem:
            for name, said in problem.said.items():
                form.add_error(name or None, said.within(language()))
    shown = {
        "visit": held, "form": form, "may": may,
        "photographs": [(one, site_name(one.site)) for one in sheets.photographs(held)],
    }  # fmt: skip
    return render(request, "sheets/photographs.html", shown, status=422 if form.errors else 200)


@require_safe
def picture(request: StaffRequest, photograph: UUID) -> HttpResponse:
    """One picture, kept by no browser and no proxy."""
    held = sheets.photograph(request.user, photograph)
    if held.withdrawn_at is not None:
        raise Hidden
    headers = {"Cache-Control": "no-store", "Content-Disposition": "inline"}
    return HttpResponse(held.picture, content_type=held.media_type, headers=headers)


@require_POST
def withdraw(request: StaffRequest, photograph: UUID) -> HttpResponse:
    """Take one out of view."""
    held = sheets.photograph(request.user, photograph)
    withdraw_photograph(acting(request), held.pk)
    return redirect("photographs", visit=held.visit_id)


def _choice(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, label=form.fields[name].label)
