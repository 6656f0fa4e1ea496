"""Debian's Chromium, driven by Playwright: as a reader with a language, a width and a colour scheme."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from nagi.clinic.records.models import Staff

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def needs_chromium() -> None:
    """Skip without a browser, unless this is CI, where that is a failure."""
    if CHROMIUM.exists():
        return
    if os.environ.get("CI"):
        pytest.fail(f"{CHROMIUM} is missing")
    pytest.skip(f"{CHROMIUM} is missing")


@contextmanager
def chromium() -> Iterator[Browser]:
    """One browser for many readers."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop in this thread
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
            yield browser
            browser.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass(frozen=True)
class Reader:
    """How someone looks at a page. Zoom of 200 % halves the width that a page has."""

    language: str = "ja"
    width: int = 1100
    dark: bool = False

    def __str__(self) -> str:
        return f"{self.language}-{'dark' if self.dark else 'light'}-{self.width}"


@dataclass(frozen=True)
class Complaint:
    """An error or a warning of a console, and the address that it is about."""

    said: str
    address: str

    def __str__(self) -> str:
        return f"{self.said} ({self.address})"


@dataclass
class Window:
    """A page with what its console said: a strict policy that is violated speaks there."""

    page: Page
    complaints: list[Complaint] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        """Keep errors and warnings."""
        if message.type in {"error", "warning"}:
            self.complaints.append(Complaint(message.text, message.location["url"]))


@contextmanager
def window(browser: Browser, address: str, reader: Reader, person: Staff | None = None) -> Iterator[Window]:
    """A window of this reader on the server at `address`, logged in as `person`."""
    context = browser.new_context(
        viewport={"width": reader.width, "height": 800}, locale=reader.language, base_url=address,
        color_scheme="dark" if reader.dark else "light", reduced_motion="reduce", timezone_id="Asia/Tokyo",
    )  # fmt: skip
    if person is not None:
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}]
        )
    opened = Window(context.new_page())
    opened.page.on("console", opened.hear)
    try:
        yield opened
    finally:
        context.close()
