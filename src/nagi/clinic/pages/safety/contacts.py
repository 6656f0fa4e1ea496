"""The contacts that are due, and whether the patient was reached."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from nagi.clinic import clock
from nagi.clinic.access import safety
from nagi.clinic.access.rows import row
from nagi.clinic.actions import contacts as writing
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.fields import Line, Worded
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.records.models import Contact


class TriedForm(Worded):
    """Reached or not, and what was told."""

    words_of = "safety"
    reached = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda typed: typed == "yes")
    told = Line(max_length=500, required=False)


@require_safe
def show(request: StaffRequest) -> HttpResponse:
    """Due up to today."""
    return _page(request)


@require_POST
def tried(request: StaffRequest, contact: UUID) -> HttpResponse:
    """Write down one attempt."""
    held = row(Contact, contact, request.user.clinic_id, "patient")
    form = TriedForm(request.POST)
    if not form.is_valid():
        return _page(request, form, held.pk)
    typed = form.cleaned_data
    writing.contact_tried(acting(request), held.pk, typed["told"], reached=typed["reached"])
    return redirect("contacts")


def _page(request: StaffRequest, form: TriedForm | None = None, tried: UUID | None = None) -> HttpResponse:
    """All that are due; what was typed of the one that was `tried` stays."""
    day = clock.today(request.user.clinic.zone, clock.now())
    shown = {"contacts": safety.due_contacts(request.user, day), "day": day, "form": form, "tried": tried}
    return render(request, "safety/contacts.html", shown, status=422 if form else 200)
