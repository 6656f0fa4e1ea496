"""What the rules say of one visit, and the physician's signature under it."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from nagi.clinic import clock
from nagi.clinic.access import decisions
from nagi.clinic.access.decisions import Held
from nagi.clinic.access.facts import visit_of
from nagi.clinic.actions import decisions as deciding
from nagi.clinic.actions.action import Problem
from nagi.clinic.pages.decisions.forecast import shown_of
from nagi.clinic.pages.decisions.form import SignForm
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.fields import Worded, coded
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.records.models import Assessment, Disposition
from nagi.errors import NagiError


class EndForm(Worded):
    """How a decision ended."""

    words_of = "decisions"
    end_how = forms.ChoiceField(choices=coded(Disposition.Kind.values, "decisions.end_"))
    end_reason = forms.CharField(required=False, max_length=400)


@require_POST
def assess(request: StaffRequest, visit: UUID) -> HttpResponse:
    """Decide on the facts as they are now."""
    held = visit_of(request.user, visit)
    try:
        made = deciding.assess_visit(acting(request), held.pk)
    except NagiError as error:
        shown = {"visit": held, "problems": error.problems}
        return render(request, "decisions/unreadable.html", shown, status=422)
    return redirect("decision", assessment=made)


@require_safe
def show(request: StaffRequest, assessment: UUID) -> HttpResponse:
    """The decision with its reasons and open questions, the forecast beside it, and the form to sign."""
    held = decisions.assessment(request.user, assessment)
    return _page(request, held, None)


@require_POST
def sign(request: StaffRequest, assessment: UUID) -> HttpResponse:
    """Sign, or say what stands against it."""
    held = decisions.assessment(request.user, assessment)
    form = SignForm(Held(held).decision, request.POST)
    if form.is_valid():
        try:
            deciding.sign(acting(request), held.pk, form.signed(), form.cleaned_data["comment"])
            return redirect("decision", assessment=held.pk)
        except Problem as problem:
            form.refuse(problem.said)
    return _page(request, held, form, status=422)


@require_POST
def end(request: StaffRequest, assessment: UUID) -> HttpResponse:
    """Say how it ended."""
    held = decisions.assessment(request.user, assessment)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, held, None, ending=form, status=422)
    told = form.cleaned_data
    deciding.dispose(acting(request), held.pk, Disposition.Kind(told["end_how"]), told["end_reason"])
    return redirect("decision", assessment=held.pk)


def _page(
    request: StaffRequest,
    row: Assessment,
    form: SignForm | None,
    *,
    ending: EndForm | None = None,
    status: int = 200,
) -> HttpResponse:
    held, signed = Held(row), decisions.signature(row)
    newest = decisions.newest(row.visit) == row
    sides = {one.code: one.facts.code("site.side") or "" for one in held.told.case.sites}
    shown: dict[str, Any] = {
        "sites": [(one, sides[one.code]) for one in held.decision.sites],
        "assessment": row, "visit": row.visit, "patient": row.visit.patient, "decision": held.decision,
        "questions": held.told.questions, "form": form or SignForm(held.decision), "signed": signed,
        "stale": held.stale or not newest, "ending": ending or EndForm(),
        "endings": decisions.endings(row), **shown_of(row, clock.now()),
    }  # fmt: skip
    return render(request, "decisions/decision.html", shown, status=status)
