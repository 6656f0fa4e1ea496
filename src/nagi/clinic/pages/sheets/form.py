"""The form of one step of a sheet, made from the field dictionary and repeated for each site."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from nagi.clinic.access.parts import Section, fields
from nagi.clinic.actions.sheets import ABSENT
from nagi.clinic.pages.sheets.asking import NONE, Asked, typed
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.pages.templatetags.words import site as named
from nagi.clinic.words import word

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Heading:
    """Some fields of the form under one title, with a line below them."""

    title: str
    fields: Sequence[BoundField]
    foot: str = ""


class SheetForm(forms.Form):
    """Asks what the sections ask, for the person or for each of `sites`."""

    def __init__(
        self,
        sections: Sequence[Section],
        sites: Sequence[str],
        *args: Any,
        sides: Mapping[str, str] | None = None,
        hinted: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.places: dict[str, tuple[str | None, str]] = {}
        self._headings: list[tuple[str, list[str]]] = []
        for section, site in _repeated(sections, sites):
            names = []
            for name in section.fields:
                html = name if site is None else f"{site}.{name}"
                self.fields[html] = Asked(fields()[name], hinted=hinted)
                self.places[html] = site, name
                names.append(html)
            title = word(f"sheets.section_{section.key}").within(language())
            called = site and named(site, (sides or {}).get(site, ""))
            self._headings.append((f"{called} — {title}" if called else title, names))

    @property
    def headings(self) -> list[Heading]:
        """The fields under their titles."""
        return [Heading(title, [self[name] for name in names]) for title, names in self._headings]

    @property
    def by_site(self) -> bool:
        """Does it ask anything of a site?"""
        return any(site is not None for site, _ in self.places.values())

    def told(self) -> dict[str, Any]:
        """The answers, by field name; those of sites below `sites`."""
        told: dict[str, Any] = {}
        for html, value in self.cleaned_data.items():
            site, name = self.places[html]
            held = told if site is None else told.setdefault("sites", {}).setdefault(site, {})
            held[name] = value
        return told

    def written(self, answers: Answers) -> dict[str, Any]:
        """Stored answers as they stand in this form. A step that was saved shows what was left out as nothing."""
        places = self.places.items()
        saved = any(_held(answers, site, name)[0] for _, (site, name) in places)
        shown: dict[str, Any] = {}
        for html, (site, name) in places:
            there, value = _held(answers, site, name)
            if there or saved:
                shown[html] = typed(fields()[name], value if there else _left_out(name))
        return shown

    def said(self, answers: Answers, html: str) -> dict[str, Any] | None:
        """One stored answer in words; None if it was never asked or there is nothing to report."""
        site, name = self.places[html]
        there, value = _held(answers, site, name)
        return _line(self.fields[html], name, value) if there else None

    def differing(self, answers: Answers, sent: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Each field whose stored answer is not what was sent, with both in words."""
        stored = self.written(answers)
        return [
            {
                "label": f"{named(site)} {self.fields[html].label}" if site else self.fields[html].label,
                "theirs": _said(name, _held(answers, site, name)[1]),
                "yours": _said(name, sent.get(html)),
            }
            for html, (site, name) in self.places.items()
            if stored.get(html, "") != typed(fields()[name], sent.get(html))
        ]


def _line(field: forms.Field, name: str, value: Any) -> dict[str, Any]:
    return {"label": field.label, "said": _said(name, value), "open": value is None}


def from_draft(kept: Mapping[str, Sequence[str]], form: SheetForm) -> dict[str, Any]:
    """What was typed and not saved, as it stands in the form."""
    shown: dict[str, Any] = {}
    for html, (_, name) in form.places.items():
        values = list(kept.get(html, []))
        if f"{html}.none" in kept:
            shown[html] = NONE
        else:
            shown[html] = values if fields()[name].kind == "choices" else (values or [""])[-1]
    return shown


def _repeated(sections: Sequence[Section], sites: Sequence[str]) -> Iterator[tuple[Section, str | None]]:
    """Sections of the person as they stand; those of sites together, site by site."""
    person = [one for one in sections if not one.each_site]
    each = [one for one in sections if one.each_site]
    first = [one for one in person if sections.index(one) < sections.index(each[0])] if each else person
    yield from ((one, None) for one in first)
    yield from ((one, site) for site in sites for one in each)
    yield from ((one, None) for one in person if one not in first)


def _held(answers: Answers, site: str | None, name: str) -> tuple[bool, Any]:
    place = answers if site is None else answers.get("sites", {}).get(site, {})
    return name in place, place.get(name)


def _left_out(name: str) -> str | None:
    """What a field says that a saved step left out: nothing to report, if that is an answer to it."""
    return ABSENT if fields()[name].asked == "reported" else None


def _said(name: str, value: Any) -> str:
    field = fields()[name]
    if value == ABSENT:
        return word("sheets.nothing").within(language())
    return field.show(tuple(value) if isinstance(value, list) else value, language())
