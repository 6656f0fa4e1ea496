"""Every page of staff through axe: both languages, light and dark, wide, narrow and at 200 %."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from barriers import READERS, WIDE, findings, shown
from browser import Reader, chromium, needs_chromium, window
from django.urls import URLPattern, get_resolver, reverse
from pytest_django.live_server_helper import LiveServer
from staging.facts import answered
from staging.house import NOW, House
from staging.journey import Journey, on_the_day
from staging.packs import POEM, folder
from staging.picture import photo

from nagi.clinic import clock
from nagi.clinic.access.links import new_secret
from nagi.clinic.access.rights import RIGHTS
from nagi.clinic.actions import followup, people, photographs, safety
from nagi.clinic.api.door import Entrance
from nagi.clinic.records.models import Link, Patient, Review, Role, Stop

__all__ = ["folder"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
SEEING = (Role.PHYSICIAN, Role.AUDITOR, Role.ADMINISTRATOR)


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
    photographs.photograph_event(
        nurse, event, photographs.Shot(site="cheek", view="close", finding="", raw=photo())
    )
    score = followup.take_score(nurse, patient.pk, followup.Taken(instrument="easi", on=on, value=9.5))
    review = Review.objects.create(course=journey.course, asked_at=NOW, rule_ids=["GP-067"], facts={})
    assessment = journey.signature.assessment
    return {
        "patient": patient.pk, "visit": assessment.visit_id, "assessment": assessment.pk, "step": "skin",
        "event": event, "stop": Stop.objects.get(event=event).pk, "score": score, "review": review.pk,
        "person": house.staff[Role.RECEPTION].pk, **journey.objects(),
    }  # fmt: skip


@pytest.mark.parametrize("reader", READERS, ids=str)
def test_the_questionnaires(
    reader: Reader, house: House, patient: Patient, live_server: LiveServer, folder: Path
) -> None:
    """The step that only a clinic with a licence has: for staff, and for the patient who holds a link."""
    needs_chromium()
    (folder / "poem.toml").write_text(POEM)
    visit, secret, acting = (
        answered(house, patient),
        new_secret(),
        house.acting(Role.RECEPTION, now=clock.now()),
    )
    people.make_link(acting, patient.pk, Link.Kind.INTAKE, secret, visit_id=visit.pk)
    with chromium() as browser:
        with window(browser, live_server.url, reader, house.staff[Role.NURSE]) as opened:
            assert shown(opened, reverse("intake", kwargs={"visit": visit.pk, "step": "questions"}))
            assert findings(opened) == []
        with window(browser, live_server.url, reader) as opened:
            opened.page.goto(reverse("intake_enter", kwargs={"secret": secret}))
            assert shown(opened, reverse("guest_intake", kwargs={"step": "questions"}))
            assert opened.page.get_by_text("© its owner").count() == 1
            assert findings(opened) == []


@pytest.mark.parametrize("width", [WIDE, 320])
def test_the_harness_finds_a_page_that_must_fail(width: int, house: House, live_server: LiveServer) -> None:
    needs_chromium()
    with chromium() as browser, window(browser, live_server.url, Reader("en", width)) as opened:
        assert shown(opened, "/account/login/")
        opened.page.evaluate("""() => {
            document.documentElement.removeAttribute('lang');
            const wide = document.createElement('div');
            wide.innerHTML = '<svg width="900" height="9" aria-hidden="true"></svg>';
            document.querySelector('main').append(wide);
        }""")
        found = findings(opened)
        again = findings(opened)
    zoom = " at 200 %" if width == WIDE else ""
    assert [one for one in found if not one.startswith("html-has-lang:")] == [
        f"the page is wider than the screen{zoom}"
    ]
    assert len(found) == 2
    assert again == found  # what was zoomed is as it was


def test_the_harness_finds_where_a_keyboard_is_caught(house: House, live_server: LiveServer) -> None:
    needs_chromium()
    with chromium() as browser, window(browser, live_server.url, Reader("en", WIDE)) as opened:
        assert shown(opened, "/account/login/")
        assert findings(opened) == []
        opened.page.evaluate("""() => {
            const [email, password] = ['login', 'password'].map(name => document.querySelector(`[name=${name}]`));
            email.style.outline = email.style.boxShadow = 'none';
            password.addEventListener('keydown', pressed => pressed.key === 'Tab' && pressed.preventDefault());
        }""")
        found = findings(opened)
    assert [one.partition(":")[0] for one in found if "seen" in one] == ["the focus is not seen"]
    assert any(one.startswith("Tab does not reach <button") for one in found)
