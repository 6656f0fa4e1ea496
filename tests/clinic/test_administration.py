"""Staff, the clinic's own settings, the trail for auditors, and who looked at a record."""

from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from staging.house import House
from staging.tokens import trust

from nagi.clinic.access.trail import verify
from nagi.clinic.actions import people
from nagi.clinic.actions import staff as writing
from nagi.clinic.actions.action import Problem
from nagi.clinic.place import Place
from nagi.clinic.records.models import AuditEvent, Clinic, Link, Patient, Role, Staff

ROOT = Path(__file__).parents[2]
PASSWORD = "another long pass phrase"
NEW = {
    "name": "架空 次郎", "email": "jiro@nagi.example", "role": "nurse", "language": "ja", "password": PASSWORD,
    "once": "7c0e5a50-57a4-4c5c-8f3f-3e1f2d0c4b5a",
}  # fmt: skip


@pytest.fixture
def boss(house: House, client_of: Callable[[Staff], Client]) -> Client:
    return client_of(house.staff[Role.ADMINISTRATOR])


def test_it_works(boss: Client, house: House) -> None:
    for _ in range(2):
        assert boss.post("/staff/new/", NEW)["Location"] == "/staff/"
    hired = Staff.objects.get(email="jiro@nagi.example")
    assert (hired.role, hired.clinic, hired.check_password(PASSWORD)) == ("nurse", house.clinic, True)
    assert "架空 次郎" in boss.get("/staff/").content.decode()
    assert "次郎" not in str(AuditEvent.objects.get(verb="staff.hired", data__staff=hired.pk).data)


def test_a_weak_password_and_a_taken_address_are_refused(boss: Client) -> None:
    assert boss.post("/staff/new/", {**NEW, "password": "short"}).status_code == 422
    answer = boss.post("/staff/new/", {**NEW, "email": "Nurse@nagi.example"})
    assert answer.status_code == 422
    assert "すでに使われています" in answer.content.decode()


def test_who_leaves_is_out_at_once_and_the_last_administrator_stays(
    boss: Client, house: House, client_of: Callable[[Staff], Client]
) -> None:
    nurse = house.staff[Role.NURSE]
    browser = client_of(nurse)
    boss.post(f"/staff/{nurse.pk}/leave/")
    assert browser.get("/patients/")["Location"].startswith("/account/login/")
    answer = boss.post(f"/staff/{house.staff[Role.ADMINISTRATOR].pk}/leave/")
    assert answer.status_code == 422
    assert Staff.objects.get(pk=house.staff[Role.ADMINISTRATOR].pk).is_active


def test_a_renewed_login_ends_the_old_password_factor_and_session(
    boss: Client, house: House, client_of: Callable[[Staff], Client]
) -> None:
    nurse = house.staff[Role.NURSE]
    browser = client_of(nurse)
    boss.post(f"/staff/{nurse.pk}/login/", {"password": PASSWORD})
    nurse.refresh_from_db()
    assert nurse.check_password(PASSWORD)
    assert not Authenticator.objects.filter(user=nurse).exists()
    assert browser.get("/patients/")["Location"].startswith("/account/login/")
    with pytest.raises(Problem):
        writing.renew_login(house.acting(Role.ADMINISTRATOR), house.staff[Role.ADMINISTRATOR].pk, PASSWORD)


def test_another_clinics_staff_are_out_of_reach(boss: Client, other_house: House) -> None:
    theirs = other_house.staff[Role.NURSE]
    assert boss.post(f"/staff/{theirs.pk}/leave/").status_code == 404
    assert boss.post(f"/staff/{theirs.pk}/login/", {"password": PASSWORD}).status_code == 404


def test_the_example_settings_are_taken_and_versioned(boss: Client, house: House) -> None:
    text = (ROOT / "examples" / "clinic.toml").read_text()
    assert boss.post("/clinic/", {"text": text, "version": "1"})["Location"] == "/clinic/"
    clinic = Clinic.objects.get(pk=house.clinic.pk)
    assert clinic.version == 2
    assert clinic.own["thresholds"]
    assert clinic.own_text.strip() == text.strip()
    assert AuditEvent.objects.get(verb="clinic.changed").data["version"] == 2
    assert clinic.history.count() == 2


def test_everything_wrong_with_the_settings_is_said_at_once(boss: Client, house: House) -> None:
    text = "[thresholds]\nmin_stable_week = 6\n[clinic]\nnonsense = 1\n"
    answer = boss.post("/clinic/", {"text": f'instruments = ["abc"]\n{text}', "version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "NAGI-D401" in page
    assert "NAGI-D407" in page
    assert "min_stable_week = 6" in page
    assert "NAGI-W016" in boss.post("/clinic/", {"text": "[[", "version": "1"}).content.decode()
    assert Clinic.objects.get(pk=house.clinic.pk).version == 1


def test_settings_are_never_emptied_by_accident(boss: Client, house: House) -> None:
    """A clinic whose stricter thresholds are gone would allow more, and nobody would see it."""
    boss.post("/clinic/", {"text": "[thresholds]\nmin_stable_weeks = 6\n", "version": "1"})
    for empty in ("", " \n"):
        assert boss.post("/clinic/", {"text": empty, "version": "2"}).status_code == 422
    house.clinic.refresh_from_db()
    assert house.clinic.own["thresholds"] == {"min_stable_weeks": 6}


def test_two_changes_of_the_settings_show_both(boss: Client, house: House) -> None:
    boss.post("/clinic/", {"text": "[thresholds]\nmin_stable_weeks = 6\n", "version": "1"})
    answer = boss.post("/clinic/", {"text": "[thresholds]\nmin_stable_weeks = 8\n", "version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "min_stable_weeks = 6" in page
    assert "min_stable_weeks = 8" in page
    assert Clinic.objects.get(pk=house.clinic.pk).own["thresholds"] == {"min_stable_weeks": 6}


def test_what_the_clinic_has_ready_is_answered_in_the_words_of_the_rules(boss: Client, house: House) -> None:
    page = boss.get("/clinic/equipment/").content.decode()
    for wanted in ("アドレナリンを含む救急セットをすぐに使えますか。", "GP-056", "GP-057"):
        assert wanted in page
    told = {"clinic.basic_emergency_kit": "yes", "clinic.iv_emergency_ready": "unknown", "version": "1"}
    assert boss.post("/clinic/equipment/", told)["Location"] == "/clinic/equipment/"
    assert Clinic.objects.get(pk=house.clinic.pk).facts == {"clinic.basic_emergency_kit": True}
    assert AuditEvent.objects.get(verb="clinic.equipped").data["facts"] == ["clinic.basic_emergency_kit"]
    assert boss.post("/clinic/equipment/", {**told, "clinic.basic_emergency_kit": ""}).status_code == 422
    answer = boss.post("/clinic/equipment/", {**told, "clinic.basic_emergency_kit": "no"})
    assert (answer.status_code, "はい。備えている" in answer.content.decode()) == (409, True)
    assert Clinic.objects.get(pk=house.clinic.pk).facts == {"clinic.basic_emergency_kit": True}


def test_the_trusted_programs_are_listed_with_who_their_users_are(
    boss: Client, house: House, other_house: House
) -> None:
    file = Place.of_environment().issuers
    try:
        assert "許可しているプログラムはありません" in boss.get("/clinic/programs/").content.decode()
        trust(house, other_house)
        page = boss.get("/clinic/programs/").content.decode()
        assert "https://record.example" in page
        assert "Practitioner/physician" in page
        assert "https://other.example" not in page
        file.write_text("[[issuer]]\n")
        assert "NAGI-W201" in boss.get("/clinic/programs/").content.decode()
    finally:
        file.unlink(missing_ok=True)


def test_the_legal_texts_say_when_they_were_compared(boss: Client) -> None:
    assert "まだ照らし合わせた記録がありません" in boss.get("/clinic/law/").content.decode()
    boss.post("/clinic/law/checked/")
    assert "最後に照らし合わせた日" in boss.get("/clinic/law/").content.decode()


def test_the_auditor_reads_the_trail_by_record_number_and_person(
    house: House, other_house: House, patient: Patient, client_of: Callable[[Staff], Client]
) -> None:
    nurse, auditor = house.staff[Role.NURSE], client_of(house.staff[Role.AUDITOR])
    client_of(nurse).get(f"/patients/{patient.pk}/")
    page = auditor.post("/trail/", {"number": "000001", "person": f"staff:{nurse.pk}"}).content.decode()
    assert "閲覧" in page
    assert "患者の登録 " not in page.split("<tbody>")[1]
    assert "髙﨑" not in page
    others = client_of(other_house.staff[Role.AUDITOR]).post("/trail/", {"number": "000001"}).content.decode()
    assert "該当する記録はありません" in others


def test_the_auditor_proves_the_trail(house: House, client_of: Callable[[Staff], Client]) -> None:
    page = client_of(house.staff[Role.AUDITOR]).post("/trail/verify/").content.decode()
    assert ("未封印" in page) == bool(
        verify().findings
    )  # nothing is committed in a test, so nothing is sealed


def test_a_patient_reads_who_looked_at_the_record(
    house: House, other_house: House, patient: Patient, client_of: Callable[[Staff], Client]
) -> None:
    client_of(house.staff[Role.NURSE]).get(f"/patients/{patient.pk}/")
    people.make_link(house.acting(Role.RECEPTION), patient.pk, Link.Kind.DIARY, "secret")
    phone = Client()
    phone.post("/diary/open/", {"secret": "secret"})
    for page in (
        phone.get("/diary/looks/"),
        client_of(house.staff[Role.AUDITOR]).get(f"/patients/{patient.pk}/looks/"),
    ):
        said = page.content.decode()
        assert house.staff[Role.NURSE].name in said
        assert "閲覧" in said
    elsewhere = client_of(other_house.staff[Role.AUDITOR]).get(f"/patients/{patient.pk}/looks/")
    assert elsewhere.status_code == 404


@pytest.mark.parametrize("version", ["", "²", "-1", "one", "9" * 5000])
def test_what_is_no_version_was_based_on_nothing(boss: Client, house: House, version: str) -> None:
    text = "[thresholds]\nmin_stable_weeks = 6\n"
    assert boss.post("/clinic/", {"text": text, "version": version}).status_code == 409
    assert Clinic.objects.get(pk=house.clinic.pk).version == 1
