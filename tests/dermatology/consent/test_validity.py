"""Where a consent stands on a day."""

from dataclasses import replace
from datetime import date

import pytest
from courses import TABLE

from nagi.dermatology.consent.validity import Standing, may_sign_from, needs_renewal, obstacles
from nagi.dermatology.plan.booking import Agreed, refusals

SHOWN = date(2026, 11, 20)
DAY = date(2026, 11, 22)
GOOD = Standing(
    shown_on=SHOWN, given_on=date(2026, 11, 21), withdrawn=False, valid_until=date(2027, 5, 20),
    same_day_wished=False, lot="A1", bound="x", bound_now="x",
)  # fmt: skip


def rules(standing: Standing, on: date = DAY, lot: str = "A1") -> list[str]:
    return [one.rule_id for one in obstacles(standing, on=on, lot=lot, table=TABLE)]


def test_it_works() -> None:
    assert rules(GOOD) == []
    assert may_sign_from(SHOWN, table=TABLE) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"given_on": None}, "S000-039"), ({"withdrawn": True}, "IC-021"), ({"bound_now": "y"}, "IC-027"),
        ({"valid_until": date(2026, 11, 21)}, "GP-055"), ({"lot": "B2"}, "IC-003"), ({"shown_on": DAY}, "REG-018"),
        ({"given_on": date(2027, 1, 1)}, "S000-039"),
    ],
)  # fmt: skip
def test_each_obstacle_has_its_rule(change: dict[str, object], rule: str) -> None:
    assert rules(replace(GOOD, **change)) == [rule]


def test_the_last_day_counts_and_a_wish_for_the_same_day_is_heard() -> None:
    assert rules(GOOD, on=date(2027, 5, 20)) == []
    assert rules(replace(GOOD, shown_on=DAY, same_day_wished=True)) == []


def test_everything_against_it_is_named_at_once() -> None:
    bad = replace(GOOD, withdrawn=True, bound_now="y", lot="B2", valid_until=SHOWN)
    assert rules(bad) == ["IC-021", "GP-055", "IC-027", "IC-003"]
    assert needs_renewal(bad)


def test_bookings_keep_interval_count_and_time_to_think() -> None:
    agreed = Agreed(sessions=3, interval_days=28, first=DAY)
    near = [one.rule_id for one in refusals(date(2026, 12, 19), booked=[DAY], agreed=agreed)]
    assert near == ["S000-040"]
    assert refusals(date(2026, 12, 20), booked=[DAY], agreed=agreed) == ()
    assert [one.rule_id for one in refusals(SHOWN, booked=[], agreed=agreed)] == ["REG-018"]
    full = [DAY, date(2027, 1, 1), date(2027, 2, 1)]
    assert [one.rule_id for one in refusals(date(2027, 4, 1), booked=full, agreed=agreed)] == ["S000-044"]
