"""What is still to be asked: every answer that a rule needed and did not get, or got twice differently."""

from collections.abc import Iterator
from dataclasses import dataclass

from nagi.dermatology.decision.verdict import Decision, Fired
from nagi.evidence.conditions import names_behind, names_read
from nagi.evidence.fields import Field
from nagi.evidence.rules import RuleTable
from nagi.language import Text

NOT_KNOWN = "unknown"
"""The code of the answer "I do not know"."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question: the field, the site or route it is about (None for the person), and who asks for it."""

    field: str
    place: str | None
    text: Text
    rule_ids: tuple[str, ...]


def open_questions(decision: Decision, table: RuleTable) -> tuple[Question, ...]:
    """Every open question of a decision, in the order of the field dictionary, each once."""
    asked_by: dict[tuple[str, str | None], set[str]] = {}
    for name, place, rule_id in _asked(decision, table):
        asked_by.setdefault((name, place), set()).add(rule_id)
    order = {name: rank for rank, name in enumerate(table.fields)}
    return tuple(
        Question(
            field=name,
            place=place,
            text=table.fields[name].question or table.fields[name].label,
            rule_ids=tuple(sorted(asked_by[name, place])),
        )
        for name, place in sorted(asked_by, key=lambda key: (order[key[0]], key[1] or ""))
    )


def _asked(decision: Decision, table: RuleTable) -> Iterator[tuple[str, str | None, str]]:
    for entry in decision.fired:
        contradicts = entry.rule.effect.detail("flag") == "contradiction"
        for field in _read(entry, table, because=contradicts):
            if _open(entry, field, contradicts=contradicts):
                yield field.name, _place(entry, field), entry.rule.id
    for entry in decision.unanswered:
        for field in _read(entry, table, because=False):
            reported = field.asked == "reported" and field.name not in entry.facts
            if not reported and _open(entry, field, contradicts=False):
                yield field.name, _place(entry, field), entry.rule.id


def _read(entry: Fired, table: RuleTable, *, because: bool) -> Iterator[Field]:
    """The fields a rule read; only those behind its being true if `because`."""
    when = entry.rule.when
    if when is None:
        return
    names = names_behind(when, entry.facts, table.fields, table.bounds) if because else names_read(when)
    yield from (table.fields[name] for name in names if not table.fields[name].derived)


def _open(entry: Fired, field: Field, *, contradicts: bool) -> bool:
    """Not answered, answered with "not known", or one side of a contradiction."""
    seen = entry.facts.get(field.name)
    return seen is None or seen == NOT_KNOWN or contradicts


def _place(entry: Fired, field: Field) -> str | None:
    return entry.place if field.group in ("site", "product") else None
