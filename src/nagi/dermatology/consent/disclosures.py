"""What every leaflet discloses about unapproved self-pay care, planned or not (REG-014, REG-015)."""

from collections.abc import Iterator
from dataclasses import dataclass

from nagi.dermatology.consent.blanks import Basis, fillings
from nagi.dermatology.cost.prices import Price, PriceList
from nagi.dermatology.phrases import joined
from nagi.dermatology.plan.planner import wanted
from nagi.evidence.rules import ROUTES, Route
from nagi.language import Text


@dataclass(frozen=True, kw_only=True)
class Disclosure:
    """One thing that must be said, filled in; what is not known stands as a blank to fill by hand."""

    code: str
    name: Text
    said: Text
    rule_id: str


def disclosures(basis: Basis, prices: PriceList) -> tuple[Disclosure, ...]:
    """Every mandatory disclosure, in order; a sum is the quotation's, else an example from `prices`."""
    return tuple(_disclosure(code, basis, prices) for code in basis.phrases.codes["disclosures.codes"])


def _disclosure(code: str, basis: Basis, prices: PriceList) -> Disclosure:
    phrases, name = basis.phrases, f"disclosures.{code}"
    said = "unplanned" if code == "treatment_content" and not basis.plan.routes else "said"
    return Disclosure(
        code=code,
        name=phrases.texts[f"{name}.name"],
        said=phrases.say(f"{name}.{said}", **_fills(basis, prices)),
        rule_id=phrases.rules[name],
    )


def _fills(basis: Basis, prices: PriceList) -> dict[str, Text]:
    known = fillings(basis) if basis.plan.routes else {}
    blank = basis.phrases.say("consent.blank")

    def filled(name: str) -> Text:
        return (known[name].said if name in known else None) or blank

    return {
        "acquisition": _acquisition(basis) or blank,
        "sessions": filled("sessions"),
        "days": filled("interval_days"),
        "contact": basis.clinic.clinic.contact or blank,
        "methods": _methods(basis),
        "price": _price(basis, prices),
    }


def _routes(basis: Basis) -> tuple[Route, ...]:
    """The routes the leaflet is about: planned, else asked for, else all."""
    planned = tuple(route.route for route in basis.plan.routes)
    return planned or wanted(basis.case, basis.decision) or ROUTES


def _methods(basis: Basis) -> Text:
    return joined(basis.phrases.say(f"consent.method.{route}") for route in _routes(basis))


def _acquisition(basis: Basis) -> Text | None:
    """How the clinic obtains the products of these routes; None unless it says so for each."""
    products = basis.clinic.products
    if any(route not in products for route in _routes(basis)):
        return None
    return joined(dict.fromkeys(products[route].obtained for route in _routes(basis)))


def _price(basis: Basis, prices: PriceList) -> Text:
    """The quotation of the first planned route if it has a sum, else examples of advertised prices."""
    quoted = basis.quotation.routes[0] if basis.quotation else None
    if quoted is None or quoted.course.low is None:
        return joined(_examples(basis, prices))
    return basis.phrases.say(
        "disclosures.price.course",
        session=quoted.per_session.said,
        sessions=basis.plan.routes[0].sessions,
        course=quoted.course.said,
    )


def _examples(basis: Basis, prices: PriceList) -> Iterator[Text]:
    """The first single price of each route that was asked for; of all routes if none of them has one."""
    single = [price for price in prices.price if _counts(price)]
    asked = wanted(basis.case, basis.decision)
    firsts = {price.route: price for price in reversed(single) if price.route in asked}
    for price in firsts.values() if firsts else single[:1]:
        low, high = (f"{amount:,}" for amount in price.payable)
        kind = "single" if low == high else "range"
        amount = basis.phrases.say(f"cost.amount.{kind}", low=low, high=high)
        yield basis.phrases.say("disclosures.price.advertised", label=price.label, amount=amount)


def _counts(price: Price) -> bool:
    return (price.item, price.kind, price.currency) == ("session", "single", "JPY")
