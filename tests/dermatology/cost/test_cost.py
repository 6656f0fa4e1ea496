"""Quotations: documented or the clinic's own prices, never an invented one, always the whole course."""

from typing import Any

import pytest
from courses import TABLE, example_clinic, given, planned

from nagi.dermatology.cost.prices import PriceList, documented_prices
from nagi.dermatology.cost.quotation import Quotation, RouteQuotation
from nagi.dermatology.cost.quoter import quotation
from nagi.language import Text


def quoted(answers: dict[str, Any] | None = None, *, prices: PriceList | None = None) -> Quotation:
    found = quotation(planned(given(answers)), prices or documented_prices(), table=TABLE)
    assert found is not None
    return found


def only(answers: dict[str, Any] | None = None) -> RouteQuotation:
    (route,) = quoted(answers).routes
    return route


def asked(route: str, **product: str) -> dict[str, Any]:
    answers: dict[str, Any] = {"patient.routes_requested": [route]}
    return answers | {f"product.{key}": value for key, value in product.items()}


def test_the_documented_example_three_sessions_on_the_whole_face() -> None:
    """3 x 100,000 + 3 x 5,500 = 316,500 yen (care pathway, section 5)."""
    route = only({"site.region": "face"})
    counted = {line.item: (line.unit_low, line.count) for line in route.lines if line.unit_low is not None}
    assert counted == {"session": (100_000, 3), "anaesthetic": (5_500, 3)}
    assert (route.course.low, route.course.high) == (316_500, 316_500)
    assert "316,500" in route.course.said.ja
    assert "316,500" in route.course.said.en


def test_a_part_of_the_face_gives_a_range() -> None:
    route = only({"site.region": "cheek"})
    assert (route.per_session.low, route.per_session.high) == (103_300, 105_500)
    assert (route.course.low, route.course.high) == (309_900, 316_500)


def test_what_has_no_recorded_price_is_named_and_makes_every_sum_a_least_amount() -> None:
    route = only()
    assert [line.item for line in route.lines if line.unit_low is None] == ["exam", "aftercare", "photo"]
    assert len(route.missing) == 3
    assert route.course.at_least
    assert "以上" in route.course.said.ja
    assert "or more" in route.course.said.en


@pytest.mark.parametrize("answers", [asked("topical_exosome"), {"site.region": "forearm"}])
def test_no_sum_is_given_without_the_price_of_a_session(answers: dict[str, Any]) -> None:
    route = only(answers)
    assert (route.course.low, route.course.high, route.course.at_least) == (None, None, True)


def test_the_first_year_runs_from_stopping_at_the_review_to_going_on_all_year() -> None:
    route = only({"site.region": "face"})
    assert route.year_sessions == 14
    assert (route.year.low, route.year.high) == (316_500, 14 * 105_500)


@pytest.mark.parametrize(
    ("route", "low", "high"),
    [("injection_exosome", 82_500, 105_000), ("iv_drip_exosome", 166_000, 700_000)],
)
def test_documented_ranges_of_other_routes(route: str, low: int, high: int) -> None:
    session = next(line for line in only(asked(route)).lines if line.item == "session")
    assert (session.unit_low, session.unit_high) == (low, high)


def test_supernatant_is_priced_as_supernatant_and_the_blood_test_is_paid_once() -> None:
    raw = given(asked("iv_drip_exosome"))
    raw["products"]["iv_drip_exosome"]["type"] = "supernatant"
    found = quotation(planned(raw), documented_prices(), table=TABLE)
    assert found is not None
    lines = {line.item: line for line in found.routes[0].lines}
    assert (lines["session"].unit_low, lines["session"].unit_high) == (66_000, 309_375)
    assert (lines["bloods"].unit_low, lines["bloods"].count) == (3_300, 1)
    assert found.routes[0].course.low == 3 * 66_000 + 3_300


def test_trial_course_and_member_prices_are_shown_and_never_counted() -> None:
    assert [line.unit_low for line in only().also_advertised] == [70_000, 500_000, 960_000]


def test_every_counted_price_has_a_source_and_a_date() -> None:
    for line in (*only().lines, *only().also_advertised):
        assert (line.price_source is None) == (line.price_date is None) == (line.unit_low is None)


def test_what_is_always_said() -> None:
    rules = [statement.rule_id for statement in quoted().statements]
    assert rules == ["S004-038", "S000-030", "IC-018", "IC-007", "COST-003", "S004-040", "REG-019"]


def test_cooling_off_needs_more_than_a_month_and_more_than_50000_yen() -> None:
    cheap = PriceList.model_validate(
        {
            "as_of": "2026-11",
            "level": "C",
            "note": Text(ja="見本", en="sample"),
            "sources": {"a": Text(ja="見本", en="sample")},
            "from_clinic": True,
            "price": [
                {"id": item, "label": {"ja": item, "en": item}, "item": item, "kind": "single", "low": low,
                 "high": low, "source": "a"}
                for item, low in [("session", 16_000), ("anaesthetic", 0), ("exam", 0), ("aftercare", 0),
                                  ("photo", 0)]
            ],
        }
    )  # fmt: skip
    below = quoted(prices=cheap)
    assert (below.course.high, below.course.at_least) == (48_000, False)
    assert "REG-019" not in [statement.rule_id for statement in below.statements]


def test_the_clinics_own_prices_replace_the_documented_ones() -> None:
    own = example_clinic().price_list()
    found = quoted(prices=own)
    (route,) = found.routes
    assert found.from_clinic
    assert (route.course.low, route.course.at_least) == (3 * (88_000 + 3_000 + 3_000), False)
    assert found.prices_digest != quoted().prices_digest


def test_several_routes_are_added_up() -> None:
    both = quoted(
        {"site.region": "face", "patient.routes_requested": ["dermapen_exosome", "injection_exosome"]}
    )
    parts = [route.course for route in both.routes]
    assert both.course.low == sum(part.low or 0 for part in parts)


def test_nothing_planned_nothing_priced() -> None:
    assert quotation(planned(given({"patient.age_years": 17})), documented_prices(), table=TABLE) is None


def test_every_advertised_row_is_on_file() -> None:
    prices = documented_prices()
    assert len(prices.price) == 34
    assert {price.seen or prices.as_of for price in prices.price} == {"2026-11", "2023"}
