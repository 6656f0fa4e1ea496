"""A program's token: trusted issuers only, this address, five minutes, one use."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from staging.house import House
from staging.tokens import ISS, KID, claims, got, key, public, signed, trust
from typer.testing import CliRunner

from nagi.clinic import clock
from nagi.clinic.access.issuers import issuers
from nagi.clinic.command import app
from nagi.clinic.place import Place
from nagi.clinic.records.models import AuditEvent, Patient, Role, Staff
from nagi.errors import NagiError

HERE = "/fhir/Questionnaire/ev-intake"


@pytest.fixture(autouse=True)
def trusted(house: House) -> None:
    trust(house)


def answer(**changed: Any) -> int:
    return got(HERE, **changed).status_code


def test_it_works(house: House) -> None:
    assert answer() == 200
    used = AuditEvent.objects.get(verb="token.used")
    assert used.by == f"staff:{house.staff[Role.PHYSICIAN].pk}"
    assert used.data == {"issuer": ISS, "kid": KID}


def test_a_token_is_good_once() -> None:
    header = signed(claims(HERE))
    assert [Client().get(HERE, headers=header).status_code for _ in range(2)] == [200, 401]
    assert AuditEvent.objects.get(verb="refused").data == {"why": "used"}


def minutes(number: float) -> int:
    return int((clock.now() + timedelta(minutes=number)).timestamp())


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://stranger.example"},
        {"aud": "http://testserver/cds-services"},
        {"aud": None},
        {"jti": None},
        {"jti": ""},
        {"iat": None},
        {"exp": None},
        {"iat": minutes(-20), "exp": minutes(-15)},
        {"iat": minutes(10), "exp": minutes(12)},
        {"exp": minutes(60)},
        {"exp": "soon"},
    ],
    ids=str,
)
def test_a_token_that_is_not_good(changed: dict[str, Any]) -> None:
    assert answer(**changed) == 401
    assert not AuditEvent.objects.filter(verb="token.used").exists()


def test_another_key_no_key_and_no_signature() -> None:
    other = ec.generate_private_key(ec.SECP384R1())
    told = claims(HERE)
    secret = "a secret of enough letters, forty-eight of them!"
    for header in (
        signed(told, by=other),
        signed(told, kid="old"),
        signed(told, by=secret, algorithm="HS384"),
        {"Authorization": f"Bearer {jwt.encode(told, None, algorithm='none', headers={'kid': KID})}"},
        {"Authorization": "Bearer a.b.c"},
        {"Authorization": "Basic YTpi"},
        {},
    ):
        answered = Client().get(HERE, headers=header)
        assert (answered.status_code, answered["WWW-Authenticate"]) == (401, "Bearer")
        assert answered.json()["resourceType"] == "OperationOutcome"


def test_an_unknown_user_and_one_who_left(house: House) -> None:
    assert answer(sub="Practitioner/nobody") == 403
    physician = house.staff[Role.PHYSICIAN]
    Staff.objects.filter(pk=physician.pk).update(is_active=False)
    assert answer() == 403


def test_a_login_opens_nothing(house: House, client_of: Callable[[Staff], Client]) -> None:
    browser = client_of(house.staff[Role.PHYSICIAN])
    assert browser.get(HERE).status_code == 401
    assert AuditEvent.objects.get(verb="refused").by == "unknown"


def test_without_the_file_nobody_is_trusted() -> None:
    Place.of_environment().issuers.unlink()
    assert answer() == 401


def test_too_many_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nagi.clinic.api.door.RATE", "3/min")
    assert [Client().get("/fhir/metadata").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_no_personal_data_in_a_refusal(patient: Patient) -> None:
    said = got(f"/fhir/Patient/{patient.pk}", sub="Practitioner/reception").content.decode()
    assert patient.kanji not in said
    assert str(patient.pk) not in said


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("ES384", "HS384", "issuer.0.algorithm"),
        ("https://record", "http://record", "issuer.0.iss"),
        ("BEGIN PUBLIC KEY", "BEGIN", "issuer.0"),
        ('algorithm = "ES384"', 'algorithm = "RS384"', "issuer.0"),
        ('kid = "2026-11"', "", "issuer.0.kid"),
        ("[[issuer]]", "[[issuer", ""),
    ],
)
def test_one_faulty_entry_and_nobody_is_trusted(old: str, new: str, place: str) -> None:
    path = Place.of_environment().issuers
    path.write_text(path.read_text().replace(old, new))
    assert answer() == 401
    with pytest.raises(NagiError) as error:
        issuers()
    assert [(one.code, one.key) for one in error.value.problems] == [("NAGI-W201", place)]


def test_a_weak_curve_and_a_name_used_twice(tmp_path: Path) -> None:
    path = Place.of_environment().issuers
    good = path.read_text()
    path.write_text(good.replace(public(key()), public(ec.generate_private_key(ec.SECP256R1()))))
    with pytest.raises(NagiError):
        issuers()
    path.write_text(good + good)
    with pytest.raises(NagiError, match="NAGI-W201"):
        issuers()


def test_the_command_shows_clinics_and_whom_they_trust(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nagi.clinic.command.ready", lambda: None)
    told = CliRunner().invoke(app, ["issuers"]).output
    assert str(house.clinic.pk) in told
    assert f"{ISS}  {KID}  ES384  {len(Role)}" in told
