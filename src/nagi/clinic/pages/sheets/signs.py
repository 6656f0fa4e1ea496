"""What the nurse sees and measures: one page for the whole visit."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect

from nagi.clinic.access.facts import visit_of
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.sheets.step import Step
from nagi.clinic.records.models import Part


def signs(request: StaffRequest, visit: UUID) -> HttpResponse:
    """Signs of each site, what was measured, and what is known of the disease."""
    held = visit_of(request.user, visit)
    step = Step(
        acting=acting(request), visit=held, part=Part.SIGNS, name="signs", template="sheets/step.html", hinted=True,
        then=lambda: redirect("visit", visit=held.pk), shown={"staff": True},
    )  # fmt: skip
    return step.serve(request)
