"""The phase of one site on one day: stable, active, between them, or not to be judged.

Sources: S004-009..018 (four stable items, six active items), GP-045 (missing), GP-046 (contradiction),
GP-048 (transitional).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from nagi.evidence.conditions import Truth


class Phase(StrEnum):
    """安定期, 活動期, 移行期, 判定不能."""

    STABLE = "stable"
    ACTIVE = "active"
    TRANSITIONAL = "transitional"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, kw_only=True)
class Criteria:
    """Which items of the two lists are met at a site, and which cannot be judged."""

    stable_met: tuple[str, ...]
    active_met: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def may_be_active(self) -> bool:
        """An active item could not be judged and none is met: the site may be active unseen."""
        return not self.active_met and any(code.startswith("AC") for code in self.missing)


def criteria_of(truths: Mapping[str, Truth]) -> Criteria:
    """Sort the items ST1-ST4 and AC1-AC6 by whether they are met."""
    return Criteria(
        stable_met=_where(truths, "ST", met=True),
        active_met=_where(truths, "AC", met=True),
        missing=(*_where(truths, "ST", met=None), *_where(truths, "AC", met=None)),
    )


def phase_of(criteria: Criteria, *, contradictory: bool) -> Phase:
    """The phase: any active item; else undetermined if an item is missing; else stable if all four are met.

    A contradiction makes a stable or transitional site undetermined; an active one stays active.
    """
    if criteria.active_met:
        return Phase.ACTIVE
    if criteria.missing or contradictory:
        return Phase.UNDETERMINED
    return Phase.STABLE if len(criteria.stable_met) == STABLE_ITEMS else Phase.TRANSITIONAL


STABLE_ITEMS = 4


def any_active(sites: Iterable[tuple[Phase, Criteria]]) -> Truth:
    """Is any of these sites active? Unknown if none is, but one may be or there is no site."""
    judged = list(sites)
    if any(phase is Phase.ACTIVE for phase, _ in judged):
        return True
    return None if not judged or any(c.may_be_active for _, c in judged) else False


def _where(truths: Mapping[str, Truth], prefix: str, *, met: Truth) -> tuple[str, ...]:
    return tuple(sorted(code for code, truth in truths.items() if code.startswith(prefix) and truth is met))
