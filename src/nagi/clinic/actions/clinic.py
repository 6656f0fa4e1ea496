"""The clinic's own settings: names, terms, thresholds, prices, licensed questionnaires, as one TOML text."""

import json
import tomllib
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


@action("clinic.law_checked", "clinic.manage")
def law_checked(acting: Acting) -> Entry:
    """Someone compared the legal status texts with the law as it is today (REG-024)."""
    return Entry(subject="clinic", id=acting.clinic, data={"rules": load_rules().digest[:12]})


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
