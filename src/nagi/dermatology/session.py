"""May this session be given as it is written down? Every rule against it, with its id; nothing is let through unasked.

Sources: GP-055 (the day), S004-022 (a physician), S000-039 (consent and plan), GP-052 and GP-025 (limits), GP-058 and
GP-059 (product), GP-062 (drip), GP-070 (aftercare), AE-100 to AE-103 (stops).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nagi.dermatology.decision.ledger import Row
from nagi.dermatology.decision.verdict import Decision, RouteDecision
from nagi.dermatology.intake.case import Case
from nagi.dermatology.phrases import Statement, joined, load_phrases
from nagi.dermatology.plan.routing import NEEDLED
from nagi.evidence.rules import DRIP, Route, RuleTable, Status
from nagi.language import Text

CHECKS = ("same_day_phase", "vitals", "allergy_recheck", "lot_scan", "consent_valid")
"""What GP-055 demands on the day, by its own codes."""


@dataclass(frozen=True, kw_only=True)
class SiteDone:
    """What was done at one site."""

    site: str
    depth_mm: float | None = None
    passes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """A stop that is not lifted: for the person (no site), for one site, or for the lot."""

    rule_id: str
    site: str | None = None


@dataclass(frozen=True, kw_only=True)
class Day:
    """One session as written down, with all that bears on it.

    `case` and `decision` are today's, with depths and anaesthetic as given; `signed` what a physician signed today
    (empty if nobody did, or if the facts changed since); `undone` the checks of GP-055 that were not made; `product`
    and `consent` the rules that stand against the lot and the consent; `monitored` the times of GP-062 at which the
    drip was watched.
    """

    route: Route
    case: Case
    decision: Decision
    signed: Mapping[Row, Status]
    planned: frozenset[str]
    done: Sequence[SiteDone]
    undone: Sequence[str] = ()
    product: Sequence[Statement] = ()
    consent: Sequence[Statement] = ()
    stops: Sequence[Stopped] = ()
    lot_route: str | None = None
    lot_released: bool = True
    review_open: bool = False
    monitored: frozenset[str] = frozenset()
    stopped_early: bool = False
    aftercare_given: bool = False


def asked_again(name: str) -> bool:
    """Must this answer of the consultation be given anew on the day of a session (GP-055)?"""
    codes = load_phrases().codes
    if name.startswith("site."):
        return name not in codes["session.lasting_at_site"]
    return name in codes["session.asked_again"]


def forbidden(day: Day, *, table: RuleTable) -> tuple[Statement, ...]:
    """Every rule against this session, each sentence once; empty if it may be saved."""
    found = (
        *_undone(day, table), *day.consent, *day.product, *_lot(day), *_stops(day, table), *_routes(day),
        *_limits(day, table), *_given(day, table),
    )  # fmt: skip
    return tuple(dict.fromkeys(found))


def _undone(day: Day, table: RuleTable) -> Iterator[Statement]:
    for code in CHECKS:
        if code in day.undone:
            yield _say("undone", what=table.word("object", code))
    if day.review_open:
        yield _say("review")


def _lot(day: Day) -> Iterator[Statement]:
    if day.lot_route is not None and day.lot_route != day.route:
        yield _say("route")
    if not day.lot_released:
        yield _say("lot_state")


def _stops(day: Day, table: RuleTable) -> Iterator[Statement]:
    treated = {one.site for one in day.done}
    for stop in day.stops:
        if not stop.site or stop.site in treated:
            yield Statement(rule_id=stop.rule_id, said=table.rules[stop.rule_id].message)


def _routes(day: Day) -> Iterator[Statement]:
    """Each place must be planned, open by today's rules, and signed as permitted today."""
    if day.route != DRIP and not day.done:
        yield _say("no_site")
    for site, decided in _places(day):
        if site is not None and site not in day.planned:
            yield _at(site, _say("not_planned"))
        if day.signed.get((site, day.route)) != "permitted":
            yield _at(site, _say("unsigned"))
            for fired in decided.reasons if decided else ():
                yield _at(site, Statement(rule_id=fired.rule.id, said=fired.rule.message))


def _places(day: Day) -> Iterator[tuple[str | None, RouteDecision | None]]:
    if day.route == DRIP:
        yield None, day.decision.drip
        return
    by_code = {one.code: one.routes[day.route] for one in day.decision.sites}
    for done in day.done:
        yield done.site, by_code.get(done.site)


def _limits(day: Day, table: RuleTable) -> Iterator[Statement]:
    """Limits that nobody may sign away: of the anaesthetic, and of the depth at each needled site."""
    treated = {one.site for one in day.done}
    for fired in day.decision.fired:
        if fired.rule.effect.type == "limit" and (fired.rule.scope != "site" or fired.place in treated):
            yield Statement(rule_id=fired.rule.id, said=fired.rule.message)
    if day.route not in NEEDLED:
        return
    regions = {site.code: site.region for site in day.case.sites}
    for done in day.done:
        limit = table.bounds.depth_mm_max.get(regions.get(done.site) or "")
        if limit is None:
            yield _at(done.site, _say("depth_unknown"))
        elif done.depth_mm is None or not 0 < done.depth_mm <= limit:
            yield _at(done.site, _say("depth", limit=limit))
        if not done.passes:
            yield _at(done.site, _say("passes"))


def _given(day: Day, table: RuleTable) -> Iterator[Statement]:
    schedule = table.rules["GP-062"].effect.detail("schedule_min")
    missing = [time for time in schedule if time not in day.monitored]
    if day.route == DRIP and missing and not day.stopped_early:
        yield _say("monitoring", what=joined(Text(ja=time, en=time) for time in missing))
    if not day.aftercare_given:
        yield _say("aftercare")


def _say(name: str, **blanks: Text | str | float) -> Statement:
    return load_phrases().statement(f"session.refused.{name}", **blanks)


def _at(site: str | None, said: Statement) -> Statement:
    if site is None:
        return said
    return Statement(
        rule_id=said.rule_id, said=Text(ja=f"{site}: {said.said.ja}", en=f"{site}: {said.said.en}")
    )
