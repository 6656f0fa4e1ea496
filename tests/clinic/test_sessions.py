"""The day of a session: what the rules allow is written with its vial and its contacts; all else is refused whole."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client
from staging.house import House
from staging.journey import SITE, WRITTEN, Journey
from staging.stock import released
from staging.together import together

from nagi.clinic.access.refusals import Forbidden, Hidden
from nagi.clinic.access.stock import counted
from nagi.clinic.access.trail import verify
from nagi.clinic.actions import consents, stock
from nagi.clinic.actions.action import Problem
from nagi.clinic.actions.sessions import RulesForbid, give, open_day
from nagi.clinic.records.models import (
    AuditEvent,
    Contact,
    Lot,
    Movement,
    Patient,
    Role,
    Session,
    SessionSite,
    Sheet,
    Staff,
    Stop,
)  # fmt: skip
from nagi.dermatology.session import SiteDone

Browser = Callable[[Staff], Client]


@pytest.fixture
def day(house: House, patient: Patient) -> Journey:
    return Journey(house, patient).ready()


def _refused(day: Journey, **said: object) -> set[str]:
    """The rules against a session, of which nothing was written."""
    with pytest.raises(RulesForbid) as refused:
        day.give(**said)  # type: ignore[arg-type]
    assert not Session.objects.exists()
    day.lot.refresh_from_db()
    assert day.lot.vials == counted(day.lot) == 3
    rules = {one.rule_id for one in refused.value.against}
    kept = AuditEvent.objects.filter(verb="session.refused").latest("turn")
    assert set(kept.data["rules"]) == rules
    return rules


def test_it_works(day: Journey) -> None:
    session = day.give()
    day.lot.refresh_from_db()
    assert day.lot.vials == counted(day.lot) == 2
    assert Movement.objects.get(session=session).kind == "use"
    assert SessionSite.objects.get().depth_mm == 0.5
    assert session.physician == day.house.staff[Role.PHYSICIAN]
    due = list(
        Contact.objects.filter(session=session, kind="safety")
        .order_by("due_on")
        .values_list("due_on", flat=True)
    )
    assert due == [session.visit.on + timedelta(days=days) for days in (1, 3, 7, 28, 90, 365)]
    day.booking.refresh_from_db()
    day.course.refresh_from_db()
    assert (day.booking.state, day.course.state) == ("kept", "running")
    told = AuditEvent.objects.get(verb="session.given")
    assert told.data["sites"] == [SITE]
    assert day.patient.kanji not in str(told.data)
    assert day.patient.kanji not in str(session.facts) + str(session.verdict)


def test_a_session_is_given_once(day: Journey) -> None:
    day.give()
    with pytest.raises(Problem):
        day.give()
    assert Session.objects.count() == 1


def test_consent_withdrawn_while_the_form_is_open(day: Journey) -> None:
    consents.withdraw(day.acting(Role.RECEPTION), day.document.pk)
    assert _refused(day) == {"IC-021"}


def test_a_lot_recalled_between_plan_and_session(day: Journey) -> None:
    stock.recall(day.acting(Role.NURSE), day.lot.pk, "供給元の通知")
    assert _refused(day) == {"REG-025"}


def test_a_lot_that_is_not_on_the_consent(day: Journey) -> None:
    other = released(day.house, day.product, number="DP-2612B")
    assert _refused(day, lot=other) == {"IC-003"}


def test_a_lot_that_expired(day: Journey) -> None:
    Lot.objects.filter(pk=day.lot.pk).update(expires_on=date(2026, 11, 1))
    assert "GP-058" in _refused(day)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"done": []}, "S000-039"),
        ({"done": [SiteDone(site=SITE, depth_mm=2.9, passes=1)]}, "GP-052"),
        ({"done": [SiteDone(site=SITE, passes=1)]}, "GP-052"),
        ({"done": [SiteDone(site=SITE, depth_mm=0.5)]}, "S000-039"),
        ({"done": [SiteDone(site="elbow_flexures", depth_mm=0.5, passes=1)]}, "S004-022"),
        ({"anaesthetic_grams": 11}, "GP-025"),
        ({"aftercare_given": False}, "GP-070"),
    ],
)
def test_what_the_rules_forbid(change: dict[str, object], rule: str, day: Journey) -> None:
    assert rule in _refused(day, written=replace(WRITTEN, **change))


def test_a_stop_of_the_patient_or_of_another_site(day: Journey) -> None:
    stop = Stop.objects.create(
        patient=day.patient, kind="stop_site", site="neck", rule_id="AE-101", at=day.now
    )
    Stop.objects.filter(pk=stop.pk).update(kind="stop", site="", rule_id="AE-100")
    assert _refused(day) == {"AE-100"}
    Stop.objects.filter(pk=stop.pk).update(kind="stop_site", site="neck", rule_id="AE-101")
    assert day.give()


def test_facts_that_changed_after_the_physician_looked(day: Journey) -> None:
    signs = Sheet.objects.get(visit__kind="session", part="signs")
    signs.answers = {**signs.answers, "patient.fever": True}
    signs.save()
    assert {"GP-055", "S004-022"} <= _refused(day)


def test_without_vital_signs(day: Journey) -> None:
    signs = Sheet.objects.get(visit__kind="session", part="signs")
    signs.answers = {name: value for name, value in signs.answers.items() if name != "vitals.pulse"}
    signs.save()
    assert _refused(day) == {"GP-055"}


def test_what_is_asked_again_starts_empty(house: House, patient: Patient) -> None:
    day = Journey(house, patient).assessed()
    day.told().later(days=1)
    day.course = day.planned()
    day.later(days=1)
    day.booking = day.booked(day.course, day.now)
    open_day(day.acting(Role.NURSE), day.booking.pk)
    intake = Sheet.objects.get(visit__kind="session", part="intake").answers
    assert intake["patient.history.keloid"] is False
    assert "patient.allergies" not in intake
    assert set(intake["sites"][SITE]) == {"site.code", "site.region", "site.target"}


def test_who_may_and_whose(day: Journey, other_house: House) -> None:
    with pytest.raises(Forbidden):
        day.give(role=Role.RECEPTION)
    with pytest.raises(Hidden):
        give(other_house.acting(Role.NURSE), day.booking.pk, day.lot.pk, WRITTEN)


def test_the_page_keeps_what_was_typed(
    day: Journey, client_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nagi.clinic.clock.now", lambda: day.now)
    browser = client_of(day.house.staff[Role.NURSE])
    typed = {
        "scanned": day.lot.number, f"{SITE}.treated": "on", f"{SITE}.depth": "0.5", f"{SITE}.passes": "2",
        "grams": "11", "minutes": "30", "aftercare": "on",
    }  # fmt: skip
    page = browser.post(f"/bookings/{day.booking.pk}/give/", typed)
    assert page.status_code == 422
    assert "GP-025" in page.content.decode()
    assert 'value="11"' in page.content.decode()
    answer = browser.post(f"/bookings/{day.booking.pk}/give/", {**typed, "grams": "5"})
    assert answer["Location"] == f"/bookings/{day.booking.pk}/session/"
    assert day.lot.number in browser.get(answer["Location"]).content.decode()
    traced = browser.get(f"/stock/lots/{day.lot.pk}/patients/").content.decode()
    assert day.patient.kanji in traced
    assert day.patient.contact["phone"] in traced


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["withdraw", "recall", "waste"])
def test_at_the_same_moment_one_of_two_happens(other: str, day: Journey) -> None:
    """The session and what forbids it, each in its own transaction, in any order: never both."""
    stock.move(day.acting(Role.NURSE), day.lot.pk, Movement.Kind.WASTE, 2, "破損")
    acts = {
        "withdraw": lambda: consents.withdraw(day.acting(Role.RECEPTION), day.document.pk),
        "recall": lambda: stock.recall(day.acting(Role.NURSE), day.lot.pk, "通知"),
        "waste": lambda: stock.move(day.acting(Role.NURSE), day.lot.pk, Movement.Kind.WASTE, 1, "破損"),
    }
    session, against = (isinstance(one, UUID) for one in together(day.give_it, acts[other]))
    day.lot.refresh_from_db()
    assert day.lot.vials == counted(day.lot)
    assert Session.objects.count() == Movement.objects.filter(kind="use").count() == session
    if other == "waste":
        assert session != against
        assert day.lot.vials == 0
    else:
        assert against
        assert AuditEvent.objects.filter(verb="session.refused").count() == 1 - session
    assert verify().findings == ()
