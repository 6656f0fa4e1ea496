"""What follows from a recorded reaction: what stops, whom to tell within what time, and when it is over."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from nagi.dermatology.phrases import load_phrases
from nagi.dermatology.safety import GRADES, StopAction, stop_actions
from nagi.evidence.rules import RuleTable
from nagi.language import Text

SEVERE, LOT, GENERAL = "AE-100", "AE-103", "REG-020"
FATAL = GRADES[-1]
SAME_DAY = "physician_same_day"
ENDS = frozenset({"resolved", "resolvedWithSequelae", "fatal", "unknown"})
"""Outcomes with which an event may be closed (FHIR AdverseEvent); recovering and ongoing are no end."""


@dataclass(frozen=True, kw_only=True)
class ReportDuty:
    """One report that is due: `to` is the code of the recipient, `within` counts from the recording."""

    to: str
    name: Text
    rule_id: str
    within: timedelta


def report_duties(
    event_id: str, grade: int, *, lot_quarantined: bool, table: RuleTable
) -> tuple[ReportDuty, ...]:
    """Every report after one event (AE-001..022, grade 1 to 5), each recipient once, the most urgent first.

    The recipients are those of the event's rule and of REG-020, AE-100 and AE-103; the hours are assumed.
    """
    found: dict[str, str] = {}
    for to, rule_id in _recipients(event_id, grade, lot_quarantined=lot_quarantined, table=table):
        found.setdefault(to, rule_id)
    if SAME_DAY in found:
        found.pop("physician", None)
    duties = (_duty(to, rule_id) for to, rule_id in found.items())
    return tuple(sorted(duties, key=lambda duty: duty.within))


def stops_after(event_id: str, grade: int, site: str, *, table: RuleTable) -> tuple[StopAction, ...]:
    """What must stop after an event at `site`. Without a known site, what holds one site holds all of them."""
    found = stop_actions(event_id, grade, table=table)
    return tuple(
        replace(one, action="stop") if one.action == "stop_site" and not site else one for one in found
    )


def end_problem(outcome: str, grade: int) -> Text | None:
    """Why an event of this grade cannot be closed with this outcome; None if it can."""
    if outcome not in ENDS:
        return load_phrases().texts["safety.end.not_over"]
    if (outcome == "fatal") != (grade == FATAL):
        return load_phrases().texts["safety.end.fatal"]
    return None


def recipient(to: str) -> Text:
    """What to call a recipient of reports."""
    return load_phrases().texts[f"safety.recipient.{to}"]


def _recipients(
    event_id: str, grade: int, *, lot_quarantined: bool, table: RuleTable
) -> Iterator[tuple[str, str]]:
    codes = load_phrases().codes
    yield from ((to, event_id) for to in codes.get(f"safety.report.{event_id}", ()))
    yield from ((to, GENERAL) for to in codes["safety.report.always"])
    if grade >= table.rules[SEVERE].effect.detail("min_grade"):
        yield from ((to, SEVERE) for to in codes["safety.report.severe"])
    if grade == FATAL:
        yield from ((to, GENERAL) for to in codes["safety.report.fatal"])
    if lot_quarantined:
        yield from ((to, LOT) for to in codes["safety.report.lot"])


def _duty(to: str, rule_id: str) -> ReportDuty:
    hours = load_phrases().number(f"report_hours_{to}")
    return ReportDuty(to=to, name=recipient(to), rule_id=rule_id, within=timedelta(hours=hours))
