"""Login in a real browser: password, then the second factor, which is set up at the first time."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from browser import Reader, chromium, needs_chromium, window
from clinic_house import PASSWORD, House
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from nagi.clinic.records.models import Role

pytestmark = pytest.mark.django_db(transaction=True)


def code(secret: str) -> str:
    """What the authenticator shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


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
