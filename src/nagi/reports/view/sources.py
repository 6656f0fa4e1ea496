"""What a consultation rests on: every finding and work behind its rules and cards, cited in words."""

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

from nagi.dermatology.counselling.cards import Card
from nagi.dermatology.phrases import load_phrases
from nagi.evidence.citation import cite
from nagi.evidence.library import Knowledge
from nagi.evidence.records import Work
from nagi.reports.view.voice import Voice


def cards_in(part: object) -> Iterator[Card]:
    """Every evidence card anywhere in a part of a consultation."""
    if isinstance(part, Card):
        yield part
    elif dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            yield from cards_in(getattr(part, field.name))
    elif isinstance(part, tuple | list):
        for entry in part:
            yield from cards_in(entry)


def sources_view(
    cards: Iterable[Card], rule_works: Iterable[str], knowledge: Knowledge, voice: Voice
) -> dict[str, Any]:
    """The findings behind the cards, and the works behind findings, cards and fired rules."""
    shown = list(cards)
    finding_ids = sorted({name for card in shown for name in (*card.findings, *card.against)})
    findings = [knowledge.findings[name] for name in finding_ids]
    works = set(rule_works)
    works |= {work for card in shown for work in card.works}
    works |= {work for finding in findings for work in finding.works}
    return {
        "findings": [
            {
                "id": finding.id,
                "level": voice.plain(load_phrases().texts[f"levels.{finding.level.name.lower()}"]),
                "said": voice.plain(finding.summary),
                "works": list(finding.works),
            }
            for finding in findings
        ],
        "works": [_work(knowledge.works[work], voice) for work in sorted(works)],
    }


def _work(work: Work, voice: Voice) -> dict[str, str]:
    return {
        "id": work.id,
        "citation": cite(work) or work.id,
        "read": voice.words["read"][work.read.replace(" ", "_")],
        "note": voice.plain(work.note),
    }
