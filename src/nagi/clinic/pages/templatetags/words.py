"""`{% say "people.register" %}`, `{{ text|said }}`: words in the language of the reader."""

from collections.abc import Mapping
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from nagi.clinic.words import word, words
from nagi.dermatology.phrases import load_phrases
from nagi.dermatology.reporting import recipient
from nagi.evidence.rulebook import load_rules
from nagi.language import Lang, Text

register = template.Library()


def language() -> Lang:
    """The reader's language."""
    return "en" if get_language() == "en" else "ja"


@register.simple_tag
def say(key: str, **blanks: object) -> str:
    """One word of words/*.toml; its blanks are filled with what follows."""
    return word(key, **blanks).within(language())


@register.filter
def said(text: Text) -> str:
    """A text of two languages in the reader's."""
    return text.within(language())


@register.filter
def worded(code: str, prefix: str) -> str:
    """The word of a code: `{{ visit.kind|worded:"people.visit_" }}`."""
    return word(f"{prefix}{code}").within(language())


@register.filter
def known(code: str, group: str) -> str:
    """The word of the rule table for a code: `{{ course.route|known:"route" }}`; the code itself if it has none."""
    text = load_rules().words[group].get(code)
    return text.within(language()) if text else code


@register.filter
def spoken(stored: Mapping[str, str]) -> str:
    """A stored text of two languages in the reader's."""
    return stored.get(language(), "")


@register.filter
def grouped(number: int) -> str:
    """A whole number with its thousands apart."""
    return f"{number:,}"


@register.filter
def day(value: date | datetime | str | None) -> str:
    """A day as people write it: 2026年11月22日, 22 Nov 2026."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    if language() == "ja":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {value:%b} {value.year}"


@register.filter
def moment(value: datetime | None) -> str:
    """A day and a time in the clinic's zone."""
    return "" if value is None else f"{day(value)} {timezone.localtime(value):%H:%M}"


@register.filter
def reaction(event: str) -> str:
    """What a reaction (AE-001 to AE-022) is called."""
    return Text(**load_rules().rules[event].effect.detail("name")).within(language())


@register.filter
def grade_name(grade: int) -> str:
    """A grade in words."""
    return load_phrases().texts[f"grades.name.{grade}"].within(language())


@register.filter
def recipient_name(to: str) -> str:
    """Whom a report goes to."""
    return recipient(to).within(language())


@register.filter
def verb_name(verb: str) -> str:
    """What a verb of the trail means; the verb itself if it has no word."""
    said = words().get(f"verbs.{verb}")
    return said.within(language()) if said else verb


@register.filter
def page_name(name: str) -> str:
    """What a page that was looked at shows; the name of its address if it has no word."""
    said = words().get(f"views.{name}")
    return said.within(language()) if said else name


@register.filter
def noted(data: Mapping[str, object]) -> str:
    """What an action noted for the trail, as it was kept: `kind: intake; rules: GP-007 GP-008`."""
    return "; ".join(
        f"{name}: {' '.join(map(str, kept)) if isinstance(kept, list) else kept}"
        for name, kept in data.items()
        if kept not in (None, [], {})
    )


@register.filter
def percent(share: float | None) -> str:
    """A share in per cent with one decimal: 12.5 %; a dash for none."""
    return "—" if share is None else f"{share * 100:.1f} %"


@register.filter
def clock(value: datetime | None) -> str:
    """A time of day in the clinic's zone."""
    return "" if value is None else f"{timezone.localtime(value):%H:%M}"


@register.filter
def coded(code: str, group: str) -> str:
    """What the rule table calls a code: `{{ one.route|coded:"route" }}`."""
    return load_rules().word(group, code).within(language())


@register.filter
def site(code: str, side: str = "") -> str:
    """What a site is called: its region in the field dictionary, with its side if one was said."""
    regions, sides = (load_rules().fields[f"site.{name}"].options for name in ("region", "side"))
    called = regions[code].within(language()) if code in regions else code
    return f"{called} ({sides[side].within(language())})" if side in sides else called
