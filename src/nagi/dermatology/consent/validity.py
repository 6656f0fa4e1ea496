"""Does a consent allow a session today? Given, not taken back, not lapsed, after time to think, for this very lot."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from nagi.dermatology.phrases import Statement, dated, load_phrases
from nagi.evidence.rules import RuleTable
from nagi.language import Text


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where one consent stands. `same_day_wished`: the patient's own wish not to wait was recorded (REG-018).

    `bound` and `bound_now` are what the document rested on when it was shown, and what it would rest on today.
    """

    shown_on: date
    given_on: date | None
    withdrawn: bool
    valid_until: date
    same_day_wished: bool
    lot: str | None
    bound: str
    bound_now: str


def may_sign_from(shown_on: date, *, table: RuleTable) -> date:
    """The first day on which the consent may be signed without the patient's own wish for the same day (REG-018)."""
    return shown_on + timedelta(days=int(table.rules["REG-018"].effect.detail("default_days")))


def needs_renewal(standing: Standing) -> bool:
    """Would the document say something else today: in its text, its evidence, its prices or its product (IC-027)?"""
    return standing.bound != standing.bound_now


def obstacles(standing: Standing, *, on: date, lot: str, table: RuleTable) -> tuple[Statement, ...]:
    """Everything that stands against a session on the day `on` with the lot `lot`; empty if nothing does."""
    if standing.given_on is None:
        return (load_phrases().statement("consent.standing.not_given"),)
    return tuple(_obstacles(standing, on, lot, table))


def _obstacles(standing: Standing, on: date, lot: str, table: RuleTable) -> Iterator[Statement]:
    say = load_phrases().statement
    first = may_sign_from(standing.shown_on, table=table)
    if standing.given_on is not None and on < standing.given_on:
        yield say("consent.standing.not_yet", day=dated(standing.given_on))
    if standing.withdrawn:
        yield say("consent.standing.withdrawn")
    if on > standing.valid_until:
        yield say("consent.standing.lapsed", until=dated(standing.valid_until))
    if on < first and not standing.same_day_wished:
        yield say("consent.standing.too_early", day=dated(first))
    if needs_renewal(standing):
        yield say("consent.standing.renewal")
    if standing.lot is not None and standing.lot != lot:
        yield say("consent.standing.other_lot", lot=Text(ja=standing.lot, en=standing.lot))
