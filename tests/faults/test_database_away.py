"""PostgreSQL stops while a form is sent, and starts again: told in words, what was typed is kept, nothing restarts."""

import pytest
from django.db import connection
from staging.browser import Browser
from staging.outside import NEW, TYPED, WORKER, Outside, await_that, on_postgres

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="it starts a PostgreSQL of its own"),
]
NOT_SAVED = {"ja": "まだ保存されていません", "en": "not saved yet"}


def test_the_database_stops_and_starts_again() -> None:
    with on_postgres() as (clinic, database):
        clinic.does("ask")
        address, worker = clinic.serves(), clinic.starts(*WORKER)
        readers = {
            language: Browser(address, clinic.does("enter", "reception"), language) for language in NOT_SAVED
        }
        forms = {language: browser.form(NEW, **TYPED) for language, browser in readers.items()}
        await_that(lambda: clinic.does("look")["tasks"][0][0] == "RUNNING")
        before = clinic.does("patients")
        database.stop()
        for language, browser in readers.items():
            status, page = browser.post(NEW, forms[language])
            assert status == 503
            assert NOT_SAVED[language] in page
            assert all(f'name="{name}">{value}<' in page for name, value in forms[language].items())
            assert browser.get("/patients/")[0] == 503
        await_that(lambda: "OperationalError" in (clinic.folder / "processes.log").read_text())
        database.ensure_postgres_running()
        for turn, (language, browser) in enumerate(readers.items(), 1):
            for _ in range(2):
                assert browser.post(NEW, forms[language])[0] == 302
                assert clinic.does("patients") == before + turn
        await_that(lambda: clinic.does("look")["forecasts"] == ["told"])
        assert worker.poll() is None
        _whole(clinic)


def _whole(clinic: Outside) -> None:
    ended = clinic.does("look")
    assert [status for status, _ in ended["tasks"]] == ["SUCCESSFUL"]
    assert (ended["told"], ended["wrong"]) == (1, [])
