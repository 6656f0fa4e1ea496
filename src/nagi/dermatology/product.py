"""May a lot be used? What its record lacks, and the rules that keep it out of use (GP-058, GP-059)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from nagi.dermatology.phrases import Statement
from nagi.evidence.fields import Value
from nagi.evidence.rules import Route, RuleTable

Entry = Literal[
    "lot", "expiry", "maker", "storage", "origin", "sterility", "endotoxin", "mycoplasma", "virus"
]
TESTS: tuple[Entry, ...] = ("origin", "sterility", "endotoxin", "mycoplasma", "virus")
"""What a certificate must show with a good result (GP-058 names them)."""


@dataclass(frozen=True, kw_only=True)
class LotRecord:
    """What is recorded of one lot. `facts` are the answers of its product; `passed` the newest result of each test."""

    route: Route
    number: str
    maker: str
    storage: str
    expires_on: date
    facts: Mapping[str, Value] = field(default_factory=dict)
    passed: Mapping[str, bool | None] = field(default_factory=dict)


def gaps(lot: LotRecord, *, on: date) -> tuple[Entry, ...]:
    """What the record lacks on the day `on`: an entry that is missing, a test without a good result, a past expiry."""
    written: dict[Entry, bool] = {
        "lot": bool(lot.number),
        "expiry": lot.expires_on >= on,
        "maker": bool(lot.maker),
        "storage": bool(lot.storage),
        **{test: lot.passed.get(test) is True for test in TESTS},
    }
    return tuple(entry for entry, good in written.items() if not good)


def product_facts(lot: LotRecord, *, on: date) -> dict[str, Value]:
    """The facts of the group `product` that a case takes from this lot."""
    own: dict[str, Value] = {
        "product.lot": lot.number,
        "product.quality_record_complete": not gaps(lot, on=on),
    }
    return {**lot.facts, **own}


def withheld(lot: LotRecord, *, on: date, table: RuleTable) -> tuple[Statement, ...]:
    """Every rule of products that keeps the lot out of use; what is not known keeps it out too. Empty: it may be used."""
    facts = {**product_facts(lot, on=on), "product.route": lot.route}
    return tuple(
        Statement(rule_id=rule.id, said=rule.message)
        for rule in table.rules.values()
        if rule.scope == "product" and rule.effect.status is not None and not rule.closes_gap
        if rule.when is not None and rule.when.compile(table.fields, table.bounds)(facts) is not False
    )
