"""What fills the blanks of the consent items: from the plan, the quotation, the products and the clinic."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from nagi.dermatology.clinic import Clinic, ProductDetails
from nagi.dermatology.cost.quotation import Amount, Quotation, RouteQuotation
from nagi.dermatology.decision.verdict import Decision
from nagi.dermatology.intake.case import Case
from nagi.dermatology.naming import site_names
from nagi.dermatology.phrases import Phrases, joined, load_phrases
from nagi.dermatology.plan.proposal import Plan, RoutePlan
from nagi.evidence.rules import RuleTable
from nagi.language import Text


@dataclass(frozen=True, kw_only=True)
class Filling:
    """The words for one blank; None is written by hand, with `hint` beside it if there is one."""

    said: Text | None
    hint: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Basis:
    """All that a consent form is filled from: one case as decided, planned and priced at one clinic."""

    case: Case
    decision: Decision
    plan: Plan
    quotation: Quotation | None
    clinic: Clinic
    table: RuleTable

    @property
    def phrases(self) -> Phrases:
        """The installed sentences."""
        return load_phrases()


def fillings(basis: Basis) -> dict[str, Filling]:
    """Each placeholder of consent/items.toml with what fills it."""
    known = {**_what_and_where(basis), **_product(basis), **_clinic(basis)}
    return {**{name: Filling(said=said) for name, said in known.items()}, **_cost(basis)}


def _what_and_where(basis: Basis) -> dict[str, Text | None]:
    plan, phrases = basis.plan, basis.phrases
    confirmed = basis.case.patient.flag("patient.ad_diagnosis_confirmed")
    sites = {site.site: site.name for route in plan.routes for site in route.sites}
    return {
        "diagnosis": phrases.say("consent.fill.diagnosis") if confirmed else None,
        "sites": joined(sites.values()) if sites else phrases.say("consent.fill.whole_body"),
        "phases": _phases(basis),
        "routes": joined(phrases.say(f"consent.method.{route.route}") for route in plan.routes),
        "sessions": _alike(basis, [route.sessions for route in plan.routes]),
        "interval_days": _alike(basis, [route.interval_days for route in plan.routes]),
        "depths": _depths(basis),
        "anaesthetic": _anaesthetic(basis),
    }


def _phases(basis: Basis) -> Text | None:
    names = site_names(basis.case, basis.table, basis.phrases)
    phases = [
        basis.phrases.say(
            "consent.fill.place", name=names[site.code], said=basis.table.word("phase", site.phase)
        )
        for site in basis.decision.sites
    ]
    return joined(phases) if phases else None


def _depths(basis: Basis) -> Text:
    """The depth of each needled site, from the start to the greatest planned."""
    depths = [
        basis.phrases.say(
            "consent.fill.place",
            name=site.name,
            said=basis.phrases.say(
                f"consent.fill.{'one_depth' if site.start_mm == site.depth_mm else 'depth'}",
                low=site.start_mm,
                high=site.depth_mm,
            ),
        )
        for route in basis.plan.routes
        for site in route.sites
        if site.start_mm is not None and site.depth_mm is not None
    ]
    return joined(depths) if depths else basis.phrases.say("consent.fill.no_depth")


def _anaesthetic(basis: Basis) -> Text:
    limits = next((route.anaesthetic for route in basis.plan.routes if route.anaesthetic), None)
    if limits is None:
        return basis.phrases.say("consent.fill.no_anaesthetic")
    if limits.blocked:
        names = joined(material.name for material in limits.blocked)
        return basis.phrases.say("consent.fill.anaesthetic_blocked", materials=names)
    return basis.phrases.say(
        "consent.fill.anaesthetic",
        grams=limits.grams_max,
        minutes=limits.minutes_max,
        atopic=limits.minutes_atopic,
    )


def _product(basis: Basis) -> dict[str, Text | None]:
    """The product of each planned route, by the clinic's own file; the lot, by the case."""
    routes = basis.plan.routes
    products = basis.clinic.products

    def of(part: Callable[[ProductDetails], Text]) -> Text | None:
        return _by_route(
            basis, [part(products[route.route]) if route.route in products else None for route in routes]
        )

    return {
        "product": of(lambda product: product.name),
        "origin": of(lambda product: product.origin),
        "maker": of(lambda product: product.maker),
        "acquisition": of(lambda product: product.obtained),
        "lot": _by_route(
            basis, [Text(ja=route.lot, en=route.lot) if route.lot else None for route in routes]
        ),
    }


def _clinic(basis: Basis) -> dict[str, Text | None]:
    details = basis.clinic.clinic
    return {
        "clinic": details.name,
        "contact": details.contact,
        "emergency": details.emergency_contact,
        "hospital": details.hospital,
        "cancellation": details.cancellation,
        "refund": details.refund,
        "compensation": details.compensation,
        "conflict": details.conflict_of_interest,
    }


def _cost(basis: Basis) -> dict[str, Filling]:
    """Sums are filled in only from the clinic's own complete prices; others are a hint beside the blank."""
    quotation = basis.quotation
    if quotation is None:
        return {name: Filling(said=None) for name in ("per_session", "course_total", "first_year", "tax")}

    def sums(part: Callable[[RouteQuotation], Amount]) -> Filling:
        amounts = [part(route) for route in quotation.routes]
        said = _by_route(basis, [amount.said for amount in amounts])
        certain = quotation.from_clinic and not any(amount.at_least for amount in amounts)
        return Filling(said=said) if certain else Filling(said=None, hint=said)

    taxes = dict.fromkeys(
        line.tax_said for route in quotation.routes for line in route.lines if line.tax_said
    )
    tax = joined(taxes) if taxes else None
    return {
        "per_session": sums(lambda route: route.per_session),
        "course_total": sums(lambda route: route.course),
        "first_year": sums(lambda route: route.year),
        "tax": Filling(said=tax) if quotation.from_clinic else Filling(said=None, hint=tax),
    }


def _by_route(basis: Basis, said: Sequence[Text | None]) -> Text | None:
    """One text as it is, several each with its route; None if one is missing."""
    if len(said) == 1:
        return said[0]
    named = tuple(_named(basis, basis.plan.routes, said))
    return joined(named) if len(named) == len(said) else None


def _named(basis: Basis, routes: Sequence[RoutePlan], said: Sequence[Text | None]) -> Iterator[Text]:
    for route, text in zip(routes, said, strict=True):
        if text is not None:
            yield basis.phrases.say(
                "consent.fill.place", name=basis.phrases.say(f"consent.method.{route.route}"), said=text
            )


def _alike(basis: Basis, values: Sequence[int]) -> Text | None:
    """One number if all routes have the same, else each with its route."""
    numbers = [_number(value) for value in values]
    return numbers[0] if len(set(numbers)) == 1 else _by_route(basis, numbers)


def _number(value: int) -> Text:
    return Text(ja=str(value), en=str(value))
