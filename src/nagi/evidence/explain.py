"""Explain one item both ways: what it rests on, and what rests on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nagi.errors import NagiError, Problem
from nagi.evidence.library import Knowledge
from nagi.evidence.records import Claim, Finding, ReferenceAudit, Work
from nagi.evidence.rules import Rule
from nagi.language import Text

Item = Work | Finding | Claim | Rule | ReferenceAudit


@dataclass(frozen=True, kw_only=True)
class Link:
    """A neighbour of the item: how it is related, its id, and one line about it."""

    relation: str
    id: str
    about: Text

    def as_data(self) -> dict[str, str]:
        """The link for machines."""
        return {"relation": self.relation, "id": self.id, "ja": self.about.ja, "en": self.about.en}


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """One item with everything it rests on and everything that rests on it."""

    item: Item
    rests_on: tuple[Link, ...]
    carries: tuple[Link, ...]

    def as_data(self) -> dict[str, Any]:
        """The explanation for machines."""
        return {
            "item": self.item.model_dump(mode="json", by_alias=True, exclude_none=True),
            "rests_on": [link.as_data() for link in self.rests_on],
            "carries": [link.as_data() for link in self.carries],
        }


def explain(item_id: str, knowledge: Knowledge) -> Explanation:
    """The explanation of a work, finding, claim, rule or reference audit.

    Raises NagiError with the nearest known ids if there is no such item.
    """
    item = _find(item_id, knowledge)
    carries = (
        Link(relation=relation, id=other.id, about=_about(other))
        for other in _all(knowledge)
        for relation, name in _links(other)
        if name == item.id
    )
    below = (
        Link(relation=relation, id=name, about=_about(_find(name, knowledge)))
        for relation, name in _links(item)
    )
    return Explanation(item=item, rests_on=tuple(below), carries=tuple(carries))


def _all(knowledge: Knowledge) -> Iterator[Item]:
    yield from knowledge.works.values()
    yield from knowledge.findings.values()
    yield from knowledge.claims.values()
    yield from knowledge.table.rules.values()
    yield from knowledge.audits.values()


def _find(item_id: str, knowledge: Knowledge) -> Item:
    for collection in (
        knowledge.works, knowledge.findings, knowledge.claims, knowledge.table.rules, knowledge.audits,
    ):  # fmt: skip
        if item_id in collection:
            item: Item = collection[item_id]
            return item
    raise NagiError([_unknown(item_id, knowledge)])


def _unknown(item_id: str, knowledge: Knowledge) -> Problem:
    from_id = item_id.upper()
    near = [item.id for item in _all(knowledge) if from_id and from_id in item.id][:8]
    hint = ", ".join(near) or "GP-001, CL-NO-CURE, EV-B-KWON2020, ADGL2024"
    return Problem(
        code="NAGI-K009",
        where="knowledge",
        key=item_id if item_id.isascii() and item_id.isprintable() else "",
        said=Text(ja=f"この ID はありません。例: {hint}", en=f"no such id; for instance: {hint}"),
    )


def _links(item: Item) -> Iterator[tuple[str, str]]:
    """What an item rests on, with the kind of relation."""
    if isinstance(item, Rule | Finding):
        yield from (("work", name) for name in item.works)
    elif isinstance(item, Claim):
        yield from (("for", name) for name in item.findings_for)
        yield from (("against", name) for name in item.findings_against)
        yield from (("work", name) for name in item.works)
        yield from (("rule", name) for name in item.rules)
    elif isinstance(item, ReferenceAudit):
        yield from (("work", name) for name in item.works)
        yield "column", item.column


def _about(item: Item) -> Text:
    if isinstance(item, Work):
        return item.note
    if isinstance(item, Finding):
        return item.summary
    if isinstance(item, Claim):
        return item.physician
    if isinstance(item, Rule):
        return item.message
    return item.used_for
