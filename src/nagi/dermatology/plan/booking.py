"""May a session be booked on this day? Far enough from the others, after time to think, not beyond the review."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from nagi.dermatology.phrases import Statement, dated, load_phrases


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """What a course allows: so many sessions, so many days apart, none before `first`."""

    sessions: int
    interval_days: int
    first: date


def refusals(day: date, *, booked: Iterable[date], agreed: Agreed) -> tuple[Statement, ...]:
    """Every rule against a session on `day` beside those that are booked or were given; empty if it may be booked."""
    others, say = sorted(booked), load_phrases().statement
    found: list[Statement] = []
    if len(others) >= agreed.sessions:
        found.append(say("plan.booking.review", sessions=agreed.sessions))
    if day < agreed.first:
        found.append(say("plan.booking.early", day=dated(agreed.first)))
    apart = timedelta(days=agreed.interval_days)
    if any(abs(day - other) < apart for other in others):
        found.append(say("plan.booking.close", days=agreed.interval_days))
    return tuple(found)
