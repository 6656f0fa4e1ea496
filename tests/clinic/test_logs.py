"""Logs name nobody and open nothing."""

import logging

import pytest

from nagi.clinic.access.links import new_secret
from nagi.clinic.logs import Nobody


def test_no_log_holds_the_secret_of_a_link() -> None:
    secret = new_secret()
    line = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", f"/i/{secret}/"), None
    )
    assert Nobody().filter(line)
    assert line.getMessage() == "Not Found: /i/…"


def test_an_error_keeps_its_place_and_not_its_text() -> None:
    with pytest.raises(ValueError, match="千尋") as caught:
        int("凪原 千尋")
    line = logging.LogRecord(
        "clinic", logging.ERROR, "", 0, "went wrong", (), (caught.type, caught.value, caught.tb)
    )
    assert Nobody().filter(line)
    assert "千尋" not in line.getMessage()
    assert "ValueError" in line.getMessage()
    assert "test_logs.py" in line.getMessage()
