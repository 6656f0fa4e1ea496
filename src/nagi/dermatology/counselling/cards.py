"""Evidence cards: what may be said about a subject, how sure it is, and what it does not show."""

from collections.abc import Iterable
from dataclasses import dataclass

from nagi.dermatology.phrases import Phrases
from nagi.evidence.records import Claim, Level
from nagi.language import Text


@dataclass(frozen=True, kw_only=True)
class Card:
    """One claim ready to be shown.

    `patient` and `physician` say the same for two readers, `not_shown` what must not be concluded;
    `findings` speak for it, `against` against it. `level_said` names the kind of study behind it.
    """

    claim_id: str
    about: str
    subject: str
    level: Level
    level_said: Text
    patient: Text
    physician: Text
    not_shown: Text
    findings: tuple[str, ...]
    against: tuple[str, ...]
    works: tuple[str, ...]


def cards(claims: Iterable[Claim], phrases: Phrases) -> tuple[Card, ...]:
    """A card for each claim, each claim once, in order of their ids."""
    by_id = {claim.id: claim for claim in claims}
    return tuple(_card(by_id[claim_id], phrases) for claim_id in sorted(by_id))


def _card(claim: Claim, phrases: Phrases) -> Card:
    return Card(
        claim_id=claim.id,
        about=claim.about,
        subject=claim.subject,
        level=claim.level,
        level_said=phrases.texts[f"levels.{claim.level.name.lower()}"],
        patient=claim.patient,
        physician=claim.physician,
        not_shown=claim.not_shown,
        findings=claim.findings_for,
        against=claim.findings_against,
        works=claim.works,
    )
