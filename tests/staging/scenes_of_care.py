"""From the signature to the session: told, consented, booked, treated."""

from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from nagi.clinic import clock
from nagi.clinic.demo import cast
from nagi.clinic.records.models import Part, Role
from staging.forms import MAIN, ON, VITALS, chart, fill, opened, player, sent
from staging.stage import EXPIRED, LOT, Stage
from staging.words import read

ROUTE, SITE = "dermapen_exosome", "cheek"
TREATMENT = "a[href$='/treatment/']"
GIVE = "form[action$='/give/'] p > button:not([data-camera])"


def told(on: Stage) -> None:
    """The physician explains benefit, risk, alternatives, cost and what nobody knows, and ticks each."""
    page = _treatment(on, Role.PHYSICIAN)
    opened(page, "a[href$='/counselling/']")
    for one in page.locator("[name=told]").all():
        one.check()
    sent(page, MAIN)
    assert page.url.endswith("/treatment/"), "what was told was not written down"


def consented(on: Stage) -> None:
    """The document is shown; today it is too early; tomorrow the patient draws a signature and it is sealed."""
    page = _treatment(on, Role.NURSE)
    opened(page, "a[href$='/consent/']")
    page.select_option("[name=route]", ROUTE)
    page.locator("[name=lot]").select_option(label=_with(page.locator("[name=lot] option"), LOT))
    sent(page, MAIN)
    page.wait_for_url("**/consents/*/")
    document = page.url
    _draw_consent(on, page)
    expect(page.locator("#errors")).to_contain_text(read(on.language, "too early"))
    on.morning(after=1)
    page.goto(document)
    sheet = page.locator(".sheets img").first
    sheet.scroll_into_view_if_needed()
    assert sheet.evaluate("async one => { await one.decode(); return one.naturalWidth }") > 0, "as printed"
    _draw_consent(on, page)
    page.wait_for_url(document)
    assert read(on.language, "consent holds") in page.inner_text("main")
    sealed = page.request.get(page.locator("a[href$='/sealed/']").evaluate("one => one.href"))
    assert sealed.body().startswith(b"%PDF")
    assert b"/ByteRange" in sealed.body(), "sealed by an electronic signature"


def booked(on: Stage) -> None:
    """The physician plans the course, whose price is the whole; reception books the first session in a week."""
    page = _treatment(on, Role.PHYSICIAN)
    opened(page, "section[aria-labelledby=signed] a[href$='/course/']")
    page.check(f"[name=route][value={ROUTE}]")
    page.check(f"[name=sites][value={SITE}]")
    sent(page, MAIN)
    page.wait_for_url("**/courses/*/")
    assert read(on.language, "total") in page.inner_text("main")
    desk = on.at(Role.RECEPTION)
    desk.goto(page.url)
    starts = clock.local(on.now + timedelta(days=7), "Asia/Tokyo")
    desk.fill("[name=starts_at]", f"{starts:%Y-%m-%dT11:00}")
    sent(desk, "form:has([name=starts_at]) button")


def treated(on: Stage) -> None:
    """A week later: asked and measured again, assessed, signed; an expired lot is refused; one vial is used."""
    on.morning(after=7)
    page = on.at(Role.NURSE)
    page.goto("/today/")
    opened(page, "section[aria-labelledby=booked] a")
    session = page.url
    sent(page, "form[action$='/open/'] button")
    opened(page, "a[href*='/visits/']")
    visit = page.url
    for step in ("skin", "you", "history"):
        page.goto(f"{visit}intake/{step}/")
        fill(page, cast.told(player(), Part.INTAKE))
        sent(page, ON)
    page.goto(f"{visit}signs/")
    fill(page, {**cast.told(player(), Part.SIGNS), **VITALS})
    sent(page, ON)
    _signed_today(on, visit)
    assert read(on.language, "vials before") in _row(page, LOT)
    page.goto(session)
    _write_session(page, EXPIRED)
    expect(page.locator("#errors")).to_contain_text(read(on.language, "not saved"))
    told = page.inner_text("#errors")
    assert "GP-058" in told
    assert read(on.language, "past its day") in told
    on.see(page, "refused", "h2")
    page.fill("[name=scanned]", LOT)
    sent(page, GIVE)
    expect(page.locator("#given")).to_be_visible()
    assert read(on.language, "vials after") in _row(page, LOT)


def _treatment(on: Stage, role: Role) -> Page:
    page = on.at(role)
    chart(on, page)
    opened(page, TREATMENT)
    return page


def _draw_consent(on: Stage, page: Page) -> None:
    """Every purpose answered, and a signature drawn with the mouse."""
    opened(page, "a[href$='/sign/']")
    for name in ("treatment", "data", "photo_chart", "registry"):
        page.check(f"[name={name}][value=yes]")
    for name in ("photo_teaching", "photo_advert"):
        page.check(f"[name={name}][value=no]")
    pad = page.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 60, box["y"] + 90)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 60 + 30 * step, box["y"] + 90 + (25 if step % 2 else -25), steps=3)
    page.mouse.up()
    on.see(page, "signature", "[name=registry]")
    sent(page, MAIN)


def _signed_today(on: Stage, visit: str) -> None:
    page = on.at(Role.PHYSICIAN)
    page.goto(visit)
    sent(page, "form[action$='/assess/'] button")
    sent(page, f"form[action$='/sign/'] {ON}")
    expect(page.locator("#s-signed")).to_be_visible()


def _write_session(page: Page, lot: str) -> None:
    page.fill("[name=scanned]", lot)
    page.check(f"[name='{SITE}.treated']")
    page.fill(f"[name='{SITE}.depth']", "0.5")
    page.fill(f"[name='{SITE}.passes']", "2")
    page.fill("[name=grams]", "5")
    page.fill("[name=minutes]", "30")
    page.check("[name=aftercare]")
    sent(page, GIVE)


def _row(page: Page, lot: str) -> str:
    page.goto("/stock/")
    return page.locator("tr", has_text=lot).inner_text()


def _with(options: Locator, text: str) -> str:
    return next(one for one in options.all_inner_texts() if text in one)
