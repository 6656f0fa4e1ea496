"""For each goal of the person, every option side by side, and the order in which things come.

'Not now' and 'standard care first' are outcomes like any other (S004-004, GP-041, S000-018, S004-049).
"""

from dataclasses import dataclass
from typing import Literal

from nagi.dermatology.counselling.cards import Card
from nagi.dermatology.decision.verdict import Overall
from nagi.dermatology.phase import Phase
from nagi.dermatology.phrases import Statement
from nagi.evidence.rules import Status
from nagi.language import Text


@dataclass(frozen=True, kw_only=True)
class SiteStatus:
    """One option at one site: `name` is the body region with the site's code; the drip has no site."""

    site: str | None
    name: Text
    phase: Phase | None
    status: Status
    rule_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing that can be done for a goal: a route, standard care, or waiting.

    `best` and `worst` are the statuses over the target sites; None for standard care and waiting, which
    no rule withholds. `first` marks the option that comes before the others in this case.
    """

    code: str
    kind: Literal["route", "standard_care", "not_now"]
    name: Text
    said: Text
    best: Status | None
    worst: Status | None
    status_said: Text
    sites: tuple[SiteStatus, ...]
    reasons: tuple[Statement, ...]
    cards: tuple[Card, ...]
    requested: bool
    first: bool


@dataclass(frozen=True, kw_only=True)
class GoalComparison:
    """Every option for one goal. `examine` says what comes first, `caution` what the goal leaves open."""

    goal: str
    name: Text
    examine: Text
    caution: Text
    options: tuple[Option, ...]
    cards: tuple[Card, ...]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of the sequence, in order; `weeks` is the time to the next look, where there is one."""

    code: str
    said: Text
    sites: tuple[str, ...]
    rule_ids: tuple[str, ...]
    weeks: int | None


@dataclass(frozen=True, kw_only=True)
class Product:
    """One type of product, the routes it would be used for here, and what is known about it."""

    code: str
    name: Text
    routes: tuple[str, ...]
    cards: tuple[Card, ...]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What can be done, side by side, for one case. Provisional until a physician signs.

    `fair` says what a fair comparison needs and is not offered as care: needling with saline; `fair_cards`
    hold what is known of needling alone.
    `neither_better` is the statement that purified exosome and supernatant have no established rank.
    """

    case_id: str
    overall: Overall
    outcome: Text
    outcome_said: Text
    goals: tuple[GoalComparison, ...]
    steps: tuple[Step, ...]
    products: tuple[Product, ...]
    neither_better: Statement
    fair: Text
    fair_cards: tuple[Card, ...]
    provisional: Statement
