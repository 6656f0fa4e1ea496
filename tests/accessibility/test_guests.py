"""What patients see through a private link, everyone before the login, and everyone who is refused: through axe."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from barriers import READERS, findings, shown
from browser import Reader, Window, chromium, needs_chromium, window
from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from pytest_django.live_server_helper import LiveServer
from staging.facts import answered
from staging.house import PASSWORD, House

from nagi.clinic import clock
from nagi.clinic.access.links import new_secret
from nagi.clinic.actions import people
from nagi.clinic.api.door import Entrance
from nagi.clinic.demo.command import code
from nagi.clinic.pages.sheets.intake import STEPS
from nagi.clinic.records.models import Link, Patient, Role, Staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def addresses(wanted: Callable[..., bool]) -> Iterator[str]:
    """Every address behind a door of this kind, once for each step that it may name."""
    for one in get_resolver().url_patterns:
        assert isinstance(one, URLPattern)
        door = one.callback.door
        if isinstance(door, Entrance) or not wanted(door):
            continue
        steps = [{"step": step} for step in STEPS if step != "questions"]
        for named in steps if "step" in one.pattern.converters else [{}]:
            if named.keys() == one.pattern.converters.keys():
                yield reverse(str(one.name), kwargs=named)


def barred(opened: Window, paths: Iterator[str], seen: set[str]) -> dict[str, list[str]]:
    """The findings of each page, once for each address where one ends. Adds those to `seen`."""
    found = {}
    for path in paths:
        if not shown(opened, path) or (here := opened.page.url.partition("?")[0]) in seen:
            continue
        seen.add(here)
        found[here] = findings(opened)
    return {path: told for path, told in found.items() if told}


@pytest.mark.parametrize("reader", READERS, ids=str)
def test_what_patients_see(reader: Reader, house: House, patient: Patient, live_server: LiveServer) -> None:
    needs_chromium()
    visit, acting = answered(house, patient), house.acting(Role.RECEPTION, now=clock.now())
    Patient.objects.update(language=reader.language)
    seen: set[str] = set()
    with chromium() as browser:
        for kind in Link.Kind:
            secret = new_secret()
            people.make_link(
                acting, patient.pk, kind, secret, visit_id=visit.pk if kind is Link.Kind.INTAKE else None
            )
            with window(browser, live_server.url, reader) as opened:
                door = "intake_enter" if kind is Link.Kind.INTAKE else "diary_open"
                named = {"secret": secret} if kind is Link.Kind.INTAKE else {}
                opened.page.goto(
                    reverse(door, kwargs=named) + ("" if named else f"#{secret}"), wait_until="networkidle"
                )
                assert barred(opened, addresses(lambda door, kind=kind: door.link == kind), seen) == {}
    ends = {one.removeprefix(live_server.url) for one in seen}
    assert ends == {
        *(f"/intake/{step}/" for step in STEPS if step != "questions"),
        "/diary/",
        "/diary/looks/",
    }


@pytest.mark.parametrize("reader", READERS, ids=str)
def test_the_login(reader: Reader, house: House, live_server: LiveServer) -> None:
    """What is open to everyone, to a newcomer without a second factor, and to who has just logged in."""
    needs_chromium()
    nurse, doctor = house.staff[Role.NURSE], house.staff[Role.PHYSICIAN]
    Authenticator.objects.all().delete()
    TOTP.activate(doctor, SECRET)
    RecoveryCodes.activate(doctor)
    seen: set[str] = set()
    with chromium() as browser:
        with window(browser, live_server.url, reader) as opened:
            assert barred(opened, addresses(lambda door: door.open), seen) == {}
            assert _logged_in(opened, nurse, "/account/factors/totp/") == []
        with window(browser, live_server.url, reader) as opened:
            assert _logged_in(opened, doctor, "/account/factors/codes/new/") == []
            assert barred(opened, addresses(lambda door: door.open), seen) == {}
    ends = {one.removeprefix(f"{live_server.url}/") for one in seen}
    factors = {f"account/factors/{one}" for one in ("", "totp/off/", "codes/", "codes/new/")}
    assert {"account/login/", "intake/thanks/", "diary/open/", "diary/shell/"} | factors <= ends


def _logged_in(opened: Window, person: Staff, wanted: str) -> list[str]:
    """Findings on the way to a page of factors, which asks again who it is, and of that page."""
    assert shown(opened, f"/account/login/?next={wanted}")
    _answer(opened, person, "not the pass phrase")
    found = findings(opened)
    while not opened.page.url.partition("?")[0].endswith(wanted):
        _answer(opened, person, PASSWORD)
        found += findings(opened)
    return found


def _answer(opened: Window, person: Staff, password: str) -> None:
    """Type what the page asks for."""
    cache.clear()  # a code counts once
    for name, typed in {"login": person.email, "password": password, "code": code(SECRET)}.items():
        if (field := opened.page.locator(f"[name={name}]")).count():
            field.fill(typed)
    with opened.page.expect_navigation():
        opened.page.locator("main form [type=submit], main form button").first.click()


@pytest.mark.parametrize("reader", READERS, ids=str)
def test_refusals(
    reader: Reader, house: House, patient: Patient, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each page that says no: 403, 404, 409, 422, 429, 503."""
    needs_chromium()
    with chromium() as browser, window(browser, live_server.url, reader, house.staff[Role.NURSE]) as opened:
        assert _asked(opened, "/staff/") == (403, [])
        assert _asked(opened, f"/patients/{uuid4()}/") == (404, [])
        assert _asked(opened, "/nowhere/") == (404, [])
        change = reverse("patient_change", kwargs={"patient": patient.pk})
        assert _sent(opened, change, version="0") == (409, [])
        assert _sent(opened, change, kana="漢字", born_on="") == (422, [])
        assert shown(opened, change)
        with monkeypatch.context() as broken:
            broken.setattr("nagi.clinic.access.people.patient", _unreachable)
            assert _submitted(opened, note="typed") == (503, [])
            assert _asked(opened, change) == (503, [])
        opened.page.context.clear_cookies()
        wrong = {"login": house.staff[Role.NURSE].email, "password": "not the pass phrase"}
        for _ in range(settings.AXES_FAILURE_LIMIT):
            cache.clear()  # the login form has a limit of its own, which only says so beside the field
            Client().post("/account/login/", wrong)
        assert _sent(opened, "/account/login/", **wrong) == (429, [])


def _unreachable(*_: object) -> None:
    raise OperationalError("gone")


def _asked(opened: Window, address: str) -> tuple[int, list[str]]:
    opened.complaints.clear()
    answer = opened.page.goto(address)
    assert answer is not None
    return answer.status, findings(opened)


def _sent(opened: Window, address: str, **typed: str) -> tuple[int, list[str]]:
    assert shown(opened, address)
    return _submitted(opened, **typed)


def _submitted(opened: Window, **typed: str) -> tuple[int, list[str]]:
    """Send the form of the open page as it is but for what is typed, past the browser's own checks."""
    opened.complaints.clear()
    with opened.page.expect_navigation() as sent:
        opened.page.evaluate(
            """typed => {
                const form = document.querySelector('main form');
                for (const [name, value] of Object.entries(typed))
                    if (form.elements[name]) form.elements[name].value = value;
                HTMLFormElement.prototype.submit.call(form);
            }""",
            typed,
        )
    return sent.value.status, findings(opened)
