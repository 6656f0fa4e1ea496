"""Counselling: benefit, risk, alternatives, cost and what is not known, ticked item by item by a physician."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from nagi.clinic import clock
from nagi.clinic.access import consents
from nagi.clinic.actions import consents as writing
from nagi.clinic.actions.action import Problem
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.templatetags.words import language


def counsel(request: StaffRequest, signature: UUID) -> HttpResponse:
    """Show what is to be said, and write down what was."""
    held = consents.signature(request.user, signature)
    problem: Problem | None = None
    if request.method == "POST":
        try:
            writing.counsel(acting(request), held.pk, request.POST.getlist("told"), language())
            return redirect("treatment", patient=held.assessment.visit.patient_id)
        except Problem as refused:
            problem = refused
    on = clock.today(request.user.clinic.zone, clock.now())
    held_now = consents.consultation(held, on=on)
    past = consents.counsellings(held)
    told = {code for one in past for code in one.items}
    topics = [(code, name, code in told) for code, name in writing.topics(held_now).items()]
    shown = {
        "patient": held.assessment.visit.patient, "signature": held, "held": held_now, "topics": topics,
        "past": past, "problem": problem, "told": sum(ticked for _, _, ticked in topics),
    }  # fmt: skip
    return render(request, "consents/counselling.html", shown, status=422 if problem else 200)
