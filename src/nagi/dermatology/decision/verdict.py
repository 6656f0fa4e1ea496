"""What the rules say about one case: a status for each route at each site, with every reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from nagi.dermatology.phase import Criteria, Phase
from nagi.evidence.fields import Value
from nagi.evidence.rules import DRIP, STATUSES, Route, Rule, Status

STRICTNESS: dict[Status, int] = {status: len(STATUSES) - rank for rank, status in enumerate(STATUSES)}
"""permitted 1, review 2, deferred 3, refused 4."""


class Overall(StrEnum):
    """The result for the person as a whole, in order of precedence."""

    URGENT_REFERRAL = "urgent_referral"
    STANDARD_CARE_FIRST = "standard_care_first"
    NOT_ELIGIBLE = "not_eligible"
    NOT_NOW = "not_now"
    CANDIDATE = "candidate_pending_physician"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fired:
    """One rule that fired, where (a site code, a route, or None for the person), and the facts it saw."""

    rule: Rule
    place: str | None
    facts: Mapping[str, Value] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class RouteDecision:
    """One route at one site (or the drip): its status and the rules that gave it, the strictest first."""

    status: Status
    reasons: tuple[Fired, ...]


@dataclass(frozen=True, kw_only=True)
class SiteDecision:
    """One target site: its phase, the items behind it, and every local route."""

    code: str
    phase: Phase
    criteria: Criteria
    routes: Mapping[Route, RouteDecision]


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The decision on one case, provisional until a physician signs (S004-022, REG-003).

    `unanswered` are the rules that a missing answer left open.
    """

    case_id: str
    overall: Overall
    sites: tuple[SiteDecision, ...]
    drip: RouteDecision
    fired: tuple[Fired, ...]
    unanswered: tuple[Fired, ...]
    rules_version: str
    rules_digest: str
    physician_signoff_required: bool = True

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """Every rule whose condition is true, each once, sorted."""
        return tuple(sorted({fired.rule.id for fired in self.fired}))

    @property
    def advice(self) -> tuple[str, ...]:
        """Codes of what to do and to talk about, sorted (labels: words.toml, advice)."""
        return tuple(sorted({code for fired in self.fired for code in fired.rule.effect.advice}))

    @property
    def blocked_materials(self) -> tuple[str, ...]:
        """Codes of materials that must not be used, sorted (labels: words.toml, material)."""
        lists = (fired.rule.effect.detail("materials") or () for fired in self.fired)
        return tuple(sorted({material for materials in lists for material in materials}))

    def routes(self) -> Iterable[tuple[str | None, Route, RouteDecision]]:
        """Every route decision with its site; the drip has none."""
        for site in self.sites:
            for route, decided in site.routes.items():
                yield site.code, route, decided
        yield None, DRIP, self.drip


def overall_of(effects: set[str], statuses: Iterable[Status]) -> Overall:
    """The result for the person, from the types of the effects that fired and all statuses."""
    seen = set(statuses)
    if "urgent_referral" in effects:
        return Overall.URGENT_REFERRAL
    if "standard_care_first" in effects:
        return Overall.STANDARD_CARE_FIRST
    if seen == {"refused"}:
        return Overall.NOT_ELIGIBLE
    return Overall.CANDIDATE if seen & {"permitted", "review"} else Overall.NOT_NOW
