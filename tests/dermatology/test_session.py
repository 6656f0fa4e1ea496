"""A session is saved only if no rule stands against it, each named by its id."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from courses import TABLE

import nagi.knowledge
from nagi.dermatology.intake.case import Case
from nagi.dermatology.session import CHECKS, Day, SiteDone, Stopped, asked_again, forbidden
from nagi.services.assessment import assess
from nagi.services.cases import read_cases

TIMES = frozenset({"0", "5", "15", "30", "end", "end+30"})


@cache
def case() -> Case:
    """Stable cheeks, active elbows; nothing else stands against a route."""
    return read_cases(Path(next(iter(nagi.knowledge.__path__))) / "cases" / "worked.yaml")[0]


def needling() -> Day:
    return Day(
        route="dermapen_exosome", case=case(), decision=assess(case()).decision,
        signed={("cheeks", "dermapen_exosome"): "permitted"}, planned=frozenset({"cheeks"}),
        done=[SiteDone(site="cheeks", depth_mm=0.5, passes=1)], lot_route="dermapen_exosome", aftercare_given=True,
    )  # fmt: skip


def drip() -> Day:
    return replace(
        needling(), route="iv_drip_exosome", signed={(None, "iv_drip_exosome"): "permitted"}, planned=frozenset(),
        done=[], lot_route="iv_drip_exosome", monitored=TIMES,
    )  # fmt: skip


def rules(day: Day) -> list[str]:
    return [one.rule_id for one in forbidden(day, table=TABLE)]


@pytest.mark.parametrize("day", [needling, drip])
def test_it_works(day: object) -> None:
    assert rules(day()) == []  # type: ignore[operator]


@pytest.mark.parametrize("code", CHECKS)
def test_each_check_of_the_day_is_demanded(code: str) -> None:
    (refused,) = forbidden(replace(needling(), undone=[code]), table=TABLE)
    assert refused.rule_id == "GP-055"
    assert TABLE.word("object", code).ja in refused.said.ja


def test_an_active_site_is_refused_with_its_reasons() -> None:
    day = replace(
        needling(), planned=frozenset({"elbow_flexures"}), signed={("elbow_flexures", "dermapen_exosome"): "deferred"},
        done=[SiteDone(site="elbow_flexures", depth_mm=0.3, passes=1)],
    )  # fmt: skip
    assert {"S004-022", "S004-008"} <= set(rules(day))


def test_nobody_signed_today() -> None:
    assert rules(replace(needling(), signed={})) == ["S004-022"]


@pytest.mark.parametrize("missing", sorted(TIMES))
def test_every_observation_of_a_drip_is_demanded_unless_it_was_stopped(missing: str) -> None:
    day = replace(drip(), monitored=TIMES - {missing})
    assert rules(day) == ["GP-062"]
    assert rules(replace(day, stopped_early=True)) == []


def test_stops_reach_the_person_or_one_site() -> None:
    day = needling()
    assert rules(replace(day, stops=[Stopped(rule_id="AE-102")])) == ["AE-102"]
    assert rules(replace(day, stops=[Stopped(rule_id="AE-101", site="cheeks")])) == ["AE-101"]
    assert rules(replace(day, stops=[Stopped(rule_id="AE-101", site="neck")])) == []


def test_a_lot_of_another_route_or_not_released_and_an_open_review() -> None:
    day = needling()
    assert rules(replace(day, lot_route="topical_exosome")) == ["S004-051"]
    assert rules(replace(day, lot_released=False)) == ["REG-025"]
    assert rules(replace(day, review_open=True)) == ["S000-044"]


@pytest.mark.parametrize(("depth", "good"), [(0.0, False), (0.1, True), (3.0, False), (None, False)])
def test_the_depth_stays_within_the_limit_of_the_site(depth: float | None, good: bool) -> None:
    day = replace(needling(), done=[SiteDone(site="cheeks", depth_mm=depth, passes=1)])
    assert (rules(day) == []) == good


def test_what_is_asked_again() -> None:
    assert all(
        map(asked_again, ("patient.fever", "patient.allergies", "site.signs.erythema", "site.itch_nrs_24h"))
    )
    assert not any(map(asked_again, ("patient.history.keloid", "site.region", "site.code")))
