"""Every page of the clinic through axe (WCAG 2.2 A and AA): both languages, light and dark, wide and narrow."""

from collections.abc import Iterator
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import Reader, Window, chromium, needs_chromium, window
from clinic_house import NOW, House
from clinic_journey import Journey, on_the_day
from django.urls import URLPattern, get_resolver, reverse
from playwright.sync_api import Error as PlaywrightError
from pytest_django.live_server_helper import LiveServer

from nagi.clinic.access.rights import RIGHTS
from nagi.clinic.actions import followup, safety
from nagi.clinic.api.door import Entrance
from nagi.clinic.records.models import Patient, Review, Role, Stop

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
SEEING = (Role.PHYSICIAN, Role.AUDITOR, Role.ADMINISTRATOR)
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
    heard = [one for one in opened.complaints if "status of 405" not in one]  # of the address before
    return told + heard + (["the page is wider than the screen"] if wide else [])


def shown(opened: Window, address: str) -> bool:
    """Go to an address, with nothing left of the page before. False if it shows no page."""
    opened.complaints.clear()
    try:
        answer = opened.page.goto(address)
    except PlaywrightError:  # 405: Chromium shows a page of its own
        return False
    return answer is not None and answer.status < 400


def pages(house: House, objects: dict[str, object]) -> Iterator[tuple[Role, str]]:
    """Every address that shows a page, with a role that may see it."""
    for one in get_resolver().url_patterns:
        assert isinstance(one, URLPattern)
        door, names = one.callback.door, list(one.pattern.converters)
        if (
            isinstance(door, Entrance)
            or door.open
            or door.link
            or not set(names) <= set(objects)
            or one.name in DOWNLOADS
        ):
            continue
        role = next(role for role in SEEING if role in RIGHTS[door.right])
        yield role, reverse(str(one.name), kwargs={name: objects[name] for name in names})


DOWNLOADS = frozenset({"consent_shown", "consent_sealed", "course_paper"})


def test_every_page(
    house: House,
    patient: Patient,
    live_server: LiveServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    needs_chromium()
    objects = _objects(house, patient, on_the_day(house, patient, monkeypatch))
    wrong: dict[str, list[str]] = {}
    with chromium() as browser:
        for reader, role in product(READERS, SEEING):
            with window(browser, live_server.url, reader, house.staff[role]) as opened:
                for address in [address for whose, address in pages(house, objects) if whose is role]:
                    if not shown(opened, address):
                        continue  # an address that only takes forms
                    if found := findings(opened):
                        wrong[f"{reader} {address}"] = found
    assert wrong == {}


def _objects(house: House, patient: Patient, journey: Journey) -> dict[str, object]:
    """One of everything that an address can name."""
    nurse, on = house.acting(Role.NURSE), NOW.date()
    seen = safety.Reaction(event="AE-005", grade=2, site="cheek", onset_on=on, told="")
    event = safety.record_event(nurse, patient.pk, seen)
    score = followup.take_score(nurse, patient.pk, followup.Taken(instrument="easi", on=on, value=9.5))
    review = Review.objects.create(course=journey.course, asked_at=NOW, rule_ids=["GP-067"], facts={})
    assessment = journey.signature.assessment
    return {
        "patient": patient.pk, "visit": assessment.visit_id, "assessment": assessment.pk, "step": "skin",
        "event": event, "stop": Stop.objects.get(event=event).pk, "score": score, "review": review.pk,
        "person": house.staff[Role.RECEPTION].pk, **journey.objects(),
    }  # fmt: skip


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
