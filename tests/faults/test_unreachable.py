"""A database that is down, or a disk that is full: 503, what was typed is on the page, and sending it again works."""

from collections.abc import Callable

import pytest
from django.db import OperationalError, connection
from django.test import Client
from staging.house import House

from nagi.clinic.records.models import Patient, Role, Staff

FILLED = {
    "kanji": "架空 花", "kana": "カクウ ハナ", "born_on": "1980-01-31", "phone": "000-111", "language": "ja",
    "care": "on", "once": "7c0e5a50-57a4-4c5c-8f3f-3e1f2d0c4b5a",
}  # fmt: skip


def down(*_: object) -> None:
    raise OperationalError("could not connect to 架空 花")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_was_typed_is_on_the_page_and_works_when_sent_again(
    language: str, house: House, client_of: Callable[[Staff], Client]
) -> None:
    browser = client_of(house.staff[Role.RECEPTION])
    browser.raise_request_exception = False
    with connection.execute_wrapper(down):
        answer = browser.post("/patients/new/", FILLED, headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert f'<html lang="{language}">' in page
    assert all(f'name="{name}">{value}<' in page for name, value in FILLED.items())
    assert not Patient.objects.exists()
    assert browser.post("/patients/new/", FILLED).status_code == 302
    assert Patient.objects.count() == 1


def test_a_language_that_was_chosen_holds_without_the_database(
    house: House, client_of: Callable[[Staff], Client]
) -> None:
    browser = client_of(house.staff[Role.RECEPTION])
    browser.raise_request_exception = False
    browser.post("/language/", {"language": "en"})
    with connection.execute_wrapper(down):
        answer = browser.get("/patients/", headers={"accept-language": "ja"})
    assert '<html lang="en">' in answer.content.decode()


def test_a_disk_that_fills_within_an_action_leaves_nothing_half_done(
    house: House, client_of: Callable[[Staff], Client]
) -> None:
    def full(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if sql.startswith("INSERT") and "records_auditevent" in sql:
            raise OperationalError("database or disk is full")
        return execute(sql, *rest)

    browser = client_of(house.staff[Role.RECEPTION])
    browser.raise_request_exception = False
    with connection.execute_wrapper(full):
        assert browser.post("/patients/new/", FILLED).status_code == 503
    assert not Patient.objects.exists()


def test_a_page_that_was_only_asked_for_can_be_asked_again(
    house: House, client_of: Callable[[Staff], Client]
) -> None:
    browser = client_of(house.staff[Role.RECEPTION])
    browser.raise_request_exception = False
    with connection.execute_wrapper(down):
        answer = browser.get("/patients/")
    assert answer.status_code == 503
    assert 'href="/patients/"' in answer.content.decode()


def test_a_password_is_never_written_back(house: House) -> None:
    browser = Client()
    browser.raise_request_exception = False
    with connection.execute_wrapper(down):
        answer = browser.post("/account/login/", {"login": "nurse@nagi.example", "password": "a long secret"})
    assert answer.status_code == 503
    assert "a long secret" not in answer.content.decode()


def test_another_error_of_the_program_is_no_503(
    house: House, client_of: Callable[[Staff], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: object, **__: object) -> None:
        raise RuntimeError("a defect")

    browser = client_of(house.staff[Role.RECEPTION])
    browser.raise_request_exception = False
    monkeypatch.setattr("nagi.clinic.access.people.today", wrong)
    assert browser.get("/today/").status_code == 500
