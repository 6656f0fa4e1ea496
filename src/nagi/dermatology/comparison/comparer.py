"""Decision in, comparison out. Words are in knowledge/course; claims say what is known."""

from collections.abc import Iterable, Mapping
from typing import Literal

from nagi.dermatology.comparison.options import Comparison, GoalComparison, Option, Product, SiteStatus
from nagi.dermatology.comparison.steps import steps
from nagi.dermatology.counselling.cards import Card, cards
from nagi.dermatology.decision.verdict import STRICTNESS, Decision, Overall, RouteDecision
from nagi.dermatology.intake.case import Case
from nagi.dermatology.naming import site_names, stated, statements
from nagi.dermatology.phrases import load_phrases
from nagi.evidence.records import Claim
from nagi.evidence.rules import ROUTES, Route, RuleTable, Status
from nagi.language import Text

PRODUCTS = ("purified_ev", "supernatant")
FIRST: Mapping[str, frozenset[Overall]] = {
    "standard_care": frozenset({Overall.STANDARD_CARE_FIRST, Overall.NOT_ELIGIBLE}),
    "not_now": frozenset({Overall.NOT_NOW}),
}
"""The outcomes in which standard care, or waiting, is the answer."""


def compare(case: Case, decision: Decision, *, table: RuleTable, claims: Iterable[Claim]) -> Comparison:
    """Every option for every goal of `case`, as decided, with what the claims say about each."""
    return _Comparer(case, decision, table, tuple(claims)).comparison()


class _Comparer:
    """One case being compared."""

    def __init__(self, case: Case, decision: Decision, table: RuleTable, claims: tuple[Claim, ...]) -> None:
        self.case, self.decision, self.table, self.claims = case, decision, table, claims
        self.phrases = load_phrases()
        self.names = site_names(case, table, self.phrases)
        self.phases = {site.code: site.phase for site in decision.sites}

    def comparison(self) -> Comparison:
        """All of it."""
        overall = self.decision.overall
        goals = self.case.patient.codes("patient.goals") or ("not_stated",)
        return Comparison(
            case_id=self.case.id,
            overall=overall,
            outcome=self.table.word("overall", overall),
            outcome_said=self.phrases.say(f"comparison.outcome.{overall}"),
            goals=tuple(self._goal(goal) for goal in goals),
            steps=steps(self.case, self.decision, table=self.table),
            products=tuple(self._product(code) for code in PRODUCTS),
            neither_better=stated(self.table, ["S000-007"])[0],
            fair=self.phrases.say("comparison.fair.said"),
            fair_cards=self._cards(self.phrases.codes["comparison.fair.subjects"]),
            provisional=stated(self.table, ["S004-022"])[0],
        )

    def _goal(self, goal: str) -> GoalComparison:
        names = self.table.fields["patient.goals"].options
        return GoalComparison(
            goal=goal,
            name=names[goal] if goal in names else self.phrases.say("goals.not_stated.name"),
            examine=self.phrases.say(f"goals.{goal}.examine"),
            caution=self.phrases.say(f"goals.{goal}.caution"),
            options=(
                self._choice("standard_care", self.phrases.say(f"goals.{goal}.standard")),
                self._choice("not_now", self.phrases.say("comparison.option.not_now.said")),
                *(self._route(route) for route in ROUTES),
            ),
            cards=self._cards(self.phrases.codes[f"goals.{goal}.subjects"]),
        )

    def _choice(self, code: Literal["standard_care", "not_now"], said: Text) -> Option:
        """Standard care or waiting: open to everybody, and first where the decision says so."""
        first = self.decision.overall in FIRST[code]
        return Option(
            code=code,
            kind=code,
            name=self.phrases.say(f"comparison.option.{code}.name"),
            said=said,
            best=None,
            worst=None,
            status_said=self.phrases.say(f"comparison.option.{code}.{'first' if first else 'status'}"),
            sites=(),
            reasons=(),
            cards=self._cards(self.phrases.codes[f"comparison.option.{code}.subjects"]),
            requested=False,
            first=first,
        )

    def _route(self, route: Route) -> Option:
        decided = [(place, each) for place, name, each in self.decision.routes() if name == route]
        statuses = sorted((each.status for _, each in decided), key=STRICTNESS.__getitem__)
        best, worst = (statuses[0], statuses[-1]) if statuses else (None, None)
        return Option(
            code=route,
            kind="route",
            name=self.table.word("route", route),
            said=self._route_said(best, worst),
            best=best,
            worst=worst,
            status_said=self._status_said(best, worst),
            sites=tuple(self._site(place, each) for place, each in decided),
            reasons=statements(fired for _, each in decided for fired in each.reasons),
            cards=self._cards((route,)),
            requested=route in self.case.patient.codes("patient.routes_requested"),
            first=False,
        )

    def _route_said(self, best: Status | None, worst: Status | None) -> Text:
        if best is None:
            return self.phrases.say("comparison.option.route.no_site")
        return self.phrases.say(f"comparison.option.route.{best if best == worst else 'mixed'}")

    def _status_said(self, best: Status | None, worst: Status | None) -> Text:
        if best is None or worst is None:
            return self.phrases.say("comparison.option.route.no_site")
        words = {status: self.table.word("status", status) for status in (best, worst)}
        if best == worst:
            return words[best]
        return self.phrases.say("comparison.place.span", best=words[best], worst=words[worst])

    def _site(self, place: str | None, decided: RouteDecision) -> SiteStatus:
        return SiteStatus(
            site=place,
            name=self.names[place] if place else self.phrases.say("comparison.place.whole"),
            phase=self.phases.get(place) if place else None,
            status=decided.status,
            rule_ids=tuple(fired.rule.id for fired in decided.reasons),
        )

    def _product(self, code: str) -> Product:
        return Product(
            code=code,
            name=self.table.fields["product.type"].options[code],
            routes=tuple(
                route for route, facts in self.case.products.items() if facts.code("product.type") == code
            ),
            cards=self._cards(self.phrases.codes[f"comparison.product.{code}.subjects"]),
        )

    def _cards(self, subjects: Iterable[str]) -> tuple[Card, ...]:
        wanted = frozenset(subjects)
        return cards((claim for claim in self.claims if claim.subject in wanted), self.phrases)
