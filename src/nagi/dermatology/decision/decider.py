"""Facts in, decision out: asks every rule of the facts it reads and keeps the strictest answer.

The algorithm is the rule table's own: phase per site; then per site and route the worst status over the
fired rules, the drip once per person. Rules that close gaps (NG-*) come last and count only where they
change a status, so that a missing answer never permits.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nagi.dermatology.decision.ledger import Ledger, Row
from nagi.dermatology.decision.verdict import STRICTNESS, Decision, Fired, SiteDecision, overall_of
from nagi.dermatology.intake.case import Case, Site
from nagi.dermatology.phase import Criteria, Phase, any_active, criteria_of, phase_of
from nagi.evidence.conditions import Test, Truth
from nagi.evidence.fields import Value
from nagi.evidence.rules import DRIP, LOCAL_ROUTES, Route, Rule, RuleTable, Status

WITHHOLDING = frozenset({"route", "limit", "urgent_referral", "standard_care_first"})
"""Types of effect that give a route a status other than permitted."""

CLOSED: Status = "deferred"
"""The strictest that a rule closing a gap makes of a route: it waits for the answer."""


@dataclass(frozen=True, slots=True)
class _Armed:
    """A rule ready to be asked: its test, and the routes it can withhold."""

    rule: Rule
    test: Test
    withholds: tuple[str, ...]

    def reach(self, place: str | None) -> tuple[str, ...]:
        """The routes it withholds when it fires at `place`; a product rule withholds that product's route."""
        return (place,) if self.rule.scope == "product" and place and self.withholds else self.withholds


@dataclass(frozen=True, slots=True)
class _Judged:
    """One target site with its phase and the facts that site rules read."""

    site: Site
    phase: Phase
    criteria: Criteria
    facts: Mapping[str, Value]


class Decider:
    """A rule table compiled for deciding many cases."""

    def __init__(self, table: RuleTable) -> None:
        self.table = table
        armed = [_arm(rule, table) for rule in table.rules.values() if rule.when is not None]
        plain = [a for a in armed if not a.rule.closes_gap]
        self._items = {
            a.rule.effect.detail("code"): a.test for a in armed if a.rule.effect.type == "criterion"
        }
        self._contradictions = [a.test for a in armed if a.rule.effect.detail("flag") == "contradiction"]
        self._for_site = [a for a in plain if a.rule.scope == "site"]
        self._for_product = [a for a in plain if a.rule.scope == "product"]
        self._for_person = [a for a in plain if a.rule.scope not in ("site", "product")]
        self._closing = [a for a in armed if a.rule.closes_gap]

    def decide(self, case: Case) -> Decision:
        """The decision on one case."""
        person, sites = self._facts(case)
        ledger = Ledger(judged.site.code for judged in sites)
        fired: list[Fired] = []
        unanswered: list[tuple[_Armed, Fired]] = []
        for armed, truth, entry in self._answered(case, person, sites):
            if truth is None:
                unanswered.append((armed, entry))
                continue
            fired.append(entry)
            if armed.withholds:
                ledger.enter(entry, armed.reach(entry.place), armed.rule.effect.status or CLOSED)
        fired += self._closed(case, person, sites, ledger, unanswered)
        return self._decision(case, sites, ledger, fired, [entry for _, entry in unanswered])

    def _facts(self, case: Case) -> tuple[dict[str, Value], list[_Judged]]:
        """The facts of the person, with what follows from all target sites, and of each site."""
        phases = [(site, *self._phase(site)) for site in case.targets]
        person: dict[str, Value] = {
            **case.patient, **case.clinic, **case.session, **case.followup, **case.ae,
            "patient.any_target_active": any_active((phase, criteria) for _, phase, criteria in phases),
            "patient.any_target_infected": _any_infected(case.targets),
            "patient.target_sites": len(phases),
        }  # fmt: skip
        return person, [_judged(person, *judged) for judged in phases]

    def _phase(self, site: Site) -> tuple[Phase, Criteria]:
        facts = site.facts.answers
        criteria = criteria_of({code: test(facts) for code, test in self._items.items()})
        contradictory = any(test(facts) is True for test in self._contradictions)
        return phase_of(criteria, contradictory=contradictory), criteria

    def _answered(
        self, case: Case, person: Mapping[str, Value], sites: list[_Judged]
    ) -> Iterator[tuple[_Armed, Truth, Fired]]:
        """Every rule that is true or unknown on a set of facts it is asked of."""
        for rules, place, facts in self._asked(case, person, sites):
            for armed in rules:
                truth = armed.test(facts)
                if truth is not False:
                    yield armed, truth, Fired(rule=armed.rule, place=place, facts=facts)

    def _asked(
        self, case: Case, person: Mapping[str, Value], sites: list[_Judged]
    ) -> Iterator[tuple[list[_Armed], str | None, Mapping[str, Value]]]:
        """Which rules are asked of which facts."""
        yield self._for_person, None, person
        for judged in sites:
            yield self._for_site, judged.site.code, judged.facts
        for route, product in case.products.items():
            yield self._for_product, route, {**product.answers, "product.route": route}

    def _closed(
        self,
        case: Case,
        person: Mapping[str, Value],
        sites: list[_Judged],
        ledger: Ledger,
        unanswered: list[tuple[_Armed, Fired]],
    ) -> Iterator[Fired]:
        """Close the gaps that missing answers leave; yields only rules that change a status."""
        possible = Ledger(judged.site.code for judged in sites)
        for armed, entry in unanswered:
            possible.enter(entry, armed.reach(entry.place), at_most_deferred(armed.rule.effect.status))
        by_code = {judged.site.code: judged.facts for judged in sites}
        for row in ledger.rows():
            if STRICTNESS[ledger.status(row)] >= STRICTNESS[CLOSED]:
                continue
            code, route = row
            facts = {
                **(person if code is None else by_code[code]),
                "route.unanswered": possible.status(row),
                "product.recorded": route in case.products,
            }
            for armed in self._closing:
                entry = Fired(rule=armed.rule, place=code or route, facts=facts)
                if _closes(armed, entry, row, ledger):
                    ledger.enter_row(row, entry, armed.rule.effect.status or CLOSED)
                    yield entry

    def _decision(
        self, case: Case, sites: list[_Judged], ledger: Ledger, fired: list[Fired], unanswered: list[Fired]
    ) -> Decision:
        return Decision(
            case_id=case.id,
            overall=overall_of({f.rule.effect.type for f in fired}, map(ledger.status, ledger.rows())),
            sites=tuple(_site_decision(judged, ledger) for judged in sites),
            drip=ledger.decided((None, DRIP)),
            fired=tuple(fired),
            unanswered=tuple(unanswered),
            rules_version=self.table.version,
            rules_digest=self.table.digest,
        )


def _arm(rule: Rule, table: RuleTable) -> _Armed:
    if rule.when is None:
        raise ValueError(f"{rule.id} has no condition")
    withholds = rule.effect.routes if rule.effect.type in WITHHOLDING else ()
    return _Armed(rule, rule.when.compile(table.fields, table.bounds), withholds)


def _judged(person: Mapping[str, Value], site: Site, phase: Phase, criteria: Criteria) -> _Judged:
    own = {"site.phase": phase.value, "site.active_unclear": criteria.may_be_active}
    return _Judged(site, phase, criteria, {**person, **site.facts.answers, **own})


def _any_infected(targets: tuple[Site, ...]) -> Truth:
    signs = [site.facts.get("site.infection_signs") for site in targets]
    if any(signs):
        return True
    return None if None in signs or not signs else False


def at_most_deferred(status: Status | None) -> Status:
    """What a rule that cannot be judged asks for: the route waits, or a physician looks; never a refusal."""
    return "review" if status == "review" else "deferred"


def _closes(armed: _Armed, entry: Fired, row: Row, ledger: Ledger) -> bool:
    status: Status = armed.rule.effect.status or CLOSED
    stricter = STRICTNESS[status] > STRICTNESS[ledger.status(row)]
    return row[1] in armed.withholds and stricter and armed.test(entry.facts) is True


def _site_decision(judged: _Judged, ledger: Ledger) -> SiteDecision:
    code = judged.site.code
    routes: dict[Route, object] = {route: ledger.decided((code, route)) for route in LOCAL_ROUTES}
    return SiteDecision(code=code, phase=judged.phase, criteria=judged.criteria, routes=routes)  # type: ignore[arg-type]
