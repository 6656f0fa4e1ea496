"""One visit: what is done and what comes next."""

from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nagi.clinic import clock
from nagi.clinic.access import decisions, sheets
from nagi.clinic.access.facts import age, visit_of
from nagi.clinic.access.rights import may
from nagi.clinic.pages.door import door
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.sheets.intake import told_in
from nagi.clinic.pages.templatetags.words import site as site_name
from nagi.clinic.records.models import Part, Visit


@require_safe
def show(request: StaffRequest, visit: UUID) -> HttpResponse:
    """The visit's parts with what is done of each, as far as the reader may know."""
    held, staff = visit_of(request.user, visit), request.user
    reads = may(staff, "intake.read")
    prefetch_related_objects([held], "sheets")
    shown = {
        "visit": held, "patient": held.patient, "age": age(held.patient, held.on),
        "intake": sheets.sheet(held, Part.INTAKE), "links": _open(staff.clinic_id, held),
        "signs": sheets.sheet(held, Part.SIGNS), "sites": _places(held),
        "told": [*told_in(held, Part.INTAKE), *told_in(held, Part.SIGNS)] if reads else [],
        "photographs": sheets.photographs(held) if may(staff, "photograph.read") else [],
        "assessment": decisions.newest(held) if may(staff, "decision.read") else None,
        "signed": decisions.signed(held) if may(staff, "signed.read") else None,
    }  # fmt: skip
    return render(request, "visits/visit.html", shown)


def _places(visit: Visit) -> list[str]:
    sides = sheets.sides(visit)
    return [site_name(code, sides.get(code, "")) for code in sheets.sites(visit)]


def _open(clinic: UUID, visit: object) -> list[object]:
    moment = clock.now()
    links = sheets.open_links(visit, clinic)  # type: ignore[arg-type]
    return [one for one in links if one.ended_at is None and one.expires_at > moment]


addresses = [door("visits/<uuid:visit>/", show, "visit", kind="read", right="patient.read")]
