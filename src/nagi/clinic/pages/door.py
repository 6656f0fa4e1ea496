"""Every address has a door: it names who may come in, and records who did. An address without one is a defect."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal
from uuid import UUID, uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path

from nagi.clinic import clock
from nagi.clinic.access.links import link
from nagi.clinic.access.refusals import Forbidden, Hidden
from nagi.clinic.access.rights import may
from nagi.clinic.access.touched import watching
from nagi.clinic.actions import trail
from nagi.clinic.actions.action import Acting
from nagi.clinic.pages.login import has_second_factor
from nagi.clinic.records.models import Link, Staff

View = Callable[..., HttpResponseBase]
Kind = Literal["list", "read", "change"]
HELD = "link"


@dataclass(frozen=True, kw_only=True)
class Door:
    """Who may use an address: staff with `right`, a patient with a `link`, or anyone (`open`)."""

    kind: Kind
    right: str | None = None
    link: Link.Kind | None = None
    open: bool = False


def door(address: str, view: View, name: str, **who: Any) -> URLPattern:
    """An address with its door."""
    guard = Door(**who)
    guarded = view if guard.open else _staff(view, guard, name) if guard.right else _guest(view, guard, name)
    guarded.door = guard  # type: ignore[attr-defined]
    return path(address, guarded, name=name)


def acting(request: HttpRequest) -> Acting:
    """Who acts through this request, now, with the mark of the form that was sent."""
    by = getattr(request, "guest", None) or request.user
    if not isinstance(by, Staff | Link):
        raise Hidden
    return Acting(by=by, now=clock.now(), once=_mark(request))


def fresh_mark() -> str:
    """A mark for a form, so that sending it twice acts once."""
    return str(uuid4())


def _mark(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("once", ""))
    except ValueError:
        return None


def _staff(view: View, guard: Door, name: str) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        staff = request.user
        if not isinstance(staff, Staff) or not staff.is_active:
            return _to_login(request)
        if not has_second_factor(request):
            return redirect("mfa_activate_totp")
        if not may(staff, guard.right or ""):
            raise Forbidden(guard.right or "")
        return _recorded(view, name, request, f"staff:{staff.pk}", staff.clinic_id, args, kwargs)

    return guarded


def _guest(view: View, guard: Door, name: str) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        held = link(request.session.get(HELD, ""), now=clock.now())
        if held.kind != guard.link:
            raise Hidden
        request.guest = held  # type: ignore[attr-defined]
        return _recorded(view, name, request, f"link:{held.pk}", held.patient.clinic_id, args, kwargs)

    return guarded


def _recorded(  # noqa: PLR0913, PLR0917 (what is recorded of a look)
    view: View, name: str, request: HttpRequest, by: str, clinic: UUID, args: Any, kwargs: Any
) -> HttpResponseBase:
    """Show a page; whoever's record it shows, the trail says so before the page leaves."""
    with watching() as patients:
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponse) and hasattr(response, "render"):
            response.render()
    response.headers.setdefault(
        "Cache-Control", "no-store"
    )  # a tablet handed over shows nothing of the page before
    if request.method in {"GET", "HEAD"} and response.status_code < 300:
        with transaction.atomic():
            for patient in sorted(patients):
                trail.append("viewed", by=by, at=clock.now(), clinic=clinic, subject=name, patient=patient)
    return response


def _to_login(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": "/account/login/"})
    return redirect(f"/account/login/?next={request.path}")
