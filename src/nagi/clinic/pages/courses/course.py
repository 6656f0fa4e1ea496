"""A course: planned by a physician from what was signed, with its quotation and its stopping rule."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from nagi.clinic import clock
from nagi.clinic.access import consents, courses
from nagi.clinic.actions import courses as writing
from nagi.clinic.actions.action import Problem
from nagi.clinic.pages.courses.booking import BookForm
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.fields import Worded
from nagi.clinic.pages.problems import note
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.templatetags.words import language, site
from nagi.clinic.records.models import Signature
from nagi.evidence.rulebook import load_rules
from nagi.evidence.rules import DRIP
from nagi.reports import pdf
from nagi.reports.view import view_of


class PlanForm(Worded):
    """The route and the sites, from those that were signed as permitted."""

    words_of = "courses"
    route = forms.ChoiceField(choices=(), widget=forms.RadioSelect)
    sites = forms.MultipleChoiceField(choices=(), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, signed: Signature, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        table, permitted = load_rules(), consents.routes(signed)
        fields: Any = self.fields
        fields["route"].choices = [
            (route, table.word("route", route).within(language())) for route in permitted
        ]
        every = sorted({code for codes in permitted.values() for code in codes})
        fields["sites"].choices = [(code, site(code)) for code in every]


def plan(request: StaffRequest, signature: UUID) -> HttpResponse:
    """Plan a course."""
    held = consents.signature(request.user, signature)
    form = PlanForm(request.POST or None, signed=held)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        sites = [] if typed["route"] == DRIP else typed["sites"]
        try:
            return redirect(
                "course", course=writing.plan_course(acting(request), held.pk, typed["route"], sites)
            )
        except Problem as problem:
            note(form, problem)
    shown = {"form": form, "patient": held.assessment.visit.patient, "permitted": consents.routes(held)}
    return render(request, "courses/plan.html", shown, status=422 if form.errors else 200)


@require_safe
def show(request: StaffRequest, course: UUID) -> HttpResponse:
    """One course with its price, its stopping rule and its sessions."""
    held = courses.course(request.user, course)
    shown = {"course": held, "patient": held.patient, "bookings": courses.bookings(held), "form": BookForm()}
    return render(request, "courses/course.html", shown)


@require_safe
def paper(request: StaffRequest, course: UUID) -> HttpResponse:
    """Plan and quotation as a paper to take home."""
    held = courses.course(request.user, course)
    on = clock.today(held.patient.clinic.zone, held.planned_at)
    told = consents.consultation(held.signature, on=on, route=held.route)
    view = view_of(told, lang="en" if held.patient.language == "en" else "ja")
    view.pop("sources")
    content = pdf.render("plan-and-quotation", view, on=on)
    headers = {"Content-Disposition": f'inline; filename="plan-{held.pk}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
