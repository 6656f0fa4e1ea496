"""What people do at every page: find the patient, fill a form in, send it and wait for its answer."""

from collections.abc import Mapping
from typing import Any

from django.core.management import call_command
from playwright.sync_api import Page

from nagi.clinic.access.parts import fields
from nagi.clinic.demo import cast
from nagi.clinic.pages.sheets.asking import typed
from nagi.clinic.records.models import Role
from staging.stage import Stage

NAMES = {"ja": "架空 澪", "en": "Mio Kakuu (invented)"}
MAIN = "main form:not(.inline) button:not(.plain, .second, [data-camera])"
ON = ".sending button"
NOTHING: Mapping[str, Any] = {"flag": "false", "choices": ["_none"], "number": "_none", "integer": "_none"}
VITALS = {
    "vitals.temperature": 36.5, "vitals.pulse": 70, "vitals.systolic": 118, "vitals.diastolic": 72,
    "vitals.saturation": 98,
}  # fmt: skip


def player() -> cast.Player:
    """Whose answers are given: one stable site, one active."""
    return next(one for one in cast.cast() if one.case == "C01")


def sent(page: Page, button: str) -> None:
    """A form is sent, and its answer has arrived."""
    with page.expect_navigation():
        page.locator(button).first.click()


def opened(page: Page, link: str) -> None:
    """A link is followed, and its page has arrived: a click alone returns while the old page still stands."""
    sent(page, link)


def one_after_the_other(page: Page, buttons: str) -> None:
    """Press what is there until nothing is left."""
    while page.locator(buttons).count():
        sent(page, buttons)


def chart(on: Stage, page: Page) -> None:
    """Open the patient's chart from the list."""
    page.goto("/patients/")
    opened(page, f"table th a:has-text('{NAMES[on.language]}')")


def scored(on: Stage, values: Mapping[str, str]) -> None:
    """The nurse writes down totals of today."""
    page = on.at(Role.NURSE)
    for name, value in values.items():
        chart(on, page)
        opened(page, "main a[href$='/course/']")
        opened(page, "a[href$='/scores/new/']")
        page.select_option("[name=instrument]", name)
        page.fill("[name=value]", value)
        sent(page, MAIN)


def fill(page: Page, told: Mapping[str, Any]) -> None:
    """Every question of the open form: as told, and of whatever else is reported, that there is nothing."""
    sites = told.get("sites", {})
    given = {
        **told,
        **{f"{site}.{name}": value for site, own in sites.items() for name, value in own.items()},
    }
    for html in dict.fromkeys(one.get_attribute("name") or "" for one in page.locator("main [name]").all()):
        field = fields().get(html) or fields().get(html.partition(".")[2])
        if field is None:
            continue
        if html in given:
            _answer(page, html, typed(field, given[html]))
        elif field.asked == "reported" and field.kind in NOTHING:
            _answer(page, html, NOTHING[field.kind])


def _answer(page: Page, name: str, value: Any) -> None:
    one = page.locator(f'main [name="{name}"]')
    kind = one.first.evaluate("one => one.type")
    if kind in {"radio", "checkbox"}:
        for told in [value] if isinstance(value, str) else value:
            page.check(f'main [name="{name}"][value="{told}"]')
    elif kind.startswith("select"):
        one.select_option(value)
    elif value == "_none":
        page.check(f'main [name="{name}.none"]')
    else:
        one.fill(value)


def forecasts_are_told() -> None:
    """The worker computes what waits, in this process."""
    call_command("db_worker", batch=True, reload=False, startup_delay=False, interval=0, verbosity=0)
