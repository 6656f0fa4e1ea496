"""After the session: a reaction, a diary, three months of contacts and scores, the registry."""

from playwright.sync_api import expect

from nagi.clinic import clock
from nagi.clinic.records.models import Role
from staging.forms import MAIN, chart, forecasts_are_told, one_after_the_other, opened, scored, sent
from staging.stage import LOT, Stage
from staging.words import read

SITE = "cheek"


def reacted(on: Stage) -> None:
    """Two days later the patient telephones: recorded, graded, the site stopped; no end without an outcome."""
    on.morning(after=2)
    page = on.at(Role.NURSE)
    chart(on, page)
    opened(page, "a[href$='/events/']")
    opened(page, "a[href$='/events/new/']")
    page.select_option("[name=event]", "AE-002")
    page.check("[name=grade][value='2']")
    page.select_option("[name=site]", SITE)
    page.fill(
        "[name=told]", "翌日から赤みと腫れ(架空)" if on.language == "ja" else "red and swollen (invented)"
    )
    sent(page, MAIN)
    page.wait_for_url("**/events/*-*/")
    assert read(on.language, "site stopped") in page.inner_text("main")
    assert LOT in page.inner_text("main"), "linked to its session and lot (AE-104)"
    on.see(page, "event")
    sent(page, "section[aria-labelledby=end] button")
    expect(page.locator("#errors")).to_contain_text(read(on.language, "needs an outcome"))
    one_after_the_other(page, "form[action*='/duties/'] button")
    on.morning(after=6)
    page.goto(page.url.replace("close/", ""))
    page.select_option("[name=outcome]", "resolved")
    page.fill("[name=outcome_on]", f"{clock.local(on.now, 'Asia/Tokyo'):%Y-%m-%d}")
    sent(page, "section[aria-labelledby=end] button")
    expect(page.locator("#what")).to_contain_text(read(on.language, "resolved"))


def kept_a_diary(on: Stage) -> None:
    """The patient writes an evening into the diary, on their own telephone."""
    page = on.at(Role.NURSE)
    chart(on, page)
    opened(page, "a[href$='/diary/']")
    sent(page, MAIN)
    address = page.locator("section[aria-labelledby=address] .id").inner_text()
    phone = on.phone()
    phone.goto(address)
    phone.wait_for_url("**/diary/")
    phone.fill("[name=itch]", "3")
    phone.fill("[name=wakings]", "0")
    phone.check("[name=flare][value=yes]")
    on.see(phone, "diary", "h1")
    phone.click("#diary button")
    expect(phone.locator("section[aria-labelledby=entries]")).to_contain_text(read(on.language, "itch"))


def followed(on: Stage) -> None:
    """Three months later: everyone due is reached, scores are taken; the chart and a new forecast have learnt them."""
    on.morning(after=85)
    page = on.at(Role.NURSE)
    page.goto("/contacts/")
    one_after_the_other(page, "form[action*='/contacts/'] button[value=yes]")
    scored(on, {"easi": "1.6", "poem": "6", "itch": "2"})
    expect(page.locator("svg.outcomes")).to_be_visible()
    table = page.locator("table").inner_text()
    assert all(shown in table for shown in ("4", "1.6", "6", "2"))
    assert read(on.language, "worse day") in page.inner_text("main")
    on.see(page, "chart", "#figure")
    forecasts_are_told()
    page.reload()
    expect(page.locator("section[aria-labelledby=forecast] svg")).to_be_visible()


def counted(on: Stage) -> None:
    """The registry counts this person; the trail is whole, and names who looked."""
    page = on.at(Role.AUDITOR)
    page.goto("/registry/")
    told = page.inner_text("main")
    assert read(on.language, "counted") in told
    assert read(on.language, "all followed") in page.inner_text("section[aria-labelledby=followed]")
    on.see(page, "registry")
    page.goto("/trail/")
    sent(page, "form[action$='/verify/'] button")
    expect(page.locator(".note[role=status]")).to_contain_text(read(on.language, "whole"))
