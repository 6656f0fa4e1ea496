"""The plan: where, how deep, how often, what to check, when to stop, and what is planned when nothing is."""

from datetime import timedelta
from typing import Any

import pytest
from courses import ACTIVE, TABLE, TODAY, decided, given, planned
from hypothesis import given as drawn
from hypothesis import settings
from synthetic import inputs, nearly_benign

from nagi.dermatology.decision.verdict import STRICTNESS
from nagi.evidence.rules import ROUTES

ALL_ROUTES = {"patient.routes_requested": list(ROUTES)}


@pytest.mark.parametrize(
    ("region", "planned_mm", "start", "greatest", "limit"),
    [
        ("cheek", None, 0.3, 0.3, 1.0),
        ("cheek", 0.5, 0.3, 0.5, 1.0),
        ("cheek", 0.2, 0.2, 0.2, 1.0),
        ("cheek", 0, 0, 0, 1.0),
        ("neck", 0.5, 0.3, 0.5, 0.5),
        ("periorbital", None, 0.3, 0.3, 0.3),
        ("trunk", 1.5, 0.3, 1.5, 1.5),
    ],
)
def test_depth_starts_shallow_and_never_passes_the_limit(
    region: str, planned_mm: float | None, start: float, greatest: float, limit: float
) -> None:
    depth = {} if planned_mm is None else {"site.planned_depth_mm": planned_mm}
    raw = given({"site.region": region, **depth})
    (site,) = planned(raw).routes[0].sites
    assert (site.start_mm, site.depth_mm, site.limit_mm) == (start, greatest, limit)


def test_three_sessions_a_month_apart_then_a_review_and_never_on_the_same_day() -> None:
    plan = planned(given())
    (route,) = plan.routes
    first = TODAY + timedelta(days=1)
    assert route.dates == (first, first + timedelta(days=28), first + timedelta(days=56))
    assert (route.sessions, plan.review_after_sessions) == (3, 3)
    assert plan.review is not None


def test_contacts_run_through_the_granuloma_window_and_a_year_after_the_last_session() -> None:
    plan = planned(given())
    last = plan.routes[0].dates[-1]
    after_last = [contact.day for contact in plan.contacts if contact.after_session == 3]
    assert after_last == [1, 3, 7, 28, 90, 365]
    assert [contact.day for contact in plan.contacts if contact.after_session == 1] == [1, 3, 7]
    assert plan.contacts[-1].on == last + timedelta(days=365)


@pytest.mark.parametrize(
    ("answers", "kind", "weeks"),
    [
        ({}, "course", None),
        ({**ACTIVE, "patient.standard_care": "none"}, "standard_care", 4),
        (ACTIVE, "look_again", 4),
        ({"patient.pregnancy": "yes"}, "look_again", None),
        ({"site.signs.dryness_fissure": None}, "look_again", None),
        ({"patient.age_years": 17}, "not_offered", None),
        ({"patient.history.keloid": True}, "not_offered", None),
        (
            {"patient.fever": True, "site.infection_signs": ["herpes_vesicles"]},
            "urgent_referral",
            None,
        ),
    ],
)
def test_when_nothing_is_planned_the_plan_says_when_to_look_again(
    answers: dict[str, Any], kind: str, weeks: int | None
) -> None:
    plan = planned(given(answers))
    assert plan.kind == kind
    assert plan.look_again == (None if weeks is None else TODAY + timedelta(weeks=weeks))
    assert bool(plan.routes) == bool(plan.checks) == bool(plan.contacts) == (kind == "course")


def test_a_wanted_route_that_is_not_planned_says_why() -> None:
    plan = planned(given({"patient.history.keloid": True}))
    assert [statement.rule_id for statement in plan.not_planned] == ["GP-007"]


def test_only_asked_for_routes_are_planned_or_what_is_permitted_if_none_was() -> None:
    asked = {"patient.routes_requested": ["injection_exosome"]}
    assert [route.route for route in planned(given(asked)).routes] == ["injection_exosome"]
    none_asked = planned(given({"patient.routes_requested": []}))
    assert [route.route for route in none_asked.routes] == ["dermapen_exosome", "topical_exosome"]


@pytest.mark.parametrize(
    ("answers", "blocked"),
    [
        ({}, set()),
        (
            {"patient.allergies": ["lidocaine"]},
            {"lidocaine", "prilocaine_lidocaine_cream", "amide_anaesthetic"},
        ),
        ({"patient.history.methaemoglobin_risk": True}, {"prilocaine_lidocaine_cream"}),
    ],
)
def test_anaesthetic_limits_and_what_must_not_be_used(answers: dict[str, Any], blocked: set[str]) -> None:
    anaesthetic = planned(given(answers)).routes[0].anaesthetic
    assert anaesthetic is not None
    assert (anaesthetic.grams_max, anaesthetic.minutes_max, anaesthetic.minutes_atopic) == (10, 120, 60)
    assert {material.code for material in anaesthetic.blocked} == blocked


def test_an_antiseptic_the_patient_reacts_to_is_named() -> None:
    antiseptic = planned(given({"patient.allergies": ["chlorhexidine"]})).routes[0].antiseptic
    assert antiseptic is not None
    assert "クロルヘキシジン" in antiseptic.ja
    assert "Chlorhexidine" in antiseptic.en


def test_only_the_drip_is_monitored_and_only_needles_are_numbed() -> None:
    routes = {route.route: route for route in planned(given(ALL_ROUTES)).routes}
    assert set(routes) == set(ROUTES)
    monitored = {name for name, route in routes.items() if route.monitoring}
    numbed = {name for name, route in routes.items() if route.anaesthetic}
    assert monitored == {"iv_drip_exosome"}
    assert numbed == {"dermapen_exosome", "injection_exosome"}
    watching = routes["iv_drip_exosome"].monitoring
    assert watching is not None
    assert watching.at == ("0", "5", "15", "30", "end", "end+30")


def test_checks_before_the_first_session_and_on_each_day() -> None:
    checks = {(check.code, check.when) for check in planned(given()).checks}
    assert {
        ("physician_examination", "before_first"), ("signed_consent", "before_first"), ("EASI", "before_first"),
        ("photos", "before_first"), ("same_day_phase", "each_session"), ("lot_scan", "each_session"),
    } <= checks  # fmt: skip


def test_what_goes_home_with_the_patient() -> None:
    plan = planned(given())
    assert {entry.code for entry in plan.aftercare} >= set(TABLE.rules["GP-070"].effect.detail("items"))
    assert {"ambulance", "today", "appointment"} == {call.urgency for call in plan.calls}
    granuloma = next(call for call in plan.calls if call.code == "granuloma")
    assert granuloma.onset_days == (14, 90)


def test_expecting_a_cure_is_talked_about_before_consent() -> None:
    gates = planned(given({"patient.expects_cure": True})).gates
    assert [(gate.code, gate.rule_id) for gate in gates] == [
        ("expectation_corrected_before_consent", "GP-044")
    ]


@settings(max_examples=60, deadline=None)
@drawn(inputs() | nearly_benign())
def test_no_plan_reaches_beyond_the_decision(raw: dict[str, Any]) -> None:
    _, decision = decided(raw)
    status = {(place, route): each.status for place, route, each in decision.routes()}
    for route in planned(raw).routes:
        places = [site.site for site in route.sites] or [None]
        assert all(STRICTNESS[status[place, route.route]] <= STRICTNESS["review"] for place in places)
        for site in route.sites:
            if site.depth_mm is not None and site.limit_mm is not None:
                assert (site.start_mm or 0) <= site.depth_mm <= site.limit_mm
