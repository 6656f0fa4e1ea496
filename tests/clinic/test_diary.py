"""The diary: opened by its link alone, written once however often a phone sends it."""

import json
import re
from collections.abc import Callable

import pytest
from django.test import Client
from staging.house import PERSON, House

from nagi.clinic.actions import people
from nagi.clinic.records.models import AuditEvent, DiaryEntry, Link, Patient, Role, Staff

ID = "0e9c9c5e-27a1-4f0a-9c53-6a3f2a1d7a10"


@pytest.fixture
def diary(house: House, patient: Patient, client_of: Callable[[Staff], Client]) -> Client:
    """The patient's phone with the diary open."""
    page = client_of(house.staff[Role.RECEPTION]).post(f"/patients/{patient.pk}/diary/").content.decode()
    secret = re.search(r"/diary/open/#([\w-]+)", page)
    assert secret
    phone = Client()
    assert phone.post("/diary/open/", {"secret": secret[1]})["Location"] == "/diary/"
    return phone


def entry(phone: Client, **typed: str) -> dict[str, str]:
    day = re.search(r'name="on" value="([\d-]+)"', phone.get("/diary/").content.decode())
    assert day
    return {
        "id": ID,
        "on": day[1],
        "itch": "7",
        "wakings": "2",
        "flare": "yes",
        "note": "首がかゆい",
        **typed,
    }


def send(phone: Client, typed: dict[str, str]) -> tuple[int, dict[str, object]]:
    answer = phone.post("/diary/entries/", typed, headers={"Accept": "application/json"})
    return answer.status_code, json.loads(answer.content)


def test_it_works(diary: Client, patient: Patient) -> None:
    assert send(diary, entry(diary)) == (200, {"kept": ID})
    kept = DiaryEntry.objects.get()
    assert (kept.patient, kept.itch, kept.wakings, kept.flare, kept.note) == (
        patient, 7, 2, True, "首がかゆい",
    )  # fmt: skip
    assert "首がかゆい" in diary.get("/diary/").content.decode()
    assert "首" not in str(list(AuditEvent.objects.values_list("data", flat=True)))


def test_an_entry_sent_again_is_kept_once_as_it_first_came(diary: Client) -> None:
    send(diary, entry(diary))
    assert send(diary, entry(diary, itch="1")) == (200, {"kept": ID})
    assert DiaryEntry.objects.get().itch == 7


@pytest.mark.parametrize(
    "wrong", [{"itch": "11"}, {"on": "2020-01-01"}, {"id": "x"}, {"itch": "NaN"}, {"on": ""}]
)
def test_what_cannot_be_kept_is_said_by_field(wrong: dict[str, str], diary: Client) -> None:
    status, said = send(diary, entry(diary, **wrong))
    assert status == 422
    assert set(said["wrong"]) == set(wrong)  # type: ignore[call-overload]
    assert not DiaryEntry.objects.exists()


def test_nobody_writes_into_the_diary_of_another(
    diary: Client, house: House, other_house: House, client_of: Callable[[Staff], Client]
) -> None:
    send(diary, entry(diary))
    made = people.register_patient(
        other_house.acting(Role.RECEPTION), PERSON, dict.fromkeys(people.Purpose, True)
    )
    people.make_link(other_house.acting(Role.RECEPTION), made, Link.Kind.DIARY, "other")
    phone = Client()
    phone.post("/diary/open/", {"secret": "other"})
    answer = phone.post("/diary/entries/", entry(phone, itch="0"), headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert DiaryEntry.objects.get().itch == 7


def test_without_its_link_the_diary_is_closed(
    diary: Client, house: House, patient: Patient, client_of: Callable[[Staff], Client]
) -> None:
    assert Client().get("/diary/").status_code == 404
    assert client_of(house.staff[Role.PHYSICIAN]).get("/diary/").status_code == 404
    people.make_link(house.acting(Role.RECEPTION), patient.pk, Link.Kind.INTAKE, "intake")
    assert Client().post("/diary/open/", {"secret": "intake"}).status_code == 404
    people.make_link(house.acting(Role.RECEPTION), patient.pk, Link.Kind.DIARY, "newer")
    assert diary.get("/diary/").status_code == 404


def test_opening_a_diary_ends_the_login_of_staff_on_that_browser(
    house: House, patient: Patient, client_of: Callable[[Staff], Client]
) -> None:
    people.make_link(house.acting(Role.RECEPTION), patient.pk, Link.Kind.DIARY, "secret")
    tablet = client_of(house.staff[Role.NURSE])
    tablet.post("/diary/open/", {"secret": "secret"})
    assert tablet.get(f"/patients/{patient.pk}/")["Location"].startswith("/account/login/")


def test_what_a_phone_keeps_names_nobody(
    diary: Client, house: House, patient: Patient, client_of: Callable[[Staff], Client]
) -> None:
    nurse = client_of(house.staff[Role.NURSE])
    shell = nurse.get("/diary/shell/").content.decode()
    assert house.staff[Role.NURSE].name not in shell
    assert patient.kanji not in shell + diary.get("/diary/").content.decode()
    assert "csrfmiddlewaretoken" not in shell.split("<main", 1)[1]
    worker = diary.get("/diary/worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert "/diary/shell/" in worker.content.decode()
    manifest = json.loads(diary.get("/diary/app.webmanifest").content)
    assert manifest["start_url"] == manifest["scope"] == "/diary/"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
