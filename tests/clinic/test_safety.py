"""Reactions: what follows from them is written with them, and nothing is closed or lifted too early."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image
from staging.course import FIRST, stocked_lot, treated_course
from staging.house import NOW, House
from staging.picture import photo, sent

from nagi.clinic.actions import contacts, people, safety
from nagi.clinic.actions.action import Conflict, Problem
from nagi.clinic.records.models import (
    AdverseEvent,
    AuditEvent,
    Contact,
    Lot,
    Patient,
    Photograph,
    Purpose,
    Role,
    Session,
    Staff,
    Stop,
)

TYPED = {
    "event": "AE-005", "grade": "2", "site": "face", "onset_on": "2026-08-25", "told": "頬が赤い",
    "once": "7c0e5a50-57a4-4c5c-8f3f-3e1f2d0c4b5a",
}  # fmt: skip


def seen(event: str = "AE-007", grade: int = 2, site: str = "face", day: int = 3) -> safety.Reaction:
    return safety.Reaction(event=event, grade=grade, site=site, onset_on=FIRST + timedelta(days=day), told="")


@pytest.fixture
def lot(house: House, patient: Patient) -> Lot:
    lot = stocked_lot(house)
    treated_course(house, patient, lot)
    return lot


def record(house: House, patient: Patient, reaction: safety.Reaction) -> AdverseEvent:
    made = safety.record_event(house.acting(Role.NURSE), patient.pk, reaction)
    return AdverseEvent.objects.get(pk=made)


def test_it_works(house: House, patient: Patient, lot: Lot, client_of: Callable[[Staff], Client]) -> None:
    browser = client_of(house.staff[Role.NURSE])
    answers = [browser.post(f"/patients/{patient.pk}/events/new/", TYPED, follow=True) for _ in range(2)]
    assert answers[1].status_code == 200
    event = AdverseEvent.objects.get()  # sent twice, recorded once
    assert event.session == Session.objects.get()
    assert {(one.kind, one.rule_id, one.site) for one in event.stops.all()} == {
        ("stop_site", "AE-101", "face")
    }
    assert {one.to for one in event.duties.all()} == {"physician", "clinic_safety", "registry"}
    page = answers[1].content.decode()
    assert "アトピーの悪化・再燃" in page
    assert "LOT-1" in page
    told = AuditEvent.objects.get(verb="event.recorded")
    assert told.data["stops"] == ["AE-101"]
    assert "頬" not in str(told.data)


def test_an_event_long_after_the_session_is_not_linked_to_it(
    house: House, patient: Patient, lot: Lot
) -> None:
    assert record(house, patient, seen(day=31)).session is None
    assert record(house, patient, seen("AE-014", day=200)).session is not None


def test_two_infections_quarantine_the_lot(house: House, patient: Patient, lot: Lot) -> None:
    record(house, patient, seen())
    lot.refresh_from_db()
    assert lot.state == Lot.State.RELEASED
    event = record(house, patient, seen())
    lot.refresh_from_db()
    assert lot.state == Lot.State.QUARANTINED
    assert Stop.objects.get(lot=lot).rule_id == "AE-103"
    assert {"lot_recipients", "supplier"} <= {one.to for one in event.duties.all()}
    assert AuditEvent.objects.filter(verb="event.recorded").order_by("turn").last().data[
        "quarantined"
    ] == str(lot.pk)


def test_a_recalled_lot_stays_recalled(house: House, patient: Patient, lot: Lot) -> None:
    Lot.objects.filter(pk=lot.pk).update(state=Lot.State.RECALLED)
    record(house, patient, seen("AE-013", 4))
    lot.refresh_from_db()
    assert lot.state == Lot.State.RECALLED


def test_a_graver_grade_brings_more_and_a_milder_one_takes_nothing_back(
    house: House, patient: Patient, lot: Lot
) -> None:
    event = record(house, patient, seen("AE-006", 1))
    assert not event.stops.exists()
    safety.note_event(house.acting(Role.NURSE), event.pk, "広がった", grade=3, based_on=1)
    safety.note_event(house.acting(Role.NURSE), event.pk, "落ち着いた", grade=1, based_on=2)
    assert {one.kind for one in event.stops.filter(lifted_at=None)} == {"stop", "stop_site"}
    assert [one.grade for one in event.notes.order_by("at", "grade")] == [1, 3]
    with pytest.raises(Conflict):
        safety.note_event(house.acting(Role.NURSE), event.pk, "古い画面", grade=2, based_on=1)


def test_a_conflict_shows_the_grade_as_it_is_now(
    house: House, patient: Patient, lot: Lot, client_of: Callable[[Staff], Client]
) -> None:
    event = record(house, patient, seen("AE-006", 1))
    safety.note_event(house.acting(Role.NURSE), event.pk, "広がった", grade=3, based_on=1)
    browser = client_of(house.staff[Role.PHYSICIAN])
    answer = browser.post(
        f"/events/{event.pk}/note/", {"note": "わたしの記録", "now_grade": "2", "version": "1"}
    )
    assert answer.status_code == 409
    assert "わたしの記録" in answer.content.decode()


def test_an_event_closes_only_with_an_outcome_and_its_reports(
    house: House, patient: Patient, lot: Lot
) -> None:
    event, nurse = record(house, patient, seen()), house.acting(Role.NURSE)

    def close(outcome: str) -> None:
        safety.close_event(nurse, event.pk, outcome, date(2026, 9, 1), based_on=1)

    for outcome in ("recovering", "fatal", "resolved"):
        with pytest.raises(Problem):
            close(outcome)
    for duty in event.duties.all():
        safety.duty_done(nurse, duty.pk)
    for day in (NOW.date() + timedelta(days=1), FIRST):
        with pytest.raises(Problem, match="outcome_on"):
            safety.close_event(nurse, event.pk, "resolved", day, based_on=1)
    close("resolved")
    event.refresh_from_db()
    assert (event.outcome, event.closed_at) == ("resolved", NOW)
    with pytest.raises(Problem):
        safety.note_event(nurse, event.pk, "x", grade=1, based_on=2)


def test_a_stop_is_lifted_by_a_physician_after_the_event_and_never_for_good(
    house: House, patient: Patient, lot: Lot, client_of: Callable[[Staff], Client]
) -> None:
    event, doctor = record(house, patient, seen("AE-011", 4)), house.acting(Role.PHYSICIAN)
    stops = {one.kind: one for one in event.stops.all()}
    assert client_of(house.staff[Role.NURSE]).get(f"/stops/{stops['stop'].pk}/lift/").status_code == 403
    for kind, officer in (("stop", True), ("stop_permanent", True)):
        with pytest.raises(Problem):
            safety.lift_stop(doctor, stops[kind].pk, "落ち着いた", officer=officer)
    AdverseEvent.objects.filter(pk=event.pk).update(outcome="resolved", closed_at=NOW)
    for kind, officer in (("stop", False), ("stop_permanent", True)):
        with pytest.raises(Problem):
            safety.lift_stop(doctor, stops[kind].pk, "落ち着いた", officer=officer)
    safety.lift_stop(doctor, stops["stop"].pk, "落ち着いた", officer=True)
    assert Stop.objects.filter(patient=patient, lifted_at=None).exclude(kind="stop_site").get().kind == (
        "stop_permanent"
    )


def test_contacts_stay_due_until_the_patient_is_reached(
    house: House, patient: Patient, lot: Lot, client_of: Callable[[Staff], Client]
) -> None:
    contacts.schedule_contacts(Session.objects.get())
    due = Contact.objects.filter(kind=Contact.Kind.SAFETY).order_by("due_on")
    assert [(one.due_on - FIRST).days for one in due] == [1, 3, 7, 28, 90, 365]
    browser = client_of(house.staff[Role.NURSE])
    first = due[0]
    browser.post(f"/contacts/{first.pk}/", {"reached": "no"})
    assert str(first.pk) in browser.get("/contacts/").content.decode()
    long = browser.post(f"/contacts/{first.pk}/", {"reached": "yes", "told": "熱" * 501})
    assert (long.status_code, "熱" * 501 in long.content.decode()) == (422, True)
    browser.post(f"/contacts/{first.pk}/", {"reached": "yes", "told": "変わりなし"})
    assert str(first.pk) not in browser.get("/contacts/").content.decode()
    assert "変わりなし" not in str(AuditEvent.objects.filter(verb="contact.tried").last().data)


def test_the_next_session_does_not_ask_for_scores_twice(house: House, patient: Patient) -> None:
    treated_course(house, patient, stocked_lot(house), sessions=2)
    for session in Session.objects.order_by("at"):
        contacts.schedule_contacts(session)
    scores = Contact.objects.filter(kind=Contact.Kind.SCORES).order_by("due_on")
    assert [(one.due_on - FIRST).days for one in scores] == [28, 56, 84, 112]


def test_other_clinics_see_nothing(
    house: House, other_house: House, patient: Patient, lot: Lot, client_of: Callable[[Staff], Client]
) -> None:
    event = record(house, patient, seen())
    browser = client_of(other_house.staff[Role.PHYSICIAN])
    assert browser.get(f"/events/{event.pk}/").status_code == 404
    assert browser.post(f"/patients/{patient.pk}/events/new/", TYPED).status_code == 404
    assert patient.number not in browser.get("/safety/").content.decode()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_pages_of_safety_show_all_that_is_open(
    language: str, house: House, patient: Patient, lot: Lot, client_of: Callable[[Staff], Client]
) -> None:
    record(house, patient, seen("AE-013", 4))
    browser = client_of(house.staff[Role.PHYSICIAN])
    browser.post("/language/", {"language": language})
    for address in ("/safety/", f"/patients/{patient.pk}/events/"):
        page = browser.get(address)
        assert page.status_code == 200
        assert {"ja": "敗血症・菌血症の疑い", "en": "Suspected sepsis"}[language] in page.content.decode()


def test_photographs_of_a_reaction_are_kept_like_others(
    house: House, other_house: House, patient: Patient, client_of: Callable[[Staff], Client]
) -> None:
    nurse = client_of(house.staff[Role.NURSE])
    event = record(house, patient, seen())
    address = f"/events/{event.pk}/photographs/"
    assert nurse.post(address, {**sent(photo(gps=True)), "site": "face"})["Location"] == address
    held = Photograph.objects.get()
    assert (held.event, held.visit, held.patient) == (event, None, patient)
    assert not Image.open(BytesIO(held.picture)).getexif()
    told = AuditEvent.objects.get(verb="event.photographed")
    assert (told.patient, told.data["event"]) == (patient.pk, str(event.pk))
    assert "赤み" not in str(told.data)
    for page in (address, f"/events/{event.pk}/"):
        assert f"/photographs/{held.pk}/" in nurse.get(page).content.decode()
    assert nurse.get(f"/photographs/{held.pk}/").content == held.picture
    assert nurse.post(address, {**sent(b"GIF89a"), "site": "face"}).status_code == 422
    assert client_of(house.staff[Role.RECEPTION]).get(address).status_code == 403
    others = client_of(other_house.staff[Role.PHYSICIAN])
    assert [others.get(one).status_code for one in (address, f"/photographs/{held.pk}/")] == [404, 404]
    assert nurse.post(f"/photographs/{held.pk}/withdraw/")["Location"] == address
    assert nurse.get(f"/photographs/{held.pk}/").status_code == 404


def test_no_photograph_of_a_reaction_without_agreement_or_after_its_end(
    house: House, patient: Patient, client_of: Callable[[Staff], Client]
) -> None:
    nurse, event = client_of(house.staff[Role.NURSE]), record(house, patient, seen())
    address = f"/events/{event.pk}/photographs/"
    people.agree(house.acting(Role.RECEPTION), patient.pk, {Purpose.PHOTOGRAPHS: False})
    assert nurse.post(address, {**sent(photo()), "site": "face"}).status_code == 422
    assert "enctype" not in nurse.get(address).content.decode()
    people.agree(house.acting(Role.RECEPTION), patient.pk, {Purpose.PHOTOGRAPHS: True})
    AdverseEvent.objects.update(closed_at=NOW, outcome="resolved")
    assert nurse.post(address, {**sent(photo()), "site": "face"}).status_code == 422
    assert not Photograph.objects.exists()
