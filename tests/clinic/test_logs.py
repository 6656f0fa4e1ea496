"""Logs name nobody and open nothing."""

import logging

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
    try:
        raise ValueError("凪原 千尋")
    except ValueError as error:
        told = (type(error), error, error.__traceback__)
    line = logging.LogRecord("clinic", logging.ERROR, "", 0, "went wrong", (), told)
    assert Nobody().filter(line)
    assert "千尋" not in line.getMessage()
    assert "ValueError" in line.getMessage()
    assert "test_logs.py" in line.getMessage()
