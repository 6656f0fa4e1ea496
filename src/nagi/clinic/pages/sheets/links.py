"""Handing an intake to the patient: on the clinic's tablet, or by a private link."""

from dataclasses import replace
from uuid import UUID

import qrcode
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from qrcode.image.svg import SvgPathImage

from nagi.clinic import clock
from nagi.clinic.access.facts import visit_of
from nagi.clinic.access.links import link, new_secret
from nagi.clinic.actions.people import make_link
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.sheets.intake import STEPS, hold
from nagi.clinic.records.models import Link, Visit


@require_POST
def send(request: StaffRequest, visit: UUID) -> HttpResponse:
    """Make a private link and show it once, as an address and as a QR code. Earlier links end."""
    held = visit_of(request.user, visit)
    secret = _make(request, held)
    address = request.build_absolute_uri(reverse("intake_enter", args=[secret]))
    made = link(secret, now=clock.now())
    shown = {"visit": held, "address": address, "code": code_of(address), "link": made}
    response = render(request, "sheets/link.html", shown)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def tablet(request: StaffRequest, visit: UUID) -> HttpResponse:
    """Hand this very browser to the patient: staff are logged out, and it shows this intake and nothing else."""
    held = visit_of(request.user, visit)
    secret = _make(request, held)
    hold(request, link(secret, now=clock.now()), secret)
    return redirect("guest_intake", step=STEPS[0])


def code_of(address: str) -> str:
    """A QR code as SVG."""
    return str(qrcode.make(address, image_factory=SvgPathImage, border=4).to_string(encoding="unicode"))


def _make(request: HttpRequest, visit: Visit) -> str:
    """A new link; pressed twice it is made anew, because its secret is shown once and stored nowhere."""
    secret = new_secret()
    by = replace(acting(request), once=None)
    make_link(by, visit.patient_id, Link.Kind.INTAKE, secret, visit_id=visit.pk)
    return secret
