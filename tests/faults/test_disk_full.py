"""No more can be written: a form is refused in words, wholly undone, and saved once there is room again."""

import resource
from pathlib import Path

import psutil
import pytest
from django.db import connection
from staging.browser import Browser
from staging.outside import NEW, TYPED, embedded

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its own disk"),
]
PAGE = 4096 + 24
"""One page in the log of the database."""


def room(server: psutil.Process, size: int) -> None:
    """How large a file the server may write, as if the disk ended there."""
    for process in (server, *server.children(recursive=True)):
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_what_finds_no_room_is_undone_and_saved_later(django_db_setup: None, tmp_path: Path) -> None:
    with embedded(tmp_path / "clinic") as clinic:
        clinic.does("ask")
        browser = Browser(clinic.serves(), clinic.does("enter", "reception"), "ja")
        server = psutil.Process(clinic.started[-1].pid)
        before = clinic.does("patients")
        for pages in (0, 1, 6):  # nothing can be written; a little; most of it
            form = browser.form(NEW, **TYPED)
            room(server, clinic.does("settle") + pages * PAGE)
            status, page = browser.post(NEW, form)
            assert status == 503, pages
            assert "まだ保存されていません" in page
            assert f'name="kanji">{TYPED["kanji"]}<' in page
            room(server, resource.RLIM_INFINITY)
            assert clinic.does("patients") == before
            assert clinic.does("look")["wrong"] == []
        for _ in range(2):
            assert browser.post(NEW, form)[0] == 302
            assert clinic.does("patients") == before + 1
        assert clinic.does("look")["wrong"] == []
