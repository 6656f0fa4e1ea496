"""Cards that were shown in another program, and what became of them. Codes only: a comment is never kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from nagi.clinic.access.cards import shown_card
from nagi.clinic.actions.action import Acting, Entry, action


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What became of one card, and the code of the reason for setting it aside."""

    card: UUID
    outcome: str
    reason: str | None


@action("cards.shown", "decision.read")
def show_cards(
    acting: Acting, call: UUID, service: str, cards: Mapping[UUID, str], patient: UUID | None
) -> Entry:
    """Tell the trail which rule each card was about."""
    data = {"service": service, "cards": {str(card): rule for card, rule in cards.items()}}
    return Entry(subject="call", id=call, patient=patient, data=data)


@action("cards.answered", "decision.read")
def answer_cards(acting: Acting, service: str, answers: Sequence[Answer]) -> Entry:
    """Keep what became of cards. Raises Hidden for a card that this service never showed here."""
    told = {
        str(one.card): {
            "rule": shown_card(acting.clinic, service, one.card), "outcome": one.outcome, "reason": one.reason,
        }
        for one in answers
    }  # fmt: skip
    return Entry(subject="cards", id=answers[0].card, data={"service": service, "answers": told})
