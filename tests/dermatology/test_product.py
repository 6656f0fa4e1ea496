"""A lot is used only when its whole record is good and its label allows the route."""

from dataclasses import replace
from datetime import date

import pytest
from courses import TABLE

from nagi.dermatology.product import TESTS, LotRecord, gaps, product_facts, withheld

DAY = date(2026, 11, 22)
GOOD = LotRecord(
    route="dermapen_exosome", number="A1", maker="架空製造", storage="-80 °C", expires_on=DAY,
    facts={"product.type": "purified_ev", "product.label_class": "unapproved_medical"},
    passed=dict.fromkeys(TESTS, True),
)  # fmt: skip


def _rules(lot: LotRecord) -> list[str]:
    return [one.rule_id for one in withheld(lot, on=DAY, table=TABLE)]


def test_it_works() -> None:
    assert _rules(GOOD) == []
    assert product_facts(GOOD, on=DAY)["product.quality_record_complete"] is True


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("result", [None, False])
def test_a_test_without_a_good_result_keeps_the_lot_out(test: str, result: bool | None) -> None:
    assert _rules(replace(GOOD, passed={**GOOD.passed, test: result})) == ["GP-058"]


@pytest.mark.parametrize("entry", ["number", "maker", "storage"])
def test_a_missing_entry_keeps_the_lot_out(entry: str) -> None:
    assert _rules(replace(GOOD, **{entry: ""})) == ["GP-058"]


def test_the_last_day_is_the_day_of_expiry() -> None:
    assert gaps(GOOD, on=DAY) == ()
    assert gaps(GOOD, on=date(2026, 11, 23)) == ("expiry",)


@pytest.mark.parametrize("label", ["research_reagent", "cosmetic"])
def test_reagents_and_cosmetics_only_on_the_skin(label: str) -> None:
    lot = replace(GOOD, facts={**GOOD.facts, "product.label_class": label})
    assert _rules(lot) == ["GP-059"]
    assert _rules(replace(lot, route="topical_exosome")) == []


def test_an_unknown_label_never_permits() -> None:
    assert _rules(replace(GOOD, facts={})) == ["GP-059"]
