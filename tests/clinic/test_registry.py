"""The registry of a clinic: everyone is counted, and what leaves names nobody."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from staging.course import FIRST, stocked_lot, treated_course
from staging.house import NOW, House

from nagi.clinic.actions import people, safety
from nagi.clinic.records.models import (
    Assessment,
    AuditEvent,
    Contact,
    Disposition,
    Patient,
    Purpose,
    Role,
    Score,
    Staff,
)


@pytest.fixture
def treated(house: House, patient: Patient) -> Patient:
    """A patient with a session, scores, a reaction and two contacts, one of them made."""
    treated_course(house, patient, stocked_lot(house))
    for days, value in ((0, 20.0), (28, 8.0)):
        Score.objects.create(
            patient=patient, instrument="easi", on=FIRST + timedelta(days=days), value=value, at=NOW
        )
    seen = safety.Reaction(
        event="AE-002", grade=1, site="face", onset_on=FIRST + timedelta(days=1), told="秘密"
    )
    safety.record_event(house.acting(Role.NURSE), patient.pk, seen)
    for done in (NOW, None):
        Contact.objects.create(
            patient=patient, kind=Contact.Kind.SAFETY, due_on=FIRST + timedelta(days=1), done_at=done
        )
    return patient


def test_it_works(house: House, treated: Patient, client_of: Callable[[Staff], Client]) -> None:
    page = client_of(house.staff[Role.PHYSICIAN]).get("/registry/").content.decode()
    headline = re.search(r'class="headline">([^<]+)<', page)
    assert headline
    assert headline[1] == "50.0 %"
    assert "ダーマペン×エクソソーム" in page
    assert "LOT-1" in page
    assert "赤み・腫れ" in page
    assert "1 / 1" in page
    assert "2.5 % – 100.0 %" in page


@pytest.mark.parametrize("kind", ["refused", "declined", "lost"])
def test_who_was_not_treated_is_counted_too(
    kind: str, house: House, treated: Patient, client_of: Callable[[Staff], Client]
) -> None:
    Disposition.objects.create(
        assessment=Assessment.objects.get(), kind=kind, at=NOW, by=house.staff[Role.PHYSICIAN]
    )
    browser = client_of(house.staff[Role.AUDITOR])
    browser.post("/language/", {"language": "en"})
    page = browser.get("/registry/").content.decode()
    assert re.search(rf"{kind}[^<]*</th><td>1</td>", page, re.IGNORECASE)
    assert "100.0 %" in page


def tables(client: Client) -> dict[str, list[dict[str, str]]]:
    answer = client.post("/registry/export/", {"form": "csv"})
    held = zipfile.ZipFile(io.BytesIO(answer.content))
    return {
        name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(held.read(name).decode())))
        for name in held.namelist()
        if name.endswith(".csv")
    }


def test_a_format_that_there_is_not_is_refused(house: House, client_of: Callable[[Staff], Client]) -> None:
    answer = client_of(house.staff[Role.AUDITOR]).post("/registry/export/", {"form": "xls"})
    assert answer.status_code == 422
    assert not AuditEvent.objects.filter(verb="registry.exported").exists()


def test_the_export_names_nobody(
    house: House, treated: Patient, client_of: Callable[[Staff], Client]
) -> None:
    browser = client_of(house.staff[Role.AUDITOR])
    first, second = tables(browser), tables(browser)
    assert [row["value"] for row in first["scores"]] == ["20.0", "8.0"]
    assert [row["day"] for row in first["scores"]] == ["0", "28"]
    assert first["events"][0]["day"] == "1"
    assert first["sessions"][0]["lot"] == "withheld"
    everything = str(first)
    for secret in (treated.kanji, treated.number, str(treated.pk), treated.born_on, "秘密", "2026-0", "face"):
        assert secret not in everything
    who = {row["person"] for table in first.values() for row in table if "person" in row}
    assert len(who) == 1
    assert who.isdisjoint(row["person"] for row in second["people"])
    told = AuditEvent.objects.filter(verb="registry.exported").order_by("turn")[0]
    assert told.data["rows"]["scores"] == 2


def test_who_did_not_agree_to_the_registry_is_not_in_the_export(
    house: House, treated: Patient, client_of: Callable[[Staff], Client]
) -> None:
    people.agree(
        house.acting(Role.RECEPTION, now=NOW + timedelta(days=1)), treated.pk, {Purpose.REGISTRY: False}
    )
    held = tables(client_of(house.staff[Role.PHYSICIAN]))
    assert [row for name, table in held.items() if name != "dictionary" for row in table] == []


def test_another_clinic_counts_its_own(
    other_house: House, treated: Patient, client_of: Callable[[Staff], Client]
) -> None:
    browser = client_of(other_house.staff[Role.PHYSICIAN])
    assert "LOT-1" not in browser.get("/registry/").content.decode()
    assert tables(browser)["scores"] == []


def test_the_nurse_sees_no_registry(house: House, client_of: Callable[[Staff], Client]) -> None:
    assert client_of(house.staff[Role.NURSE]).post("/registry/export/").status_code == 403
