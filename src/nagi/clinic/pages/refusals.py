"""Refusals become pages: 403, 404, 409, and a line in the trail. What was typed is never lost."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from nagi.clinic import clock
from nagi.clinic.access.refusals import Forbidden, Hidden, Refused
from nagi.clinic.actions import trail
from nagi.clinic.records.models import Staff


class Refusals:
    """Answers what `access` and `actions` refuse."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for a refusal; anything else goes on."""
        if not isinstance(error, Refused):
            return None
        _record(request, error)
        status = 403 if isinstance(error, Forbidden) else 404
        return render(request, f"{status}.html", status=status)


def _record(request: HttpRequest, error: Refused) -> None:
    staff = request.user if isinstance(request.user, Staff) else None
    name = request.resolver_match.url_name if request.resolver_match else ""
    with transaction.atomic():
        trail.append(
            "refused", by=f"staff:{staff.pk}" if staff else "unknown", at=clock.now(),
            clinic=staff.clinic_id if staff else None, subject=name or "",
            data={"why": "hidden" if isinstance(error, Hidden) else "forbidden"},
        )  # fmt: skip
