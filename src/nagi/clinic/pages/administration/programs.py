"""The programs that may reach this clinic, as the file beside the key says. Read-only: who runs the server writes it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nagi.clinic.access.issuers import Issuer, issuers, user
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.place import Place
from nagi.clinic.records.models import Staff
from nagi.errors import NagiError


@require_safe
def show(request: StaffRequest) -> HttpResponse:
    """Those of the own clinic, and who their users are here."""
    problems: list[str] = []
    trusted: list[tuple[Issuer, list[tuple[str, Staff | None]]]] = []
    try:
        ours = [one for one in issuers() if one.clinic == request.user.clinic_id]
        trusted = [(one, [(name, user(one, name)) for name in sorted(one.users)]) for one in ours]
    except NagiError as error:
        problems = [problem.line(language()) for problem in error.problems]
    shown = {"programs": trusted, "problems": problems, "file": Place.of_environment().issuers.name}
    return render(request, "administration/programs.html", shown)
