"""A proposal for the physician: where, how often and how deep, what to check, and when to stop.

Only routes that are permitted or under review are planned; otherwise the plan is standard care and a date
to look again. Provisional until a physician signs (REG-003, S000-021).
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from nagi.dermatology.phrases import Labelled, Statement
from nagi.evidence.rules import Route, Status
from nagi.language import Text

PlanKind = Literal["course", "standard_care", "look_again", "urgent_referral", "not_offered"]


@dataclass(frozen=True, kw_only=True)
class SitePlan:
    """One site of a route. Depths in mm, only for needling: start, greatest proposed, limit of the region."""

    site: str
    name: Text
    region: str | None
    status: Status
    rule_ids: tuple[str, ...]
    start_mm: float | None
    depth_mm: float | None
    limit_mm: float | None
    said: Text


@dataclass(frozen=True, kw_only=True)
class Anaesthetic:
    """Limits of anaesthetic cream (GP-025) and what must not be used (GP-022, GP-024); grams and minutes."""

    grams_max: float
    minutes_max: float
    minutes_atopic: float
    blocked: tuple[Labelled, ...]
    said: Text


@dataclass(frozen=True, kw_only=True)
class Monitoring:
    """Watching a drip (GP-062): when vital signs are taken (minutes, 'end', 'end+30'), how long it runs."""

    at: tuple[str, ...]
    minutes_min: int
    minutes_max: int
    said: Text


@dataclass(frozen=True, kw_only=True)
class RoutePlan:
    """One route: its sites (none for the drip), sessions, earliest dates and what it needs.

    `product` and `lot` are as recorded in the case; None is a gap to fill.
    """

    route: Route
    name: Text
    status: Status
    status_said: Text
    sites: tuple[SitePlan, ...]
    sessions: int
    interval_days: int
    dates: tuple[date, ...]
    schedule_said: Text
    product_type: str | None
    lot: str | None
    anaesthetic: Anaesthetic | None
    monitoring: Monitoring | None
    antiseptic: Text | None


@dataclass(frozen=True, kw_only=True)
class Check:
    """Something that must be there before the first session or on the day of each session."""

    code: str
    name: Text
    rule_id: str
    when: Literal["before_first", "each_session"]


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A safety contact: `day` counts from `after_session` (AE-105)."""

    on: date
    day: int
    after_session: int
    said: Text


@dataclass(frozen=True, kw_only=True)
class Call:
    """A sign after a session, how fast to call, and its days (first, last); None if there is no end."""

    code: str
    urgency: Literal["ambulance", "today", "appointment"]
    urgency_said: Text
    said: Text
    onset_days: tuple[int, int] | None
    rule_id: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The proposal for one case made on one day.

    `kind` is `course` if there is at least one route; otherwise standard care, a look again, an urgent
    referral, or nothing offered, with `look_again` where there is a date for it. `gates` must be passed
    before consent is asked for (GP-043, GP-044); `before`, `aftercare` and `calls` go home with the patient.
    """

    case_id: str
    made_on: date
    kind: PlanKind
    said: Text
    routes: tuple[RoutePlan, ...]
    not_planned: tuple[Statement, ...]
    gates: tuple[Labelled, ...]
    checks: tuple[Check, ...]
    before: tuple[Labelled, ...]
    aftercare: tuple[Labelled, ...]
    calls: tuple[Call, ...]
    stop_rules: tuple[Statement, ...]
    review: Statement | None
    review_after_sessions: int
    contacts: tuple[Contact, ...]
    look_again: date | None
    statements: tuple[Statement, ...]
    rules_version: str
    rules_digest: str
