"""The cards of `ev-eligibility`: the result as a whole, and what stands against each site and the drip."""

from collections.abc import Iterator, Mapping, Sequence

from nagi.dermatology.decision.questions import Question
from nagi.dermatology.decision.verdict import STRICTNESS, Decision, Overall, RouteDecision, SiteDecision
from nagi.dermatology.naming import site_names
from nagi.dermatology.phrases import load_phrases
from nagi.evidence.rules import DRIP, Route
from nagi.interchange.cds_hooks.messages import Card, Indicator
from nagi.interchange.cds_hooks.telling import Telling, escaped
from nagi.language import Text
from nagi.services.assessment import Assessment

SIGN_OFF = "S004-022"
"""The physician decides."""
INDICATOR: Mapping[Overall, Indicator] = {
    Overall.URGENT_REFERRAL: "critical",
    Overall.STANDARD_CARE_FIRST: "warning",
    Overall.NOT_ELIGIBLE: "warning",
    Overall.NOT_NOW: "warning",
    Overall.CANDIDATE: "info",
}


def eligibility(of: Assessment, telling: Telling) -> tuple[Card, ...]:
    """The result with the open questions, then a card for each site and the drip that a rule withholds."""
    names = site_names(of.case, telling.table, load_phrases())
    cards = [_whole(of.decision, of.questions, telling)]
    for site in of.decision.sites:
        held = {route: told for route, told in site.routes.items() if told.status != "permitted"}
        if held:
            cards.append(_site(site, held, names[site.code], telling))
    if of.decision.drip.status != "permitted":
        cards.append(_drip(of.decision.drip, telling))
    return tuple(cards)


def _whole(decision: Decision, questions: Sequence[Question], telling: Telling) -> Card:
    overall = telling.table.word("overall", decision.overall.value)
    said = Text(ja=f"{overall.ja}。決めるのは医師です。", en=f"{overall.en}. The physician decides.")
    lines = [
        telling.line(SIGN_OFF, overall),
        *(_urgent(decision, telling)),
        *(escaped(_question(one, telling)) for one in questions),
    ]
    return telling.card("overall", said, lines, SIGN_OFF, INDICATOR[decision.overall])


def _urgent(decision: Decision, telling: Telling) -> Iterator[str]:
    """The rules behind a result that no single route explains."""
    overall = telling.table.word("overall", decision.overall.value)
    rules = {one.rule.id for one in decision.fired if one.rule.effect.type == decision.overall.value}
    yield from (telling.line(rule, overall) for rule in sorted(rules))


def _question(one: Question, telling: Telling) -> str:
    place = f" ({one.place})" if one.place else ""
    return f"{one.text.within(telling.lang)}{place} [{', '.join(one.rule_ids)}]"


def _site(site: SiteDecision, held: Mapping[Route, RouteDecision], name: Text, telling: Telling) -> Card:
    phase = telling.table.word("phase", site.phase.value)
    worst = max(held, key=lambda route: STRICTNESS[held[route].status])
    said = _status(worst, held[worst], telling)
    return telling.card(
        f"site/{site.code}",
        Text(ja=f"{said.ja}({name.ja}、{phase.ja})", en=f"{said.en} ({name.en}, {phase.en.lower()})"),
        [line for route, told in held.items() for line in _reasons(route, told, telling)],
        _first(held[worst]),
        _indicator(held[worst]),
    )


def _drip(drip: RouteDecision, telling: Telling) -> Card:
    said = _status(DRIP, drip, telling)
    return telling.card("drip", said, _reasons(DRIP, drip, telling), _first(drip), _indicator(drip))


def _reasons(route: Route, told: RouteDecision, telling: Telling) -> Iterator[str]:
    said = _status(route, told, telling)
    for rule in dict.fromkeys(one.rule.id for one in told.reasons):
        yield telling.line(rule, said)


def _status(route: Route, told: RouteDecision, telling: Telling) -> Text:
    named, status = telling.table.word("route", route), telling.table.word("status", told.status)
    return Text(ja=f"{named.ja}: {status.ja}", en=f"{named.en}: {status.en.lower()}")


def _indicator(told: RouteDecision) -> Indicator:
    return "info" if told.status == "review" else "warning"


def _first(told: RouteDecision) -> str:
    return told.reasons[0].rule.id
