"""What to expect after a session, how a reaction is graded, what follows from it, and whom to tell."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from nagi.dermatology.naming import stated
from nagi.dermatology.phrases import Labelled, Phrases, Statement, load_phrases
from nagi.evidence.rules import Rule, RuleTable
from nagi.language import Text

EXPECTED = "S000-042"
LONGER = "S000-031"
STOP_RULES = ("AE-100", "AE-101", "AE-102", "AE-103")
GRADES = (1, 2, 3, 4, 5)


@dataclass(frozen=True, kw_only=True)
class AdverseEvent:
    """One reaction (AE-001..022): how it shows, when, for how long, what to do and whom to tell.

    `ends_treatment` marks those after which exosome is never given again (AE-102).
    """

    id: str
    name: Text
    ctcae_term: str
    sign: Text
    onset: Text
    duration: Text
    typical_grade: str
    what_to_do: Text
    tell: Text
    ends_treatment: bool


@dataclass(frozen=True, kw_only=True)
class Grade:
    """One grade of severity, 1 to 5, and what it means."""

    grade: int
    name: Text
    meaning: Text
    action: Text


@dataclass(frozen=True, kw_only=True)
class Safety:
    """The safety sheet: expected course, grades, reactions, stop rules, contacts, whom reports go to.

    The expected course lasts at most `expected_days`; `contact_days` count from a session (AE-105).
    """

    expected: tuple[Labelled, ...]
    expected_days: int
    expected_said: Text
    longer_said: Statement
    grades: tuple[Grade, ...]
    events: tuple[AdverseEvent, ...]
    stop_rules: tuple[Statement, ...]
    contact_days: tuple[int, ...]
    report_to: tuple[Labelled, ...]


@dataclass(frozen=True, kw_only=True)
class StopAction:
    """What a rule demands after an event: `stop`, `stop_site`, `stop_permanent` or `quarantine_lot`."""

    rule_id: str
    action: str
    said: Text


def safety_sheet(table: RuleTable) -> Safety:
    """Everything a patient and the staff need to know about reactions, from the rule table."""
    phrases = load_phrases()
    expected = table.rules[EXPECTED].effect
    days = int(expected.detail("days_max"))
    codes = expected.detail("codes")
    return Safety(
        expected=tuple(Labelled(code=c, name=table.word("reaction", c), rule_id=EXPECTED) for c in codes),
        expected_days=days,
        expected_said=phrases.say("safety.expected", days=days),
        longer_said=stated(table, [LONGER])[0],
        grades=tuple(_grade(grade, phrases) for grade in GRADES),
        events=events(table),
        stop_rules=stop_rules(table),
        contact_days=tuple(_detail(table, "AE-105", "days")),
        report_to=tuple(
            Labelled(code=code, name=table.word("record", code), rule_id="REG-020")
            for code in _detail(table, "REG-020", "to")
        ),
    )


def events(table: RuleTable) -> tuple[AdverseEvent, ...]:
    """Every reaction the table defines, in order."""
    ending = frozenset(_detail(table, "AE-102", "ids"))
    defined = (rule for rule in table.rules.values() if rule.effect.type == "ae")
    return tuple(_event(rule, ends_treatment=rule.id in ending) for rule in defined)


def stop_rules(table: RuleTable) -> tuple[Statement, ...]:
    """When a course stops: after a reaction (AE-100..103), without improvement or when worse (GP-066, GP-067)."""
    phrases = load_phrases()
    no_change = phrases.statement(
        "safety.stop.no_change",
        sessions=int(_detail(table, "S000-044", "review_after_sessions")),
        easi=f"{phrases.number('easi_meaningful_fraction'):.0%}",
        poem=f"{phrases.number('poem_meaningful_points'):g}",
        itch=f"{phrases.number('itch_meaningful_points'):g}",
    )
    worse = phrases.statement(
        "safety.stop.worse",
        easi=f"{phrases.number('easi_worse_fraction'):.0%}",
        poem=f"{phrases.number('poem_worse_points'):g}",
    )
    return (*stated(table, STOP_RULES), no_change, worse)


def stop_actions(event_id: str, grade: int, *, table: RuleTable) -> tuple[StopAction, ...]:
    """What must stop after one event of this grade (AE-100, AE-101) and kind (AE-102), strictest first.

    Raises ValueError for a grade outside 1 to 5 or an event the table does not define.
    """
    if grade not in GRADES:
        raise ValueError(f"grade {grade}: a grade is 1, 2, 3, 4 or 5")
    if event_id not in table.rules or table.rules[event_id].effect.type != "ae":
        raise ValueError(f"{event_id} is not an adverse event of the rule table")
    found = ["AE-102"] if event_id in _detail(table, "AE-102", "ids") else []
    found += [rule for rule in ("AE-100", "AE-101") if grade >= _detail(table, rule, "min_grade")]
    return tuple(_action(table.rules[rule]) for rule in found)


def lot_action(event_ids: Iterable[str], *, table: RuleTable) -> StopAction | None:
    """Quarantine, if the events seen on one lot reach a threshold of AE-103; None otherwise."""
    phrases = load_phrases()
    seen = Counter(event_ids)
    limits = _detail(table, "AE-103", "thresholds")
    infections = sum(seen[event] for event in phrases.codes["safety.lot.infection"])
    sepsis = sum(seen[event] for event in phrases.codes["safety.lot.sepsis"])
    unexpected = [n for event, n in seen.items() if event not in phrases.codes["safety.lot.expected"]]
    reached = (
        infections >= limits["infection"]
        or sepsis >= limits["sepsis"]
        or max(unexpected, default=0) >= limits["unexpected_similar"]
    )
    return _action(table.rules["AE-103"]) if reached else None


def links(event_id: str, *, onset: date, session: date) -> bool:
    """Is an event linked to a session and its lot (AE-104)? Never to a session after its onset."""
    phrases = load_phrases()
    if onset < session:
        return False
    within = onset - session <= timedelta(days=phrases.number("link_days"))
    return within or event_id in phrases.codes["safety.link.any_time"]


def _event(rule: Rule, *, ends_treatment: bool) -> AdverseEvent:
    def text(key: str) -> Text:
        return Text(**rule.effect.detail(key))

    return AdverseEvent(
        id=rule.id,
        name=text("name"),
        ctcae_term=rule.effect.detail("ctcae_term"),
        sign=text("sign"),
        onset=text("onset"),
        duration=text("duration"),
        typical_grade=rule.effect.detail("typical_grade"),
        what_to_do=text("what_to_do"),
        tell=text("tell"),
        ends_treatment=ends_treatment,
    )


def _grade(grade: int, phrases: Phrases) -> Grade:
    name, meaning, action = (phrases.say(f"grades.{part}.{grade}") for part in ("name", "meaning", "action"))
    return Grade(grade=grade, name=name, meaning=meaning, action=action)


def _action(rule: Rule) -> StopAction:
    return StopAction(rule_id=rule.id, action=rule.effect.type, said=rule.message)


def _detail(table: RuleTable, rule_id: str, key: str) -> Any:
    return table.rules[rule_id].effect.detail(key)
