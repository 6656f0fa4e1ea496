"""From reception to the signature: registered, invited, answered on a telephone, measured, decided, signed."""

from functools import cache
from io import BytesIO

from PIL import Image
from playwright.sync_api import Page, expect

from nagi.clinic.demo import cast
from nagi.clinic.demo.command import code
from nagi.clinic.records.models import Part, Role
from staging.forms import MAIN, NAMES, ON, VITALS, fill, forecasts_are_told, opened, player, scored, sent
from staging.hands import Hand, Keyboard
from staging.stage import KEYS, Stage
from staging.words import read

KANA = "カクウ ミオ"
EASI = {
    "head_neck.erythema": "1", "head_neck.lichenification": "1", "head_neck.area_score": "2",
    "upper_limbs.erythema": "2", "upper_limbs.edema_papulation": "2", "upper_limbs.excoriation": "1",
    "upper_limbs.lichenification": "1", "upper_limbs.area_score": "3",
}  # fmt: skip
"""0.1 x 2 x 2 for head and neck, 0.2 x 6 x 3 for the arms, nothing elsewhere: 4.0."""


def registered(on: Stage) -> None:
    """Reception writes down who came, and what the data may be used for."""
    page = on.at(Role.RECEPTION)
    page.goto("/patients/new/")
    for name, text in {
        "kanji": NAMES[on.language], "kana": "かくう みお", "born_on": "1997-04-12", "phone": "０００-0000-0000"
    }.items():  # fmt: skip
        page.fill(f"[name={name}]", text)
    page.select_option("select[name=language]", on.language)
    for purpose in ("care", "registry", "photographs", "reminders"):
        page.check(f"[name={purpose}]")
    on.see(page, "register")
    sent(page, MAIN)
    expect(page.locator("h1")).to_contain_text([NAMES[on.language]])
    assert KANA in page.inner_text("main"), "hiragana became katakana"


def invited(on: Stage) -> str:
    """Reception opens the visit and shows a private link, once."""
    page = on.at(Role.RECEPTION)
    sent(page, "form:has([name=open_visit]) button")
    opened(page, "section[aria-labelledby=visits] a")
    sent(page, "form[action$='/link/'] button")
    on.see(page, "link")
    return page.input_value("#address")


def answered(on: Stage, link: str) -> None:
    """The patient fills in the intake on a telephone; afterwards the link opens nothing."""
    page = on.phone()
    page.goto(link)
    assert link not in page.url, "the secret stands in no further address"
    page.locator("[data-region=cheek] path").first.click()
    page.check("#site_antecubital")
    assert page.is_checked("#site_cheek"), "the figure and the list are one"
    on.see(page, "where", "h1")
    sent(page, ON)
    for step in ("skin", "you", "history"):
        page.wait_for_url(f"**/intake/{step}/")
        fill(page, cast.told(player(), Part.INTAKE))
        sent(page, ON)
    page.wait_for_url("**/intake/check/")
    assert read(on.language, "ointment") in page.inner_text("main")
    sent(page, ON)
    expect(page.locator("h1")).to_have_text(read(on.language, "thanks"))
    page.goto(link)
    expect(page.locator("h1")).to_have_text(read(on.language, "gone"))


def measured(on: Stage) -> None:
    """The nurse records signs, vital signs, the EASI with its live score, and a photograph."""
    page = on.at(Role.NURSE)
    page.goto("/today/")
    opened(page, "td a")
    visit = page.url
    opened(page, "a[href$='/signs/']")
    fill(page, {**cast.told(player(), Part.SIGNS), **VITALS})
    sent(page, ON)
    opened(page, "a[href$='/easi/']")
    for one in page.locator("select").all():
        one.select_option(EASI.get(one.get_attribute("name") or "", "0"))
    expect(page.locator("#score")).to_contain_text(read(on.language, "easi"))
    on.see(page, "easi")
    sent(page, ON)
    page.goto(visit)
    opened(page, "a[href$='/photographs/']")
    page.fill("[name=finding]", "淡い紅斑(見本)" if on.language == "ja" else "faint redness (a sample)")
    page.set_input_files("[name=file]", {"name": "skin.png", "mimeType": "image/png", "buffer": _picture()})
    sent(page, "form[enctype] button")
    expect(page.locator(".pictures img")).to_have_count(1)
    scored(on, {"poem": "12", "itch": "6"})


def decided(on: Stage) -> None:
    """The physician logs in, finds the patient, has the rules look, reads, signs. In English by keyboard alone."""
    page = on.door("desk of the physician")
    hand = Keyboard(page) if on.language == "en" else Hand(page)
    _log_in(on, page, hand)
    _find(page, hand)
    hand.press(page.locator("form[action$='/assess/'] button"))
    page.wait_for_url("**/decisions/*/")
    _reads(on, page)
    line = page.locator("[name='cheek/topical_exosome']")
    hand.choose(line, "deferred")
    hand.write(
        page.locator("[name='cheek/topical_exosome.reason']"),
        "まず保湿を見直す" if on.language == "ja" else "moisturiser first",
    )
    hand.press(page.locator("form[action$='/sign/'] .sending button"))
    expect(page.locator("#s-signed")).to_be_visible()
    signed = page.locator("section[aria-labelledby=s-signed]").inner_text()
    assert read(on.language, "signed") in signed
    assert read(on.language, "postponed") in signed
    _refused_to_the_nurse(on, page.url)
    on.windows[Role.PHYSICIAN.value] = on.windows.pop("desk of the physician")


def _log_in(on: Stage, page: Page, hand: Hand) -> None:
    page.goto("/today/")
    hand.write(page.locator("[name=login]"), on.house.staff[Role.PHYSICIAN].email)
    hand.write(page.locator("[name=password]"), KEYS.password)
    hand.press(page.locator("main form button"))
    page.wait_for_url("**/account/factor/*")
    hand.write(page.locator("[name=code]"), code(KEYS.secret))
    page.keyboard.press("Enter")
    page.wait_for_url("**/today/")


def _find(page: Page, hand: Hand) -> None:
    hand.press(page.locator("nav a[href='/patients/']"))
    page.wait_for_url("**/patients/")
    hand.write(page.locator("#asked"), KANA)
    hand.press(page.locator(".search button"))
    hand.press(page.locator("table th a"))
    hand.press(page.locator("section[aria-labelledby=visits] li a"))


def _reads(on: Stage, page: Page) -> None:
    """The phase of each site, the reasons with their rules, and the forecast beside what it is compared with."""
    told = page.inner_text("main")
    for key in ("candidate", "stable", "active", "no needling", "provisional", "computing"):
        assert read(on.language, key) in told, key
    assert "S004-008" in told
    on.see(page, "decision", "#d-phase")
    forecasts_are_told()
    forecast = page.locator("#forecast")
    expect(forecast.locator("svg")).to_be_visible()  # the page asks every four seconds
    told = forecast.inner_text()
    for key in ("nothing", "care", "saline"):
        assert read(on.language, key) in told, key
    on.see(page, "forecast", "#d-forecast")
    page.evaluate("scrollTo(0, 0)")


def _refused_to_the_nurse(on: Stage, decision: str) -> None:
    """Nobody but a physician sees it (REG-003)."""
    page = on.at(Role.NURSE)
    page.goto(decision)
    expect(page.locator("h1")).to_have_text(read(on.language, "forbidden"))


@cache
def _picture() -> bytes:
    """A plain surface in place of skin: nobody was photographed."""
    kept = BytesIO()
    Image.radial_gradient("L").resize((320, 240)).convert("RGB").save(kept, "PNG")
    return kept.getvalue()
