"""Everything about a patient's treatment on one page: signed assessments, consents, courses, sessions."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nagi.clinic.access import consents, courses, people
from nagi.clinic.access.rights import may
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.records.models import ConsentDocument

ORDER = ("withdrawn", "renewal", "given")


@require_safe
def show(request: StaffRequest, patient: UUID) -> HttpResponse:
    """What each role may see of it: signed routes only for those who may read them (REG-003)."""
    held = people.patient(request.user, patient)
    signed = consents.signatures(held) if may(request.user, "signed.read") else ()
    shown = {
        "patient": held,
        "signed": [(one, consents.routes(one), bool(consents.counsellings(one))) for one in signed],
        "documents": [(one, _state(one)) for one in consents.documents(held)],
        "courses": courses.courses(held),
    }
    return render(request, "courses/treatment.html", shown)


def _state(document: ConsentDocument) -> str:
    kinds = {one.kind for one in document.events.all()}
    return next((kind for kind in ORDER if kind in kinds), "shown")
