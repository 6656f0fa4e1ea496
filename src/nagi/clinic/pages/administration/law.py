"""The legal status texts in force, with their rules and sources, and when someone last compared them with the law."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from nagi.clinic.access import staff
from nagi.clinic.actions import clinic as writing
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.request import StaffRequest
from nagi.evidence.rulebook import load_rules

DATED = "REG-024"


@require_safe
def show(request: StaffRequest) -> HttpResponse:
    """Every regulation that the rule table holds."""
    table = load_rules()
    shown = {
        "rules": [one for one in table.rules.values() if one.kind == "regulation"],
        "as_of": table.rules[DATED].effect.detail("as_of"),
        "version": table.version,
        "checked_at": staff.law_checked_at(request.user),
    }
    return render(request, "administration/law.html", shown)


@require_POST
def checked(request: StaffRequest) -> HttpResponse:
    """Someone compared them today."""
    writing.law_checked(acting(request))
    return redirect("law")
