"""A consultation as plain data in one language: all that the page and the papers show."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from nagi.dermatology.counselling.cards import Card
from nagi.dermatology.intake.case import Case
from nagi.language import Lang
from nagi.reports.view.decision import decision_view, place_names
from nagi.reports.view.forecast import forecast_view
from nagi.reports.view.sources import cards_in, sources_view
from nagi.reports.view.voice import Voice
from nagi.services.consultation import Consultation

SHOWN_OF_DIGEST = 12
"""Characters of a digest that are printed; enough to tell two versions apart."""

MARKED = re.compile("[A-Za-z\u3041-\u30fe][\u0300-\u036f\u3099\u309a]+")
"""A letter or kana followed by accents or voicing marks of its own."""


def view_of(consultation: Consultation, *, lang: Lang) -> dict[str, Any]:
    """Everything about `consultation` that is shown, in words of `lang`, ready for JSON."""
    voice = Voice(lang, consultation.knowledge.table)
    return {
        "lang": lang,
        "w": voice.words,
        "names": {place or "": name for place, name in place_names(consultation.case, voice).items()},
        "record": _record(consultation, voice),
        "decision": decision_view(consultation.assessment, voice),
        "comparison": voice.plain(consultation.comparison),
        "forecast": forecast_view(consultation.forecast, voice),
        "plan": voice.plain(consultation.plan),
        "quotation": voice.plain(consultation.quotation),
        "counselling": voice.plain(consultation.counselling),
        "other_cards": voice.plain(_other_cards(consultation)),
        "consent": voice.plain(consultation.consent),
        "disclosures": voice.plain(consultation.disclosures),
        "safety": voice.plain(consultation.safety),
        "sources": _sources(consultation, voice),
        "own_thresholds": list(_own_thresholds(consultation, voice)),
        "provenance": _provenance(consultation),
    }


def _own_thresholds(consultation: Consultation, voice: Voice) -> Iterator[dict[str, str]]:
    """Each threshold that the clinic has changed, with its own value: nobody may loosen a rule unseen."""
    for name, value in consultation.clinic.thresholds.items():
        yield {"name": voice.plain(voice.table.threshold_names[name]), "value": f"{value:g}"}


def _record(consultation: Consultation, voice: Voice) -> dict[str, Any]:
    return {
        "id": consultation.case.id,
        "date": voice.day(consultation.on),
        "person": _person(consultation.case),
        "clinic": voice.plain(consultation.clinic.clinic),
    }


def _person(case: Case) -> Mapping[str, str | None]:
    """Name, reading and record number where given; marks typed apart are joined to their letters."""
    return {key: _joined(case.person.get(key)) for key in ("name", "kana", "record_number")}


def _joined(text: str | None) -> str | None:
    """Letters typed with separate marks as one. (Normalising the whole text would change kanji of names.)"""
    return MARKED.sub(lambda marked: unicodedata.normalize("NFC", marked[0]), text) if text else None


def _other_cards(consultation: Consultation) -> list[Card]:
    """Cards of the comparison that the counselling does not show, each once."""
    shown = {card.claim_id for card in cards_in(consultation.counselling)}
    others = {card.claim_id: card for card in cards_in(consultation.comparison)}
    return [card for claim_id, card in sorted(others.items()) if claim_id not in shown]


def _sources(consultation: Consultation, voice: Voice) -> dict[str, Any]:
    cards = [*cards_in(consultation.counselling), *_other_cards(consultation)]
    fired = consultation.assessment.decision.fired
    rule_works = [work for entry in fired for work in entry.rule.works]
    return sources_view(cards, rule_works, consultation.knowledge, voice)


def _provenance(consultation: Consultation) -> dict[str, str | None]:
    decision = consultation.assessment.decision
    quotation, consent = consultation.quotation, consultation.consent
    return {
        "rules_version": decision.rules_version,
        "rules": decision.rules_digest[:SHOWN_OF_DIGEST],
        "evidence": consultation.knowledge.digest[:SHOWN_OF_DIGEST],
        "prices": quotation.prices_digest[:SHOWN_OF_DIGEST] if quotation else None,
        "consent": consent.digest[:SHOWN_OF_DIGEST] if consent else None,
        "software": consultation.software_version,
    }
