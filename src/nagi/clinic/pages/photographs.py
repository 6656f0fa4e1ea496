"""The photographs of a visit or of a reaction: taking them, looking at them, taking them out of view."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from nagi.clinic.access import people, safety, sheets
from nagi.clinic.access.facts import visit_of
from nagi.clinic.access.refusals import Hidden
from nagi.clinic.actions import photographs as writing
from nagi.clinic.actions.action import Problem
from nagi.clinic.pages.door import acting, door
from nagi.clinic.pages.fields import Worded
from nagi.clinic.pages.problems import note
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.sheets import body
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.pages.templatetags.words import site as site_name
from nagi.clinic.records.models import Patient, Photograph, Purpose
from nagi.clinic.words import word

ACCEPT = "image/jpeg,image/png,image/webp"
"""Without HEIC: Safari then hands over a JPEG."""


class ShotForm(Worded):
    """One photograph with its site, its view and what is seen."""

    words_of = "photographs"
    site = forms.ChoiceField()
    view = forms.ChoiceField()
    finding = forms.CharField(required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    file = forms.FileField(widget=forms.FileInput(attrs={"accept": ACCEPT, "capture": "environment"}))

    def __init__(self, codes: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        views = [(view, word(f"photographs.view_{view}").within(language())) for view in writing.VIEWS]
        self.fields["site"] = _choice(self, "site", [(code, site_name(code)) for code in codes])
        self.fields["view"] = _choice(self, "view", views)

    def shot(self) -> writing.Shot:
        """What was taken."""
        told = self.cleaned_data
        return writing.Shot(
            site=told["site"], view=told["view"], finding=told["finding"], raw=told["file"].read()
        )


def of_visit(request: StaffRequest, visit: UUID) -> HttpResponse:
    """All photographs of a visit, and a form for one more."""
    held = visit_of(request.user, visit)
    form = ShotForm(sheets.sites(held) or body.codes(), request.POST or None, request.FILES or None)
    if _taken(form, lambda shot: writing.keep_photograph(acting(request), held.pk, shot)):
        return redirect("photographs", visit=held.pk)
    shown = {"of": "visit", "back": reverse("visit", args=[held.pk]), "open": True}
    return _page(request, form, held.patient, sheets.photographs(held), **shown)


def of_event(request: StaffRequest, event: UUID) -> HttpResponse:
    """All photographs of a reaction, and a form for one more while it is open."""
    held = safety.event(request.user, event)
    first = [held.site] if held.site else safety.sites_of(held.patient, request.user.clinic_id)
    codes = list(dict.fromkeys([*first, *body.codes()]))
    form = ShotForm(codes, request.POST or None, request.FILES or None)
    if _taken(form, lambda shot: writing.photograph_event(acting(request), held.pk, shot)):
        return redirect("event_photographs", event=held.pk)
    shown = {"of": "event", "back": reverse("event", args=[held.pk]), "open": held.closed_at is None}
    return _page(request, form, held.patient, safety.photographs(held), **shown)


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
    writing.withdraw_photograph(acting(request), held.pk)
    if held.event_id:
        return redirect("event_photographs", event=held.event_id)
    return redirect("photographs", visit=held.visit_id)


def _taken(form: ShotForm, keep: Callable[[writing.Shot], UUID]) -> bool:
    """Was a photograph sent, and kept? What stands against it is said in the form."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        keep(form.shot())
    except Problem as problem:
        note(form, problem)
    return not form.errors


def _page(
    request: StaffRequest, form: ShotForm, patient: Patient, taken: Sequence[Photograph], **shown: object
) -> HttpResponse:
    agreed = people.agreements(patient)[Purpose.PHOTOGRAPHS]
    held = {
        "patient": patient, "form": form, "may": agreed is not None and agreed.given,
        "photographs": taken, **shown,
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "photographs/photographs.html", held, status=status)


def _choice(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, label=form.fields[name].label)


addresses = [
    door(
        "visits/<uuid:visit>/photographs/", of_visit, "photographs", kind="change", right="photograph.write"
    ),
    door(
        "events/<uuid:event>/photographs/",
        of_event,
        "event_photographs",
        kind="change",
        right="photograph.write",
    ),
    door("photographs/<uuid:photograph>/", picture, "photograph", kind="read", right="photograph.read"),
    door(
        "photographs/<uuid:photograph>/withdraw/",
        withdraw,
        "photograph_withdraw",
        kind="change",
        right="photograph.write",
    ),
]
