"""Decision in, plan out. Each part names its rules; the words are in knowledge/course/plan.toml."""

from collections.abc import Iterator
from datetime import date, timedelta
from math import ceil
from typing import Any

from nagi.dermatology.decision.verdict import Decision, Overall, RouteDecision
from nagi.dermatology.intake.case import Case
from nagi.dermatology.naming import site_names, stated
from nagi.dermatology.phase import Phase
from nagi.dermatology.phrases import Labelled, Statement, dated, load_phrases
from nagi.dermatology.plan.aftercare import CallFor, load_aftercare
from nagi.dermatology.plan.proposal import Call, Check, Contact, Plan, PlanKind, RoutePlan
from nagi.dermatology.plan.routing import RoutePlanner
from nagi.dermatology.safety import stop_rules
from nagi.evidence.rules import ROUTES, Route, RuleTable, Status
from nagi.language import Text

OPEN: frozenset[Status] = frozenset({"permitted", "review"})
SAID_OF_EVERY_PLAN = ("S004-022", "S000-021", "REG-018", "S000-027")
ON_THE_DAY = "GP-055"


def wanted(case: Case, decision: Decision) -> tuple[Route, ...]:
    """The routes to talk about: those asked for; if none was, those that are permitted somewhere."""
    asked = case.patient.codes("patient.routes_requested")
    permitted = {route for _, route, decided in decision.routes() if decided.status == "permitted"}
    return tuple(route for route in ROUTES if route in (asked or permitted))


def plan_for(case: Case, decision: Decision, *, table: RuleTable, on: date) -> Plan:
    """The proposal for `case` as decided, made on the day `on`."""
    return _Planner(case, decision, table, on).plan()


class _Planner:
    """One case being planned."""

    def __init__(self, case: Case, decision: Decision, table: RuleTable, on: date) -> None:
        self.case, self.decision, self.table, self.on = case, decision, table, on
        self.phrases = load_phrases()
        self.names = site_names(case, table, self.phrases)
        self.sessions = int(_detail(table, "S000-044", "review_after_sessions"))
        self.interval = ceil(table.bounds.thresholds["dermapen_min_interval_days"])

    def plan(self) -> Plan:
        """The whole plan."""
        routes = tuple(self._routes())
        kind = self._kind(planned=bool(routes))
        again = self._look_again(kind)
        home = load_aftercare()
        return Plan(
            case_id=self.case.id,
            made_on=self.on,
            kind=kind,
            said=self._said(kind, again),
            routes=routes,
            not_planned=tuple(self._not_planned()),
            gates=tuple(self._gates()),
            checks=tuple(_checks(self.table)) if routes else (),
            before=home.before if routes else (),
            aftercare=home.after if routes else (),
            calls=tuple(self._call(call) for call in home.call) if routes else (),
            stop_rules=stop_rules(self.table) if routes else (),
            review=stated(self.table, ["S000-044"])[0] if routes else None,
            review_after_sessions=self.sessions,
            contacts=tuple(self._contacts(routes[0].dates)) if routes else (),
            look_again=again,
            statements=stated(self.table, SAID_OF_EVERY_PLAN),
            rules_version=self.decision.rules_version,
            rules_digest=self.decision.rules_digest,
        )

    def _kind(self, *, planned: bool) -> PlanKind:
        if planned:
            return "course"
        if self.decision.overall is Overall.URGENT_REFERRAL:
            return "urgent_referral"
        if self.decision.overall is Overall.STANDARD_CARE_FIRST:
            return "standard_care"
        asked = wanted(self.case, self.decision)
        statuses = {
            decided.status for _, route, decided in self.decision.routes() if route in (asked or ROUTES)
        }
        return "not_offered" if statuses == {"refused"} else "look_again"

    def _look_again(self, kind: PlanKind) -> date | None:
        """After the shortest time stable; None where something other than the skin has to change first."""
        unsettled = any(site.phase in (Phase.ACTIVE, Phase.TRANSITIONAL) for site in self.decision.sites)
        if kind == "standard_care" or (kind == "look_again" and unsettled):
            return self.on + timedelta(weeks=self.table.bounds.thresholds["min_stable_weeks"])
        return None

    def _said(self, kind: PlanKind, again: date | None) -> Text:
        if kind == "look_again" and again is None:
            unclear = any(site.phase is Phase.UNDETERMINED for site in self.decision.sites)
            return self.phrases.say(f"plan.kind.look_again_{'answers' if unclear else 'undated'}")
        return self.phrases.say(f"plan.kind.{kind}", date=dated(again) if again else "")

    def _routes(self) -> Iterator[RoutePlan]:
        """A plan for each wanted route that is open somewhere; none while something else comes first."""
        if self.decision.overall is not Overall.CANDIDATE:
            return
        first = self.on + timedelta(days=int(_detail(self.table, "REG-018", "default_days")))
        planner = RoutePlanner(self.case, self.decision, self.table)
        dates = tuple(first + timedelta(days=self.interval * n) for n in range(self.sessions))
        for route in wanted(self.case, self.decision):
            decided = self._open(route)
            if decided:
                yield planner.route(route, decided, dates=dates, interval_days=self.interval)

    def _open(self, route: Route) -> dict[str | None, RouteDecision]:
        rows = ((place, decided) for place, each, decided in self.decision.routes() if each == route)
        return {place: decided for place, decided in rows if decided.status in OPEN}

    def _not_planned(self) -> Iterator[Statement]:
        """Why each wanted route is not planned at a place, by its strictest rules."""
        asked = wanted(self.case, self.decision)
        for place, route, decided in self.decision.routes():
            if route not in asked or decided.status in OPEN:
                continue
            where = self.names[place] if place else self.phrases.texts["comparison.place.whole"]
            strictest = (f for f in decided.reasons if (f.rule.effect.status or "deferred") == decided.status)
            for fired in strictest:
                said = self.phrases.say(
                    "plan.route.not_planned",
                    route=self.table.word("route", route),
                    place=where,
                    status=self.table.word("status", decided.status),
                    why=fired.rule.message,
                )
                yield Statement(rule_id=fired.rule.id, said=said)

    def _gates(self) -> Iterator[Labelled]:
        """What must be talked through before consent is asked for, each once."""
        gates = {f.rule.effect.gate: f.rule.id for f in self.decision.fired if f.rule.effect.gate}
        for code, rule_id in sorted(gates.items()):
            yield Labelled(code=code, name=self.table.word("advice", code), rule_id=rule_id)

    def _call(self, call: CallFor) -> Call:
        return Call(
            code=call.id,
            urgency=call.urgency,
            urgency_said=self.phrases.say(f"plan.urgency.{call.urgency}"),
            said=Text(ja=call.ja, en=call.en),
            onset_days=call.onset_days,
            rule_id=call.rules[0],
        )

    def _contacts(self, dates: tuple[date, ...]) -> Iterator[Contact]:
        """Contacts after each session until the next one, and all of them after the last (AE-105)."""
        for number, session in enumerate(dates, start=1):
            for day in _detail(self.table, "AE-105", "days"):
                when = session + timedelta(days=day)
                if number == len(dates) or when < dates[number]:
                    said = self.phrases.say("plan.contact.said", session=number, day=day)
                    yield Contact(on=when, day=day, after_session=number, said=said)


def _checks(table: RuleTable) -> Iterator[Check]:
    """Everything rules require before a session: GP-055 on the day of each, the rest before the first."""
    for rule in table.rules.values():
        if rule.effect.type == "require_before_session" and rule.when is None:
            for code in rule.effect.detail("objects"):
                yield Check(
                    code=code,
                    name=table.word("object", code),
                    rule_id=rule.id,
                    when="each_session" if rule.id == ON_THE_DAY else "before_first",
                )


def _detail(table: RuleTable, rule_id: str, key: str) -> Any:
    return table.rules[rule_id].effect.detail(key)
