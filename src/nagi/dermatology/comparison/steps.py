"""The order of things: urgent care, answers, infection, standard care, calm skin, then perhaps a route."""

from collections.abc import Iterable, Iterator

from nagi.dermatology.comparison.options import Step
from nagi.dermatology.decision.verdict import Decision, Overall, SiteDecision
from nagi.dermatology.intake.case import Case
from nagi.dermatology.naming import site_names
from nagi.dermatology.phase import Phase
from nagi.dermatology.phrases import Fill, joined, load_phrases
from nagi.dermatology.plan.planner import OPEN, wanted
from nagi.dermatology.plan.routing import NEEDLED
from nagi.evidence.rules import ROUTES, Route, RuleTable, Status

WITHOUT_PRECEDENCE = frozenset({Overall.NOT_NOW, Overall.CANDIDATE})
"""Outcomes in which neither urgent care nor standard care comes before everything else."""


def steps(case: Case, decision: Decision, *, table: RuleTable) -> tuple[Step, ...]:
    """The sequence for `case`, as decided; every step names its sites and rules."""
    return tuple(_Sequence(case, decision, table).steps())


class _Sequence:
    """The steps of one case."""

    def __init__(self, case: Case, decision: Decision, table: RuleTable) -> None:
        self.case, self.decision, self.table = case, decision, table
        self.phrases = load_phrases()
        self.names = site_names(case, table, self.phrases)
        self.wanted = wanted(case, decision)
        self.weeks = int(table.bounds.thresholds["min_stable_weeks"])

    def steps(self) -> Iterator[Step]:
        """Everything that applies, in order."""
        yield from self._what_comes_first()
        yield from self._skin()
        yield from self._waiting()
        yield self._step("keep_care", rules=("GP-043",))
        gates = tuple(sorted({f.rule.id for f in self.decision.fired if f.rule.effect.gate}))
        if gates:
            yield self._step("talk_first", rules=gates)
        if self.decision.overall is Overall.CANDIDATE and self._open_routes():
            yield from self._routes()

    def _what_comes_first(self) -> Iterator[Step]:
        if self.decision.overall is Overall.URGENT_REFERRAL:
            yield self._step("urgent_referral", rules=self._rules_of_type("urgent_referral"))
        open_questions = self._open_questions()
        if open_questions:
            yield self._step("answer_questions", rules=open_questions)
        infected = [fired.place for fired in self.decision.fired if fired.rule.id == "GP-001" and fired.place]
        if infected:
            yield self._step("treat_infection", sites=infected, rules=("GP-001",))
        if self._rules_of_type("standard_care_first"):
            yield self._step("standard_care_first", rules=self._rules_of_type("standard_care_first"))

    def _skin(self) -> Iterator[Step]:
        """Calm what is active, wait for what is between, look again, and only then think of needles."""
        active = self._sites(Phase.ACTIVE)
        between = self._sites(Phase.TRANSITIONAL)
        if active:
            yield self._step("calm_skin", sites=active, rules=("S004-008",))
        if between:
            yield self._step("wait_for_stable", sites=between, rules=("GP-048",))
        if active or between:
            yield self._step("reassess", sites=active + between, rules=("GP-047",), weeks=self.weeks)
        unsettled = (site for site in self.decision.sites if site.code in active + between)
        later = [site.code for site in unsettled if self._needling_may_come(site)]
        if later:
            yield self._step("needling_later", sites=later, rules=("S004-006", "S004-022"))

    def _waiting(self) -> Iterator[Step]:
        """Reasons other than the skin: some can end, some cannot."""
        reasons = self._reasons_beyond_skin()
        rows = self.decision.routes()
        statuses = {decided.status for _, route, decided in rows if route in (self.wanted or ROUTES)}
        if self.decision.overall is Overall.NOT_ELIGIBLE:
            yield self._step("no_route", rules=reasons)
        elif self.decision.overall in WITHOUT_PRECEDENCE and reasons and statuses.isdisjoint(OPEN):
            yield self._step(
                "wish_not_possible" if statuses == {"refused"} else "resolve_reasons", rules=reasons
            )

    def _routes(self) -> Iterator[Step]:
        days = int(self.table.rules["REG-018"].effect.detail("default_days"))
        yield self._step("time_to_decide", rules=("REG-018",), days=days)
        for route in self.wanted:
            yield from self._route(
                route, "permitted", "consider" if route in NEEDLED else "consider_any_phase"
            )
            yield from self._route(route, "review", "physician_review")
        sessions = int(self.table.rules["S000-044"].effect.detail("review_after_sessions"))
        yield self._step("review_course", rules=("S000-044", "GP-066"), sessions=sessions)

    def _route(self, route: Route, status: Status, name: str) -> Iterator[Step]:
        places = [
            (place, decided)
            for place, each, decided in self.decision.routes()
            if each == route and decided.status == status
        ]
        if places:
            rules = dict.fromkeys(fired.rule.id for _, decided in places for fired in decided.reasons)
            sites = [place for place, _ in places if place]
            yield self._step(
                name, sites=sites, rules=(*rules, "S004-022"), route=self.table.word("route", route)
            )

    def _needling_may_come(self, site: SiteDecision) -> bool:
        """Needling was asked for here (or nothing was) and no rule refuses it for good."""
        asked = self.case.patient.codes("patient.routes_requested")
        return any(
            site.routes[route].status == "deferred" for route in NEEDLED if not asked or route in asked
        )

    def _open_routes(self) -> set[Route]:
        """The wanted routes that are permitted or under review somewhere."""
        rows = self.decision.routes()
        return {route for _, route, decided in rows if route in self.wanted and decided.status in OPEN}

    def _sites(self, phase: Phase) -> list[str]:
        return [site.code for site in self.decision.sites if site.phase is phase]

    def _open_questions(self) -> tuple[str, ...]:
        """Rules that fired because an answer is missing or contradicts another."""
        asking = (fired.rule for fired in self.decision.fired)
        found = {
            rule.id
            for rule in asking
            if rule.closes_gap or rule.effect.action == "ask" or rule.effect.detail("flag") == "contradiction"
        }
        undetermined = {"GP-045"} if self._sites(Phase.UNDETERMINED) else set()
        return tuple(sorted(found | undetermined))

    def _rules_of_type(self, kind: str) -> tuple[str, ...]:
        return tuple(
            sorted({fired.rule.id for fired in self.decision.fired if fired.rule.effect.type == kind})
        )

    def _reasons_beyond_skin(self) -> tuple[str, ...]:
        """Rules of the person, clinic or product that withhold a wanted route."""
        found = {
            fired.rule.id
            for _, route, decided in self.decision.routes()
            for fired in decided.reasons
            if route in (self.wanted or ROUTES)
            and fired.rule.scope != "site"
            and fired.rule.effect.status != "review"
        }
        return tuple(sorted(found.difference(self._open_questions())))

    def _step(
        self,
        code: str,
        *,
        rules: Iterable[str],
        sites: Iterable[str] = (),
        weeks: int | None = None,
        **fills: Fill,
    ) -> Step:
        places = tuple(sites)
        named = [self.names[place] for place in places] or [self.phrases.say("comparison.place.whole")]
        said = self.phrases.say(f"steps.{code}", sites=joined(named), weeks=weeks or "", **fills)
        return Step(code=code, said=said, sites=places, rule_ids=tuple(rules), weeks=weeks)
