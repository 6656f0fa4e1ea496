"""Reception registers, corrects and finds patients."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from staging.house import House

from nagi.clinic.records.models import AuditEvent, Patient, Role, Staff, Visit

FILLED = {
    "kanji": "架空 花", "kana": "かくう　はな", "born_on": "１９８０-０１-３１", "phone": "０００-１１１",
    "language": "ja",
    "care": "on", "registry": "on", "once": "7c0e5a50-57a4-4c5c-8f3f-3e1f2d0c4b5a",
}  # fmt: skip


def test_it_works(house: House, client_of: Callable[[Staff], Client]) -> None:
    browser = client_of(house.staff[Role.RECEPTION])
    answer = browser.post("/patients/new/", FILLED, follow=True)
    assert answer.status_code == 200
    made = Patient.objects.get()
    assert (made.number, made.kana, made.born_on, made.contact["phone"]) == (
        "000001",
        "カクウ ハナ",
        "1980-01-31",
        "000-111",
    )
    assert "架空 花" in answer.content.decode()
    assert {one.purpose: one.given for one in made.agreements.all()} == {
        "care": True, "registry": True, "photographs": False, "photographs_teaching": False, "reminders": False,
    }  # fmt: skip


def test_what_is_wrong_is_said_with_what_to_do(house: House, client_of: Callable[[Staff], Client]) -> None:
    browser = client_of(house.staff[Role.RECEPTION])
    typed = {"kanji": "長" * 81, "kana": "", "born_on": "x", "email": "y", "language": "z", "care": "on"}
    said = {
        "ja": ("80文字以内", "入力してください", "2026-01-31 の形", "name@example.jp", "選び直して"),
        "en": ("80 at most", "fill this in", "as 2026-01-31", "name@example.jp", "choose again"),
    }
    for language, expected in said.items():
        browser.post("/language/", {"language": language})
        answer = browser.post("/patients/new/", typed)
        page = answer.content.decode()
        assert (answer.status_code, [one for one in expected if one not in page]) == (422, [])
        assert "長" * 81 in page


def test_sending_the_form_twice_registers_once(house: House, client_of: Callable[[Staff], Client]) -> None:
    browser = client_of(house.staff[Role.RECEPTION])
    first, second = (browser.post("/patients/new/", FILLED) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Patient.objects.count() == 1


def test_without_agreement_to_care_nothing_is_kept(
    house: House, client_of: Callable[[Staff], Client]
) -> None:
    answer = client_of(house.staff[Role.RECEPTION]).post("/patients/new/", {**FILLED, "care": ""})
    assert answer.status_code == 422
    assert "かくう" in answer.content.decode()
    assert not Patient.objects.exists()


@pytest.mark.parametrize("asked", ["000001", "たかさき なぎさ", "1990-04-01"])
def test_a_patient_is_found_by(
    asked: str, house: House, patient: Patient, client_of: Callable[[Staff], Client]
) -> None:
    page = client_of(house.staff[Role.RECEPTION]).post("/patients/", {"asked": asked}).content.decode()
    assert patient.kanji in page


def test_the_other_clinic_finds_nothing_and_sees_404(
    other_house: House, patient: Patient, client_of: Callable[[Staff], Client]
) -> None:
    browser = client_of(other_house.staff[Role.PHYSICIAN])
    assert patient.kanji not in browser.post("/patients/", {"asked": "000001"}).content.decode()
    assert browser.get(f"/patients/{patient.pk}/").status_code == 404
    assert AuditEvent.objects.filter(verb="refused", data__why="hidden").exists()


def test_looking_at_a_chart_is_recorded(
    house: House, patient: Patient, client_of: Callable[[Staff], Client]
) -> None:
    nurse = house.staff[Role.NURSE]
    client_of(nurse).get(f"/patients/{patient.pk}/")
    looked = AuditEvent.objects.get(verb="viewed")
    assert (looked.by, looked.patient, looked.subject) == (f"staff:{nurse.pk}", patient.pk, "patient")


def test_two_edits_show_both_values(
    house: House, patient: Patient, client_of: Callable[[Staff], Client]
) -> None:
    one, two = client_of(house.staff[Role.RECEPTION]), client_of(house.staff[Role.NURSE])
    typed = {
        "kanji": "髙﨑 汀",
        "kana": "タカサキ ナギサ",
        "born_on": "1990-04-01",
        "language": "ja",
        "version": "1",
    }
    one.post(f"/patients/{patient.pk}/change/", {**typed, "phone": "111"})
    answer = two.post(f"/patients/{patient.pk}/change/", {**typed, "phone": "222"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert ">111<" in page
    assert ">222<" in page
    patient.refresh_from_db()
    assert patient.contact["phone"] == "111"


def test_names_are_not_in_the_database_in_plain_text(house: House, patient: Patient) -> None:
    stored = Patient.objects.filter(pk=patient.pk).values_list("kanji")[0][0]
    assert "髙".encode() not in stored.stored


def test_the_database_refuses_to_change_the_trail(house: House) -> None:
    for change in (lambda: AuditEvent.objects.update(verb="x"), lambda: AuditEvent.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_without_a_second_factor_only_its_setup_is_open(
    house: House, client_of: Callable[[Staff], Client]
) -> None:
    nurse = house.staff[Role.NURSE]
    nurse.authenticator_set.all().delete()
    answer = client_of(nurse).get("/patients/")
    assert answer["Location"] == "/account/factors/totp/"


def test_a_visit_opens_of_a_kind_that_there_is(
    house: House, patient: Patient, client_of: Callable[[Staff], Client]
) -> None:
    browser, address = client_of(house.staff[Role.RECEPTION]), f"/patients/{patient.pk}/visits/"
    refused = browser.post(address, {"open_visit": "party"})
    assert refused.status_code == 422
    assert "選び直して" in refused.content.decode()
    assert not Visit.objects.exists()
    browser.post(address, {"open_visit": "session"})
    assert Visit.objects.get().kind == "session"
