"""The intake, step by step: by the patient through a private link, or by staff."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from nagi.clinic import clock
from nagi.clinic.access import sheets
from nagi.clinic.access.facts import visit_of
from nagi.clinic.access.links import link
from nagi.clinic.access.packs import packs
from nagi.clinic.access.parts import parts, sections
from nagi.clinic.access.refusals import Hidden
from nagi.clinic.actions.action import Acting, Problem
from nagi.clinic.actions.sheets import finish_intake, open_link
from nagi.clinic.pages.door import HELD, acting
from nagi.clinic.pages.language import KEPT
from nagi.clinic.pages.request import GuestRequest, StaffRequest
from nagi.clinic.pages.sheets.form import SheetForm
from nagi.clinic.pages.sheets.questions import Questions
from nagi.clinic.pages.sheets.step import Step
from nagi.clinic.pages.sheets.where import Where
from nagi.clinic.records.models import Link, Part, Visit

STEPS = ("sites", "skin", "you", "history", "questions", "check")
Address = Callable[[str], str]


def enter(request: HttpRequest, secret: str) -> HttpResponse:
    """A private link leads into a session of its own; its secret stands in no further address."""
    held = link(secret, now=clock.now())
    if held.kind != Link.Kind.INTAKE:
        raise Hidden
    hold(request, held, secret)
    return redirect("guest_intake", step=STEPS[0])


def hold(request: HttpRequest, held: Link, secret: str) -> None:
    """From now on this browser is the patient's, and nobody else's."""
    logout(request)
    request.session[HELD] = secret
    request.session[KEPT] = held.patient.language
    open_link(Acting(by=held, now=clock.now()))


def by_patient(request: GuestRequest, step: str) -> HttpResponse:
    """One step, filled in by the patient."""
    visit = sheets.visit_of_link(request.guest)
    return _step(
        request, visit, step, lambda name: reverse("guest_intake", args=[name]), "guest_intake_finish"
    )


def by_staff(request: StaffRequest, visit: UUID, step: str) -> HttpResponse:
    """One step, filled in by staff together with the patient."""
    held = visit_of(request.user, visit)
    return _step(request, held, step, lambda name: reverse("intake", args=[held.pk, name]), "intake_finish")


@require_POST
def finish_by_patient(request: GuestRequest) -> HttpResponse:
    """The patient has finished: the link ends and so does the session."""
    visit = sheets.visit_of_link(request.guest)
    try:
        finish_intake(acting(request), visit.pk)
    except Problem:
        return redirect("guest_intake", step=STEPS[0])
    request.session.flush()
    return redirect("intake_thanks")


@require_POST
def finish_by_staff(request: StaffRequest, visit: UUID) -> HttpResponse:
    """Staff have finished the intake."""
    held = visit_of(request.user, visit)
    try:
        finish_intake(acting(request), held.pk)
    except Problem:
        return redirect("intake", visit=held.pk, step=STEPS[0])
    return redirect("visit", visit=held.pk)


def thanks(request: HttpRequest) -> HttpResponse:
    """What a patient sees when done."""
    return render(request, "sheets/thanks.html")


def _step(request: HttpRequest, visit: Visit, step: str, at: Address, finish: str) -> HttpResponse:
    steps = [name for name in STEPS if name != "questions" or packs()]
    if step not in steps:
        raise Hidden
    place = steps.index(step)
    shown = {
        "steps": [{"name": name, "at": at(name), "here": name == step} for name in steps],
        "back": at(steps[place - 1]) if place else "",
        "staff": finish == "intake_finish",
    }  # fmt: skip
    if step == "check":
        return _check(request, visit, {**shown, "finish": finish})
    if step == "skin" and not sheets.sites(visit):
        return redirect(at(STEPS[0]))
    then = lambda: redirect(at(steps[place + 1]))  # noqa: E731
    if step == "sites":
        return Where(acting=acting(request), visit=visit, then=then, shown=shown).serve(request)
    if step == "questions":
        return Questions(acting=acting(request), visit=visit, then=then, shown=shown).serve(request)
    told = Step(
        acting=acting(request), visit=visit, part=Part.INTAKE, name=step, template="sheets/step.html", then=then,
        shown=shown,
    )  # fmt: skip
    return told.serve(request)


def _check(request: HttpRequest, visit: Visit, shown: dict[str, object]) -> HttpResponse:
    """Everything that was answered, to be looked over before it is finished."""
    return render(
        request, "sheets/check.html", {"visit": visit, "told": told_in(visit, Part.INTAKE), **shown}
    )


def told_in(visit: Visit, part: Part) -> list[dict[str, object]]:
    """The answers of a part in words, under their headings; where nothing was asked yet there is nothing."""
    answers, places = sheets.answers(visit, part), sheets.sites(visit)
    names = dict.fromkeys(one.step for one in parts().section if one.part is part and one.step != "sites")
    told: list[dict[str, object]] = []
    for step in names:
        form = SheetForm(sections(part, step), places, hinted=True)
        for heading in form.headings:
            lines = [line for one in heading.fields if (line := form.said(answers, one.name))]
            if lines:
                told.append({"title": heading.title, "lines": lines})
    return told
