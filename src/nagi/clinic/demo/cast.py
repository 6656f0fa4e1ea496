"""Who plays in the demo, and the answers of the worked cases that they give."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from nagi.clinic.access.parts import names_of
from nagi.clinic.actions.people import Person
from nagi.clinic.records.models import Part
from nagi.dermatology.intake.case import Case
from nagi.evidence.files import knowledge_root
from nagi.evidence.record import Record
from nagi.services.cases import read_cases


class Player(Record):
    """One invented person: the case they bring, how far they came, what happened then, and when they first came."""

    kanji: str
    kana: str
    latin: str = ""
    language: str = "ja"
    case: str
    reached: str
    then: str = ""
    days_ago: int


class Cast(Record):
    """Everyone."""

    person: tuple[Player, ...]


@cache
def cast() -> tuple[Player, ...]:
    """As cast.toml says."""
    file = Path(__file__).with_name("cast.toml")
    return Cast.model_validate(tomllib.loads(file.read_text(encoding="utf-8"))).person


@cache
def cases() -> Mapping[str, Case]:
    """The worked cases, by id."""
    return {case.id: case for case in read_cases(knowledge_root() / "cases" / "worked.yaml")}


def person(player: Player, on: date, day: int) -> Person:
    """What reception writes down: of the age that the case has; `day` spreads the birthdays."""
    born = date(
        on.year - round(cases()[player.case].patient.number("patient.age_years") or 0), 1 + day % 9, 1 + day
    )
    return Person(
        kanji=player.kanji, kana=player.kana, latin=player.latin, born_on=born, phone="000-0000-0000",
        email="", address="架空県凪の浜市1-1", language=player.language,
    )  # fmt: skip


def told(player: Player, part: Part) -> dict[str, Any]:
    """The answers of one part, as the case gives them."""
    case, named = cases()[player.case], names_of(part)
    return {
        **_of(case.patient.answers, named),
        "sites": dict(_placed(site.facts.answers, named) for site in case.sites),
    }


def _placed(answers: Mapping[str, Any], named: frozenset[str]) -> tuple[str, dict[str, Any]]:
    """The answers of one site by its region: a clinic knows the sites of the body map, not those of a case."""
    region = answers["site.region"]
    return region, _of({**answers, "site.code": region}, named)


def _of(answers: Mapping[str, Any], named: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if name in named}
