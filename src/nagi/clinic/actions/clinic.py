"""The clinic's own settings: names, terms, thresholds, prices, licensed questionnaires, as one TOML text."""

import json
import tomllib
from collections.abc import Mapping
from datetime import date

from nagi.clinic.access.rows import locked
from nagi.clinic.actions.action import Acting, Entry, action, changed
from nagi.clinic.records.models import Clinic
from nagi.dermatology.clinic import clinic_from
from nagi.errors import NagiError, Problem
from nagi.evidence.rulebook import load_rules
from nagi.language import Text

WHERE = "clinic"


@action("clinic.changed", "clinic.manage")
def change_clinic(acting: Acting, text: str, *, based_on: int) -> Entry:
    """Put new settings in force. Raises NagiError with every problem in them, Conflict if someone else changed them."""
    raw = parsed(text)
    clinic = locked(Clinic, acting.clinic, acting.clinic)
    before = clinic.own
    changed(clinic, based_on, own=raw, own_text=text)
    parts = sorted(name for name in {*before, *raw} if before.get(name) != raw.get(name))
    return Entry(subject="clinic", id=clinic.pk, data={"changed": parts, "version": clinic.version})


@action("clinic.equipped", "clinic.manage")
def equip(acting: Acting, facts: Mapping[str, bool | None], *, based_on: int) -> Entry:
    """What the clinic has ready (the group `clinic` of the field dictionary); None is unknown and never permits.

    Raises ValueError for a field that is not the clinic's.
    """
    if strange := set(facts) - names_of_clinic():
        raise ValueError(f"not fields of a clinic: {sorted(strange)}")
    clinic = locked(Clinic, acting.clinic, acting.clinic)
    known = {name: value for name, value in facts.items() if value is not None}
    changed(clinic, based_on, facts=known)
    return Entry(subject="clinic", id=clinic.pk, data={"facts": sorted(known), "version": clinic.version})


@action("clinic.law_checked", "clinic.manage")
def law_checked(acting: Acting) -> Entry:
    """Someone compared the legal status texts with the law as it is today (REG-024)."""
    return Entry(subject="clinic", id=acting.clinic, data={"rules": load_rules().digest[:12]})


def names_of_clinic() -> frozenset[str]:
    """The fields that the clinic itself answers."""
    return frozenset(name for name in load_rules().fields if name.startswith(f"{WHERE}."))


def parsed(text: str) -> dict[str, object]:
    """The settings as data, when nothing is wrong with them. Raises NagiError with every problem."""
    try:
        raw = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        said = Text(ja=f"TOML として読めません: {error}", en=f"not readable as TOML: {error}")
        raise NagiError([Problem(code="NAGI-W016", where=WHERE, key="", said=said)]) from None
    plain: dict[str, object] = json.loads(json.dumps(raw, default=_day))
    clinic_from(plain, where=WHERE, table=load_rules())
    return plain


def _day(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
