"""How often physicians set a rule aside when they signed, and why: from the trail and the signatures."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nagi.clinic.access.rows import rows
from nagi.clinic.records.models import AuditEvent, SignedRoute, Staff
from nagi.dermatology.decision.verdict import STRICTNESS

SIGNED, ASSESSED = "assessment.signed", "visit.assessed"


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One route that was signed otherwise than decided, and why."""

    assessment: UUID
    at: datetime
    site: str | None
    route: str
    decided: str
    signed: str
    reason: str

    @property
    def looser(self) -> bool:
        """Was it opened?"""
        return STRICTNESS[self.signed] < STRICTNESS[self.decided]  # type: ignore[index]


@dataclass(frozen=True, kw_only=True)
class OverriddenRule:
    """One rule ("" for none) with what was changed against it, the newest first, and in how many decisions it fired."""

    rule: str
    fired: int
    changed: Sequence[Changed]

    @property
    def decisions(self) -> int:
        """In how many decisions it was set aside."""
        return len({one.assessment for one in self.changed})

    @property
    def looser(self) -> int:
        """How many routes were opened."""
        return sum(one.looser for one in self.changed)

    @property
    def stricter(self) -> int:
        """How many were made stricter."""
        return len(self.changed) - self.looser


def overridden_rules(by: Staff) -> Sequence[OverriddenRule]:
    """Every rule that was ever set aside in the own clinic, the most often first."""
    found: dict[str, list[Changed]] = {}
    for rule, changed in _changes(by.clinic_id):
        found.setdefault(rule, []).append(changed)
    fired = _fired(by.clinic_id) if found else Counter()
    made = [OverriddenRule(rule=rule, fired=fired[rule], changed=held) for rule, held in found.items()]
    return sorted(made, key=lambda one: (-one.decisions, one.rule))


def _changes(clinic: UUID) -> Iterator[tuple[str, Changed]]:
    against = _against(clinic)
    routes = rows(SignedRoute, clinic).filter(signature__in=against).select_related("signature")
    for one in routes.order_by("-signature__at", "site", "route"):
        name = one.route if one.site is None else f"{one.site}/{one.route}"
        if name not in against[one.signature_id]:
            continue
        changed = Changed(
            assessment=one.signature.assessment_id, at=one.signature.at, site=one.site, route=one.route,
            decided=one.decided, signed=one.signed, reason=one.reason or "",
        )  # fmt: skip
        for rule in against[one.signature_id][name] or [""]:
            yield rule, changed


def _against(clinic: UUID) -> Mapping[UUID, Mapping[str, list[str]]]:
    """The rules behind each route that was changed, by signature."""
    events = rows(AuditEvent, clinic).filter(verb=SIGNED).values_list("subject", "data")
    return {
        UUID(subject.removeprefix("signature:")): data["against"]
        for subject, data in events
        if data.get("against")
    }


def _fired(clinic: UUID) -> Counter[str]:
    told = rows(AuditEvent, clinic).filter(verb=ASSESSED).values_list("data", flat=True)
    return Counter(rule for data in told for rule in data["rules"])
