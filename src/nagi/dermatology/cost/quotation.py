"""What it costs: per session, for the course, and for a first year, from recorded prices only.

No price is invented (COST-002): a line without a recorded price says so, and every sum that contains it is
a least amount. Amounts are whole yen.
"""

from dataclasses import dataclass
from typing import Literal

from nagi.dermatology.phrases import Statement
from nagi.evidence.rules import Route
from nagi.language import Text


@dataclass(frozen=True, kw_only=True)
class Amount:
    """A sum of money from `low` to `high` yen; `at_least` if a part of it has no recorded price.

    `low` and `high` are None where not even a session has a recorded price.
    """

    low: int | None
    high: int | None
    at_least: bool
    said: Text


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a quotation: a unit price in yen, how often it is paid, and where it comes from.

    Where no price is recorded the unit price, tax, source and date are None and `amount_said` says so.
    """

    item: str
    label: Text
    per: Literal["session", "course"]
    unit_low: int | None
    unit_high: int | None
    count: int
    amount_said: Text
    tax_said: Text | None
    price_ids: tuple[str, ...]
    price_source: Text | None
    price_date: str | None


@dataclass(frozen=True, kw_only=True)
class RouteQuotation:
    """One route: its lines, each with its count in the course, and three sums.

    `year` covers the first twelve months: from stopping at the review to going on at the shortest interval.
    `also_advertised` are prices that are recorded but not counted (trial, course, member).
    """

    route: Route
    name: Text
    sessions: int
    year_sessions: int
    lines: tuple[Line, ...]
    per_session: Amount
    course: Amount
    year: Amount
    also_advertised: tuple[Line, ...]
    missing: tuple[Text, ...]


@dataclass(frozen=True, kw_only=True)
class Quotation:
    """The quotation for one plan; `course` adds all its routes up.

    `from_clinic` tells whether the prices are the clinic's own or what was seen advertised. `statements`
    must always be shown: self-pay, deduction, no guarantee, refund, cooling-off where it may apply.
    """

    case_id: str
    from_clinic: bool
    basis: Text
    routes: tuple[RouteQuotation, ...]
    course: Amount
    statements: tuple[Statement, ...]
    prices_digest: str
