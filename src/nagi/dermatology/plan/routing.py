"""One route of a plan: its sites and depths, dates, anaesthetic, antiseptic, and the watching of a drip."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from nagi.dermatology.decision.verdict import Decision, RouteDecision
from nagi.dermatology.intake.case import Case, Site
from nagi.dermatology.naming import option_name, site_names
from nagi.dermatology.phrases import Labelled, Phrases, dated, joined, load_phrases
from nagi.dermatology.plan.proposal import Anaesthetic, Monitoring, RoutePlan, SitePlan
from nagi.evidence.rules import DRIP, Route, RuleTable, Status
from nagi.language import Text

NEEDLED: frozenset[Route] = frozenset({"dermapen_exosome"})
NUMBED: frozenset[Route] = frozenset({"dermapen_exosome", "injection_exosome"})


class RoutePlanner:
    """Plans single routes of one case."""

    def __init__(self, case: Case, decision: Decision, table: RuleTable) -> None:
        self.case, self.decision, self.table = case, decision, table
        self.phrases = load_phrases()
        self.names = site_names(case, table, self.phrases)

    def route(
        self,
        route: Route,
        decided: Mapping[str | None, RouteDecision],
        *,
        dates: tuple[date, ...],
        interval_days: int,
    ) -> RoutePlan:
        """The plan of `route` at the places where it is open, with a session on each of `dates`."""
        sites = [site for site in self.case.targets if site.code in decided]
        status: Status = "review" if any(d.status == "review" for d in decided.values()) else "permitted"
        product = self.case.products.get(route)
        schedule = "schedule" if route in NEEDLED else "schedule_unestablished"
        return RoutePlan(
            route=route,
            name=self.table.word("route", route),
            status=status,
            status_said=self.table.word("status", status),
            sites=tuple(self._site(site, route, decided[site.code]) for site in sites),
            sessions=len(dates),
            interval_days=interval_days,
            dates=dates,
            schedule_said=self.phrases.say(
                f"plan.route.{schedule}", sessions=len(dates), days=interval_days, first=dated(dates[0])
            ),
            product_type=product.code("product.type") if product else None,
            lot=product.code("product.lot") if product else None,
            anaesthetic=self._anaesthetic() if route in NUMBED else None,
            monitoring=_monitoring(self.table, self.phrases) if route == DRIP else None,
            antiseptic=self._antiseptic() if route != "topical_exosome" else None,
        )

    def _site(self, site: Site, route: Route, decided: RouteDecision) -> SitePlan:
        limit = self.table.bounds.depth_mm_max.get(site.region or "") if route in NEEDLED else None
        depth = self._depth(site, limit)
        start = None if depth is None else min(self.table.start_depth_mm, depth)
        if route not in NEEDLED:
            said = self.phrases.say("plan.site.no_depth")
        elif start is None or depth is None or limit is None:
            said = self.phrases.say("plan.site.depth_unknown")
        else:
            said = self.phrases.say("plan.site.depth", start=start, depth=depth, limit=limit)
        return SitePlan(
            site=site.code,
            name=self.names[site.code],
            region=site.region,
            status=decided.status,
            rule_ids=tuple(fired.rule.id for fired in decided.reasons),
            start_mm=start,
            depth_mm=depth,
            limit_mm=limit,
            said=said,
        )

    def _depth(self, site: Site, limit: float | None) -> float | None:
        """The planned depth, else the start; never beyond the limit of the region (GP-052)."""
        if limit is None:
            return None
        planned = site.facts.number("site.planned_depth_mm")
        return min(self.table.start_depth_mm if planned is None else planned, limit)

    def _anaesthetic(self) -> Anaesthetic:
        most = _detail(self.table, "GP-025", "max")
        limits = {
            "grams": most["grams"],
            "minutes": most["minutes"],
            "atopic": most["minutes_atopic_default"],
        }
        blocked = self._blocked()
        if blocked:
            names = joined(material.name for material in blocked)
            said = self.phrases.say("plan.anaesthetic.blocked", materials=names, **limits)
        else:
            said = self.phrases.say("plan.anaesthetic.allowed", **limits)
        return Anaesthetic(
            grams_max=limits["grams"],
            minutes_max=limits["minutes"],
            minutes_atopic=limits["atopic"],
            blocked=blocked,
            said=said,
        )

    def _blocked(self) -> tuple[Labelled, ...]:
        """Anaesthetics that must not be used, each once with a rule that blocks it (GP-022, GP-024)."""
        found = {
            code: Labelled(code=code, name=self.table.word("material", code), rule_id=fired.rule.id)
            for fired in self.decision.fired
            for code in fired.rule.effect.detail("materials") or ()
            if code != "recorded_antiseptic"
        }
        return tuple(found.values())

    def _antiseptic(self) -> Text:
        options = self.table.fields["patient.allergies"]
        agents = self.phrases.codes["plan.antiseptic.agents"]
        allergic = [code for code in self.case.patient.codes("patient.allergies") if code in agents]
        if not allergic:
            return self.phrases.say("plan.antiseptic.free")
        names = joined(option_name(options, code) for code in allergic)
        return self.phrases.say("plan.antiseptic.avoid", agents=names)


def _monitoring(table: RuleTable, phrases: Phrases) -> Monitoring:
    at = tuple(_detail(table, "GP-062", "schedule_min"))
    low, high = _detail(table, "GP-062", "default_duration_min")
    times = joined(_time(code, phrases) for code in at)
    said = phrases.say("plan.monitoring.drip", low=low, high=high, at=times)
    return Monitoring(at=at, minutes_min=low, minutes_max=high, said=said)


def _time(code: str, phrases: Phrases) -> Text:
    if code == "end":
        return phrases.say("plan.monitoring.end")
    if code.startswith("end+"):
        return phrases.say("plan.monitoring.after_end", minutes=code.removeprefix("end+"))
    return phrases.say("plan.monitoring.minute", minutes=code)


def _detail(table: RuleTable, rule_id: str, key: str) -> Any:
    return table.rules[rule_id].effect.detail(key)
