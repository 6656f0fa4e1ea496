"""Cards that a clinic's services showed, and how often each was set aside (statistics of overrides)."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from nagi.clinic.access.refusals import Hidden
from nagi.clinic.access.rows import rows
from nagi.clinic.records.models import AuditEvent, Staff

SHOWN, ANSWERED = "cards.shown", "cards.answered"


def shown_card(clinic: UUID, service: str, card: UUID) -> str:
    """The rule that a card of this clinic was about. Raises Hidden if the service never showed it."""
    event = _shown(clinic, card)
    if event.data["service"] != service:
        raise Hidden
    return str(event.data["cards"][str(card)])


def shown_to(clinic: UUID, card: UUID) -> Staff:
    """To whom a card was shown. Raises Hidden if it never was in this clinic, or they left."""
    by = _shown(clinic, card).by.removeprefix("staff:")
    staff = rows(Staff, clinic).filter(pk=by, is_active=True).first()
    if staff is None:
        raise Hidden
    return staff


def _shown(clinic: UUID, card: UUID) -> AuditEvent:
    event = (
        rows(AuditEvent, clinic).filter(verb=SHOWN, data__cards__has_key=str(card)).order_by("-turn").first()
    )
    if event is None:
        raise Hidden
    return event


def overrides(clinic: UUID) -> Mapping[str, Counter[str]]:
    """For each rule how many of its cards were shown, accepted, and overridden with which reason.

    Of several answers to one card the newest counts.
    """
    told: dict[str, Counter[str]] = {}
    newest: dict[str, tuple[str, str]] = {}
    for event in rows(AuditEvent, clinic).filter(verb__in=(SHOWN, ANSWERED)).order_by("turn"):
        for rule in event.data.get("cards", {}).values():
            told.setdefault(rule, Counter())["shown"] += 1
        for card, answer in event.data.get("answers", {}).items():
            reason = f"{answer['outcome']}:{answer['reason']}" if answer["reason"] else answer["outcome"]
            newest[card] = (answer["rule"], reason)
    for rule, reason in newest.values():
        told.setdefault(rule, Counter())[reason] += 1
    return told
