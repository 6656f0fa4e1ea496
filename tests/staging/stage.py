"""The stage of a story: the demo's invented clinic, a clock that the story moves, and everyone's window."""

import io
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from browser import Complaint, Reader, Window, chromium, window
from django.test import Client
from django.urls import Resolver404, resolve
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from nagi.clinic.actions import stock as stocking
from nagi.clinic.demo import stock
from nagi.clinic.demo.house import House, Keys, found_house
from nagi.clinic.records.models import Certificate, Product, Role

BEGUN = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)
"""A Monday, ten in the morning in Tokyo."""
KEYS = Keys("a long enough pass phrase", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
LOT, EXPIRED = "DP-2611A", "DP-2608E"
DESK, PHONE = 1100, 390
PATIENCE_MS = 20_000
REFUSED = re.compile(r"the server responded with a status of (\d+)")
"""Chromium's own word on a refusal."""
WANTED = {
    "401": {"forecast", "intake", "easi", "easi_live"},
    "403": {"decision"},
    "404": {"intake_enter"},
    "422": {"consent_sign", "session_give", "event_close"},
}
"""The refusals that the story asks for, by the name of the address that refuses. 401: a page that was left open over
night asks for news, or keeps a draft."""


@dataclass
class Stage:
    """Where the story plays: everyone has a window of their own, and all read one clock."""

    language: str
    browser: Browser
    address: str
    house: House
    now: datetime = BEGUN
    windows: dict[str, Window] = field(default_factory=dict)
    kept: ExitStack = field(default_factory=ExitStack)

    def at(self, role: Role) -> Page:
        """The window of someone of this role, logged in since this morning."""
        return self._window(role.value, DESK, role)

    def phone(self) -> Page:
        """The patient's own telephone."""
        return self._window("patient", PHONE, None)

    def door(self, name: str) -> Page:
        """A window in which nobody is logged in."""
        return self._window(name, DESK, None)

    def morning(self, *, after: int) -> None:
        """Some days later, ten in the morning. Yesterday's logins are over."""
        self.now = BEGUN + timedelta(days=(self.now - BEGUN).days + after)
        for name, held in self.windows.items():
            if name in set(Role):
                self._log_in(held.page, Role(name))

    def later(self, **delta: float) -> None:
        """Some minutes later."""
        self.now += timedelta(**delta)

    def complaints(self) -> list[str]:
        """What the browsers said: policies that were violated, scripts that failed."""
        heard = (one for held in self.windows.values() for one in held.complaints)
        return [str(one) for one in heard if not _wanted(one)]

    def see(self, page: Page, name: str, top: str = "body") -> None:
        """Keep a picture of the window from `top` on, if pictures are asked for (NAGI_SCREENSHOTS=FOLDER)."""
        if not (asked := os.environ.get("NAGI_SCREENSHOTS")):
            return
        page.locator(top).first.evaluate("one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 24)")
        folder = Path(asked)
        folder.mkdir(parents=True, exist_ok=True)
        ending = ".ja" if self.language == "ja" else ""
        with Image.open(io.BytesIO(page.screenshot())) as shot:
            shot.save(folder / f"{name}{ending}.webp", quality=80, method=6)

    def _window(self, name: str, width: int, role: Role | None) -> Page:
        if name not in self.windows:
            opened = window(self.browser, self.address, Reader(self.language, width))
            self.windows[name] = self.kept.enter_context(opened)
            if role is not None:
                self._log_in(self.windows[name].page, role)
        return self.windows[name].page

    def _log_in(self, page: Page, role: Role) -> None:
        client = Client()
        client.force_login(
            self.house.staff[role], backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        kept = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": kept, "url": self.address}])


def _wanted(one: Complaint) -> bool:
    """A refusal that belongs to the story, and no other of its kind."""
    refused = REFUSED.search(one.said)
    try:
        return bool(refused) and resolve(urlsplit(one.address).path).url_name in WANTED.get(refused[1], ())
    except Resolver404:  # a file
        return False


@contextmanager
def stage(language: str, address: str, patch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """Found the clinic half a year before, fill its stock, and open the curtain."""
    house = found_house(KEYS, BEGUN - timedelta(days=200))
    kept = stock.fill(house, BEGUN - timedelta(days=200), BEGUN)
    _soon_expired(house, Product.objects.get(lots=kept[LOT]).pk)
    expect.set_options(timeout=PATIENCE_MS)  # a busy machine is no failure
    with chromium() as browser, ExitStack() as windows:
        made = Stage(language, browser, address, house, kept=windows)
        for clock in ("nagi.clinic.clock.now", "django.utils.timezone.now"):
            patch.setattr(clock, lambda: made.now)
        yield made


def _soon_expired(house: House, product: UUID) -> None:
    """A lot that may be used this week, and no longer on the day of the session."""
    at = BEGUN - timedelta(days=30)
    nurse, on = house.acting(Role.NURSE, at), (BEGUN + timedelta(days=6)).date()
    delivery = stocking.Delivery(
        number=EXPIRED, expires_on=on, storage="冷凍庫A -80 °C", supplier="架空製造", vials=2
    )
    made = stocking.receive_lot(nurse, product, delivery)
    for test in Certificate.Test:
        stocking.certify(nurse, made, stocking.Tested(test=test, passed=True, method=stock.METHOD))
    stocking.release(house.acting(Role.PHYSICIAN, at), made)
