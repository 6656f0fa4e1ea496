"""Plan and prices in, quotation out (COST-001..003, S004-040, REG-019).

The words are in knowledge/course/cost.toml.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from nagi.dermatology.cost.prices import Item, Price, PriceList
from nagi.dermatology.cost.quotation import Amount, Line, Quotation, RouteQuotation
from nagi.dermatology.phrases import Statement, joined, load_phrases
from nagi.dermatology.plan.proposal import Plan, RoutePlan
from nagi.evidence.rules import DRIP, RuleTable
from nagi.language import Text

ALWAYS = ("high_cost", "self_pay", "deduction", "no_guarantee", "refund", "continuing")
DAYS_OF_A_YEAR = 365
DAYS_OF_A_MONTH = 31


def quotation(plan: Plan, prices: PriceList, *, table: RuleTable) -> Quotation | None:
    """What `plan` costs by `prices` (a clinic's own list, or the documented one); None if no route is planned."""
    return _Quoter(plan, prices, table).quotation() if plan.routes else None


class _Quoter:
    """One plan being priced."""

    def __init__(self, plan: Plan, prices: PriceList, table: RuleTable) -> None:
        self.plan, self.prices, self.table = plan, prices, table
        self.phrases = load_phrases()
        self.face = frozenset(self.phrases.codes["cost.area.face"])

    def quotation(self) -> Quotation:
        """All routes of the plan and their sum."""
        routes = tuple(self._route(route) for route in self.plan.routes)
        course = self._added(route.course for route in routes)
        return Quotation(
            case_id=self.plan.case_id,
            from_clinic=self.prices.from_clinic,
            basis=self._basis(),
            routes=routes,
            course=course,
            statements=(
                *(self.phrases.statement(f"cost.said.{name}") for name in ALWAYS),
                *self._cooling_off(course),
            ),
            prices_digest=hashlib.sha256(self.prices.model_dump_json().encode()).hexdigest(),
        )

    def _basis(self) -> Text:
        if self.prices.from_clinic:
            return self.phrases.say("cost.basis.clinic", date=self.prices.as_of)
        return self.prices.note

    def _route(self, route: RoutePlan) -> RouteQuotation:
        lines = tuple(self._line(item, route) for item in _items(route))
        year_sessions = 1 + (DAYS_OF_A_YEAR - 1) // route.interval_days
        return RouteQuotation(
            route=route.route,
            name=route.name,
            sessions=route.sessions,
            year_sessions=year_sessions,
            lines=lines,
            per_session=self._sum([line for line in lines if line.per == "session"], 1, 1),
            course=self._sum(lines, route.sessions, route.sessions),
            year=self._sum(lines, route.sessions, year_sessions),
            also_advertised=tuple(self._line_of(price.item, [price], 1) for price in self._beside(route)),
            missing=tuple(
                self.phrases.say("cost.source.missing", item=line.label)
                for line in lines
                if line.unit_low is None
            ),
        )

    def _line(self, item: Item, route: RoutePlan) -> Line:
        found = [
            price
            for price in self.prices.price
            if price.kind == "single" and _fits(price, item, route, self.face)
        ]
        once = bool(found) and all(price.per == "course" for price in found)
        return self._line_of(item, found, 1 if once else route.sessions)

    def _line_of(self, item: Item, found: Sequence[Price], count: int) -> Line:
        """One line from all prices that fit it: from the lowest to the highest, never an average."""
        low = min((price.payable[0] for price in found), default=None)
        high = max((price.payable[1] for price in found), default=None)
        once = bool(found) and all(price.per == "course" for price in found)
        sources = dict.fromkeys(price.source for price in found)
        taxes = {self._tax(price): None for price in found}
        return Line(
            item=item,
            label=found[0].label if len(found) == 1 else self.phrases.say(f"cost.line.{item}"),
            per="course" if once else "session",
            unit_low=low,
            unit_high=high,
            count=count,
            amount_said=self._money(low, high),
            tax_said=joined(taxes) if taxes else None,
            price_ids=tuple(price.id for price in found),
            price_source=joined(self.prices.sources[source] for source in sources) if sources else None,
            price_date=max((price.seen or self.prices.as_of for price in found), default=None),
        )

    def _beside(self, route: RoutePlan) -> Iterator[Price]:
        """Prices of this route that are recorded but not counted: trial, course, member, visit."""
        for price in self.prices.price:
            if (
                price.kind != "single"
                and price.currency == "JPY"
                and _fits(price, price.item, route, self.face)
            ):
                yield price

    def _sum(self, lines: Sequence[Line], at_least: int, at_most: int) -> Amount:
        """The lines for so many sessions; nothing is summed up without the price of a session itself."""
        if any(line.item == "session" and line.unit_low is None for line in lines):
            return self._amount(None, None, open_end=True)
        low = sum((line.unit_low or 0) * (at_least if line.per == "session" else 1) for line in lines)
        high = sum((line.unit_high or 0) * (at_most if line.per == "session" else 1) for line in lines)
        return self._amount(low, high, open_end=any(line.unit_low is None for line in lines))

    def _added(self, amounts: Iterable[Amount]) -> Amount:
        """Several sums together; what cannot be given makes the rest a least amount."""
        known, unknown = [], 0
        for amount in amounts:
            if amount.low is None or amount.high is None:
                unknown += 1
            else:
                known.append((amount.low, amount.high, amount.at_least))
        if not known:
            return self._amount(None, None, open_end=True)
        low, high = sum(k[0] for k in known), sum(k[1] for k in known)
        return self._amount(low, high, open_end=bool(unknown) or any(k[2] for k in known))

    def _amount(self, low: int | None, high: int | None, *, open_end: bool) -> Amount:
        if low is None:
            said = self.phrases.say("cost.amount.unknown")
        elif open_end:
            said = self.phrases.say("cost.amount.at_least", amount=self._money(low, high))
        else:
            said = self._money(low, high)
        return Amount(low=low, high=high, at_least=open_end, said=said)

    def _money(self, low: int | None, high: int | None) -> Text:
        if low is None or high is None:
            return self.phrases.say("cost.amount.no_price")
        return self.phrases.say(
            f"cost.amount.{'single' if low == high else 'range'}", low=f"{low:,}", high=f"{high:,}"
        )

    def _tax(self, price: Price) -> Text:
        return self.phrases.say(f"cost.tax.{price.tax}", percent=price.tax_percent or "")

    def _cooling_off(self, course: Amount) -> Iterator[Statement]:
        """REG-019, where the course is long and its price high enough, or not known."""
        contract = self.table.rules["REG-019"].effect
        trigger = contract.detail("trigger")
        long = any(
            (route.dates[-1] - route.dates[0]).days > DAYS_OF_A_MONTH * trigger["months_over"]
            for route in self.plan.routes
        )
        if long and (course.at_least or course.high is None or course.high > trigger["yen_over"]):
            yield self.phrases.statement(
                "cost.said.cooling_off",
                months=trigger["months_over"],
                yen=f"{trigger['yen_over']:,}",
                days=contract.detail("cooling_off_days"),
            )


def _items(route: RoutePlan) -> Iterator[Item]:
    """The lines a quotation must have (COST-001): anaesthesia where a needle is used, bloods for the drip."""
    yield "session"
    if route.anaesthetic is not None:
        yield "anaesthetic"
    if route.route == DRIP:
        yield "bloods"
    yield from ("exam", "aftercare", "photo")


def _fits(price: Price, item: Item, route: RoutePlan, face: frozenset[str]) -> bool:
    """Does a price belong to this line of this route? An unknown product fits the prices of all products."""
    return (
        price.item == item
        and price.route in (None, route.route)
        and (price.product_type is None or route.product_type in (None, price.product_type))
        and _covers(price, {str(site.region) for site in route.sites}, face)
    )


def _covers(price: Price, regions: set[str], face: frozenset[str]) -> bool:
    """A price for the face covers sites on the face only; a price for a part does not cover the whole face."""
    if price.area is None:
        return True
    return regions <= face if price.area == "face" else "face" not in regions
