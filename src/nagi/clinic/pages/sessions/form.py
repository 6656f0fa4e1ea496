"""The form of a session: the lot, what was done at each planned site, the drip's observations, aftercare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from nagi.clinic.access import stock
from nagi.clinic.access.sessions import Written
from nagi.clinic.access.sheets import sides as sides_of
from nagi.clinic.pages.fields import Line, Worded, plain
from nagi.clinic.pages.templatetags.words import language, site
from nagi.clinic.records.models import Course, Lot, Staff
from nagi.clinic.words import word
from nagi.dermatology.plan.routing import NEEDLED, NUMBED
from nagi.dermatology.session import SiteDone
from nagi.evidence.rulebook import load_rules
from nagi.evidence.rules import DRIP
from nagi.interchange.gs1 import Unreadable, read_code

VITALS = {"systolic": 300, "diastolic": 200, "pulse": 250, "saturation": 100}
"""What is measured while a drip runs, and the greatest value that is not a slip of the finger."""


@dataclass(frozen=True)
class Group:
    """Some fields under one title."""

    title: str
    fields: Sequence[BoundField]


class SessionForm(Worded):
    """Made for one course: its sites, and what its route needs."""

    words_of = "sessions"
    scanned = forms.CharField(
        max_length=120, strip=False, widget=forms.TextInput(attrs={"autocomplete": "off", "data-scan": "lot"})
    )

    def __init__(self, course: Course, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.course = course
        self.groups: list[tuple[str, list[str]]] = []
        sides = sides_of(course.signature.assessment.visit)
        for code in course.sites:
            self._group(site(code, sides.get(code, "")), self._site(code))
        if course.route in NUMBED:
            grams, minutes = forms.FloatField(required=False, min_value=0), _whole(600)
            self._group(_said("anaesthetic"), {"grams": (grams, "grams"), "minutes": (minutes, "minutes")})
        if course.route == DRIP:
            for time in load_rules().rules["GP-062"].effect.detail("schedule_min"):
                asked = {f"{time}.{name}": (_whole(most), name) for name, most in VITALS.items()}
                self._group(word("sessions.at_minute", time=time).within(language()), asked)
        end: dict[str, tuple[forms.Field, str]] = {
            "aftercare": (forms.BooleanField(required=False), "aftercare"),
            "stopped_early": (Line(required=False, max_length=400), "stopped_early"),
        }
        self._group(_said("end"), end)

    @property
    def titled(self) -> list[Group]:
        """The fields under their titles."""
        return [Group(title, [self[name] for name in names]) for title, names in self.groups]

    def lot(self, by: Staff, on: date) -> Lot | None:
        """The lot that the code names; None, with an error beside the code, if it names none or several."""
        try:
            code = read_code(
                "\x1d".join(plain(part) for part in self.cleaned_data["scanned"].split("\x1d")), on=on
            )
        except Unreadable as odd:
            self.add_error("scanned", odd.said.within(language()))
            return None
        lots = stock.found(by, code.lot, code.gtin)
        if len(lots) != 1:
            self.add_error("scanned", word("stock.not_one", count=len(lots)).within(language()))
            return None
        return lots[0]

    def written(self) -> Written:
        """What was written down."""
        told: Mapping[str, Any] = self.cleaned_data
        treated = [code for code in self.course.sites if told[f"{code}.treated"]]
        times = {name.partition(".")[0] for name in told if name.endswith(".pulse")}
        watched = {time: {name: told[f"{time}.{name}"] for name in VITALS} for time in times}
        areas = {code: told[f"{code}.area"] for code in treated if told.get(f"{code}.area") is not None}
        return Written(
            done=[
                SiteDone(site=code, depth_mm=told.get(f"{code}.depth"), passes=told.get(f"{code}.passes"))
                for code in treated
            ],
            areas=areas, anaesthetic_grams=told.get("grams"), anaesthetic_minutes=told.get("minutes"),
            monitored={
                time: vitals for time, vitals in watched.items() if all(one is not None for one in vitals.values())
            },
            aftercare_given=told["aftercare"], stopped_early=told["stopped_early"],
        )  # fmt: skip

    def _site(self, code: str) -> dict[str, tuple[forms.Field, str]]:
        fields: dict[str, tuple[forms.Field, str]] = {
            f"{code}.treated": (forms.BooleanField(required=False), "treated")
        }
        if self.course.route in NEEDLED:
            fields[f"{code}.depth"] = (forms.FloatField(required=False, min_value=0, max_value=3), "depth")
            fields[f"{code}.passes"] = (_whole(20), "passes")
        fields[f"{code}.area"] = (forms.FloatField(required=False, min_value=0, max_value=20_000), "area")
        return fields

    def _group(self, title: str, fields: Mapping[str, tuple[forms.Field, str]]) -> None:
        for name, (field, key) in fields.items():
            field.label = _said(key)
            self.fields[name] = field
        self.groups.append((title, list(fields)))


def _whole(most: int) -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=0, max_value=most)


def _said(key: str) -> str:
    return word(f"sessions.{key}").within(language())
