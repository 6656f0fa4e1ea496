"""Login in a real browser: password, then the second factor, which is set up at the first time."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from browser import Reader, chromium, needs_chromium, window
from django.core.cache import cache
from django.test import Client
from pytest_django.live_server_helper import LiveServer
from staging.house import PASSWORD, House

from nagi.clinic.demo.command import code
from nagi.clinic.records.models import Role, Staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_first_login_sets_up_a_second_factor(
    language: str, house: House, live_server: LiveServer
) -> None:
    needs_chromium()
    nurse = house.staff[Role.NURSE]
    nurse.authenticator_set.all().delete()
    with chromium() as browser, window(browser, live_server.url, Reader(language, 360)) as opened:
        page = opened.page
        page.goto("/patients/")
        page.get_by_label("メールアドレス" if language == "ja" else "Email").fill(nurse.email)
        page.locator("[name=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/account/again/**")  # a change of factors asks for the password once more
        page.locator("[name=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/account/factors/totp/")
        secret = page.locator("#authenticator_secret").input_value()
        page.locator("[name=code]").fill(code(secret))
        page.keyboard.press("Enter")
        page.wait_for_url("**/account/factors/codes/**")
        page.goto("/patients/")
        assert page.locator("h1").inner_text() == ("患者" if language == "ja" else "Patients")
        assert opened.complaints == []


def test_a_wrong_password_opens_nothing_and_is_counted(house: House) -> None:
    browser = Client()
    nurse = house.staff[Role.NURSE]
    answers = [
        browser.post("/account/login/", {"login": nurse.email, "password": f"wrong {turn}"}).status_code
        for turn in range(9)
    ]
    assert "_auth_user_id" not in browser.session
    assert browser.post("/account/login/", {"login": nurse.email, "password": PASSWORD}).status_code in {
        200,
        403,
        429,
    }
    assert "_auth_user_id" not in browser.session
    assert answers[0] == 200


def test_the_password_alone_is_not_enough(house: House) -> None:
    browser = Client()
    nurse = house.staff[Role.NURSE]
    answer = browser.post("/account/login/", {"login": nurse.email, "password": PASSWORD})
    assert answer["Location"].startswith("/account/factor/")
    assert "_auth_user_id" not in browser.session


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def nurse(house: House, monkeypatch: pytest.MonkeyPatch) -> Staff:
    found = house.staff[Role.NURSE]
    found.authenticator_set.all().delete()
    TOTP.activate(found, SECRET)
    at = time.time()
    monkeypatch.setattr(time, "time", lambda: at)
    return found


def shown(away: int) -> str:
    """What the authenticator shows so many half minutes from now."""
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + away)))


def opens(nurse: Staff, typed: str) -> bool:
    """Whether the password and this code open the clinic."""
    browser = Client()
    browser.post("/account/login/", {"login": nurse.email, "password": PASSWORD})
    browser.post("/account/factor/", {"code": typed})
    return "_auth_user_id" in browser.session


@pytest.mark.parametrize(("away", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_may_change_while_it_is_typed(away: int, good: bool, nurse: Staff) -> None:
    assert opens(nurse, shown(away)) is good


def test_a_code_opens_once_for_as_long_as_it_is_tolerated(nurse: Staff) -> None:
    assert opens(nurse, shown(0))
    assert not opens(nurse, shown(0))
    cache.delete(f"allauth.mfa.totp.used?user={nurse.pk}&code={shown(0)}")  # it forgets after one step
    assert not opens(nurse, shown(0))
    assert opens(nurse, shown(1))
