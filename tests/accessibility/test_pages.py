"""Every page of the clinic through axe (WCAG 2.2 A and AA): both languages, light and dark, wide and narrow."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import Reader, Window, chromium, needs_chromium, window
from clinic_house import House
from clinic_journey import on_the_day
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from pytest_django.live_server_helper import LiveServer

from nagi.clinic.access.rights import RIGHTS
from nagi.clinic.records.models import Patient, Role, Staff

pytestmark = pytest.mark.django_db(transaction=True)
READERS = (Reader("ja", 1100), Reader("en", 320, dark=True))
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


def findings(opened: Window) -> list[str]:
    """What axe finds on the open page, what the policy refused, and whether it must be scrolled sideways."""
    found = Axe().run(opened.page, options=RULES)
    told = [
        f"{one['id']}: {node['html'][:120]}" for one in found.response["violations"] for node in one["nodes"]
    ]
    wide = opened.page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
    )
    return told + opened.complaints + (["the page is wider than the screen"] if wide else [])


def pages(house: House, objects: dict[str, object]) -> Iterator[tuple[Role, str]]:
    """Every address that shows a page, with a role that may see it."""
    for one in get_resolver().url_patterns:
        assert isinstance(one, URLPattern)
        door, names = one.callback.door, list(one.pattern.converters)
        if door.open or door.link or not set(names) <= set(objects) or one.name in DOWNLOADS:
            continue
        role = next(
            role for role in (Role.PHYSICIAN, Role.AUDITOR, Role.ADMINISTRATOR) if role in RIGHTS[door.right]
        )
        yield role, reverse(str(one.name), kwargs={name: objects[name] for name in names})


DOWNLOADS = frozenset({"consent_shown", "consent_sealed", "course_paper"})


def test_every_page(
    house: House,
    patient: Patient,
    live_server: LiveServer,
    client_of: Callable[[Staff], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    needs_chromium()
    journey = on_the_day(house, patient, monkeypatch)
    of_visit = {"visit": journey.visit.pk, "assessment": journey.signature.assessment_id, "step": "skin"}
    objects = {"patient": patient.pk, **of_visit, **journey.objects()}
    wrong: dict[str, list[str]] = {}
    with chromium() as browser:
        for reader in READERS:
            for role, address in pages(house, objects):
                if client_of(house.staff[role]).get(address).status_code == 405:
                    continue  # an address that only takes forms
                with window(browser, live_server.url, reader, house.staff[role]) as opened:
                    opened.page.goto(address)
                    if found := findings(opened):
                        wrong[f"{reader} {address}"] = found
    assert wrong == {}


def test_the_harness_finds_a_page_that_must_fail(house: House, live_server: LiveServer) -> None:
    needs_chromium()
    with chromium() as browser, window(browser, live_server.url, Reader("en", 320)) as opened:
        opened.page.goto("/account/login/")
        opened.page.evaluate("""() => {
            document.documentElement.removeAttribute('lang');
            const wide = document.createElement('p');
            wide.textContent = 'x'.repeat(4000);
            wide.style.whiteSpace = 'nowrap';
            document.querySelector('main').append(wide);
        }""")
        found = findings(opened)
    assert any(one.startswith("html-has-lang:") for one in found)
    assert "the page is wider than the screen" in found
