"""The door of an address for programs: a token stands in the place of the login; cookies open nothing here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.throttling import SimpleRateThrottle

from nagi.clinic import clock
from nagi.clinic.access.cards import shown_to
from nagi.clinic.access.issuers import user
from nagi.clinic.access.refusals import Forbidden, Refused
from nagi.clinic.access.rights import may
from nagi.clinic.access.touched import watching
from nagi.clinic.actions import trail
from nagi.clinic.actions.tokens import use_up
from nagi.clinic.api.refusing import Malformed, answered, refused
from nagi.clinic.api.tokens import Presented, Unknown, presented
from nagi.clinic.pages.door import Door, View
from nagi.clinic.records.models import Staff
from nagi.errors import NagiError

ROOT = "api-root"
RATE = "240/min"
"""Calls from one address of the network, whoever they are."""


@dataclass(frozen=True, kw_only=True)
class Entrance(Door):
    """Who may use an address for programs: the staff for whom a token speaks, if they have `right`; or anyone.

    `user`: where the user stands: in the token itself (`sub`), in the call (`context.userId` of CDS Hooks), or, for
    feedback, which names nobody, with the card: whoever was shown it.
    """

    user: Literal["sub", "context", "card"] = "sub"


class Rate(SimpleRateThrottle):
    """Counts calls by the address that they come from, before anything is believed of them."""

    def get_cache_key(self, request: HttpRequest) -> str:
        """The sender."""
        return f"nagi-api-{request.META.get('REMOTE_ADDR', '')}"


def addresses(api: NinjaAPI, base: str, entrances: Mapping[str, Entrance]) -> list[URLPattern]:
    """The addresses of an API below `base`, each behind its entrance. Raises KeyError for one that has none."""
    return [
        path(
            f"{base}/{one.pattern}".rstrip("/"),
            _guarded(one.callback, entrances[one.name], one.name, base),
            name=one.name,
        )
        for one in api.urls[0]
        if isinstance(one, URLPattern) and one.name and one.name != ROOT
    ]


def _guarded(view: View, guard: Entrance, name: str, base: str) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.user = AnonymousUser()
        if not Rate(RATE).allow_request(request):
            return refused(request, 429, base)
        try:
            if guard.open:
                return view(request, *args, **kwargs)
            staff = _staff(request, guard, name, base)
            return _recorded(view, name, request, staff, args, kwargs)
        except (Refused, NagiError) as error:
            if isinstance(error, Refused):
                _note(request, error, name)
            return answered(request, error, base)

    guarded.door = guard  # type: ignore[attr-defined]
    return guarded


def _staff(request: HttpRequest, guard: Entrance, name: str, base: str) -> Staff:
    """For whom the call's token speaks. It is used up whether or not they have the right. Raises Refused."""
    here, below = request.build_absolute_uri(request.path), request.build_absolute_uri(f"/{base}")
    token = presented(request.headers.get("Authorization", ""), audiences=[here, below], now=clock.now())
    staff = _user(token, guard, request)
    request.user = staff
    if not use_up(token.issuer, token.jti, staff, to=name, now=clock.now()):
        raise Unknown("used")
    if not may(staff, guard.right or ""):
        raise Forbidden(guard.right or "")
    return staff


def _user(token: Presented, guard: Entrance, request: HttpRequest) -> Staff:
    """The member of staff; if the token and the call name different ones, nobody. Raises Forbidden."""
    if guard.user == "card" and "sub" not in token.claims:
        return shown_to(token.issuer.clinic, _card(request.body))
    names = {str(token.claims["sub"])} if "sub" in token.claims else set()
    if guard.user == "context":
        names.add(_said_in(request.body, "context", "userId"))
    staff = user(token.issuer, next(iter(names))) if len(names) == 1 else None
    if staff is None:
        raise Forbidden(guard.right or "")
    return staff


def _card(body: bytes) -> UUID:
    """The first card that feedback is about. Raises Malformed."""
    try:
        return UUID(_said_in(body, "feedback", 0, "card"))
    except ValueError:
        raise Malformed(["feedback.0.card"]) from None


def _said_in(body: bytes, *place: str | int) -> str:
    """What a call says at one place. Raises Malformed."""
    try:
        held = json.loads(body)
        for key in place:
            held = held[key]
        return str(held)
    except (ValueError, LookupError, TypeError, RecursionError):
        raise Malformed([".".join(map(str, place))]) from None


def _recorded(  # noqa: PLR0913, PLR0917 (what is recorded of a look)
    view: View, name: str, request: HttpRequest, staff: Staff, args: Any, kwargs: Any
) -> HttpResponseBase:
    """Answer; whoever's record was looked at, the trail says so before the answer leaves, whatever the method."""
    with watching() as patients:
        response = view(request, *args, **kwargs)
    with transaction.atomic():
        for patient in sorted(patients):
            trail.append(
                "viewed", by=f"staff:{staff.pk}", at=clock.now(), clinic=staff.clinic_id, subject=name, patient=patient
            )  # fmt: skip
    return response


def _note(request: HttpRequest, error: Refused, name: str) -> None:
    """A refusal in the trail, without what was asked."""
    staff = request.user if isinstance(request.user, Staff) else None
    why = error.why if isinstance(error, Unknown) else type(error).__name__
    with transaction.atomic():
        trail.append(
            "refused", by=f"staff:{staff.pk}" if staff else "unknown", at=clock.now(),
            clinic=staff.clinic_id if staff else None, subject=name, data={"why": why},
        )  # fmt: skip
