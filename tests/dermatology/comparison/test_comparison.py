"""Every option side by side, and the order of things: calm the skin first, needles only where it is stable."""

from typing import Any

import pytest
from courses import ACTIVE, compared, given
from hypothesis import given as drawn
from hypothesis import settings
from synthetic import inputs

from nagi.dermatology.decision.verdict import Overall
from nagi.evidence.rules import ROUTES

OPTIONS = ["standard_care", "not_now", *ROUTES]


def steps(raw: dict[str, Any]) -> list[str]:
    return [step.code for step in compared(raw).steps]


@pytest.mark.parametrize(
    "goal",
    [
        "ad_skin_quality", "ad_inflammation", "facial_redness", "rejuvenation", "acne_rosacea_redness",
        "wound_scar", "hair", "pigmentation",
    ],
)  # fmt: skip
def test_every_goal_shows_every_option_and_what_is_known(goal: str) -> None:
    shown = compared(given({"patient.goals": [goal]})).goals
    assert [entry.goal for entry in shown] == [goal]
    assert [option.code for option in shown[0].options] == OPTIONS
    assert shown[0].cards
    assert all(option.cards for option in shown[0].options)


def test_without_a_goal_the_goal_is_asked_first() -> None:
    (goal,) = compared(given({"patient.goals": []})).goals
    assert goal.goal == "not_stated"


@pytest.mark.parametrize(
    ("answers", "overall", "first"),
    [
        ({}, Overall.CANDIDATE, []),
        ({"patient.pregnancy": "yes"}, Overall.NOT_NOW, ["not_now"]),
        ({"patient.age_years": 17}, Overall.NOT_ELIGIBLE, ["standard_care"]),
        ({**ACTIVE, "patient.standard_care": "none"}, Overall.STANDARD_CARE_FIRST, ["standard_care"]),
    ],
)
def test_not_now_and_standard_care_first_are_outcomes(
    answers: dict[str, Any], overall: Overall, first: list[str]
) -> None:
    comparison = compared(given(answers))
    assert comparison.overall is overall
    assert [option.code for option in comparison.goals[0].options if option.first] == first


@pytest.mark.parametrize(
    ("answers", "sequence"),
    [
        ({}, ["keep_care", "time_to_decide", "consider", "review_course"]),
        (
            {**ACTIVE, "patient.standard_care": "none"},
            ["standard_care_first", "calm_skin", "reassess", "needling_later", "keep_care"],
        ),
        (
            {**ACTIVE, "site.infection_signs": ["yellow_pus"], "patient.standard_care": "none"},
            [
                "treat_infection",
                "standard_care_first",
                "calm_skin",
                "reassess",
                "needling_later",
                "keep_care",
            ],
        ),
        (
            {**ACTIVE, "patient.fever": True, "site.infection_signs": ["herpes_vesicles"]},
            ["urgent_referral", "treat_infection", "calm_skin", "reassess", "needling_later", "keep_care"],
        ),
        ({"patient.pregnancy": "yes"}, ["resolve_reasons", "keep_care"]),
        ({"patient.age_years": 17}, ["no_route", "keep_care"]),
        ({"patient.history.keloid": True}, ["wish_not_possible", "keep_care"]),
        (
            {"patient.expects_cure": True},
            ["keep_care", "talk_first", "time_to_decide", "consider", "review_course"],
        ),
        ({"site.signs.dryness_fissure": None}, ["answer_questions", "keep_care"]),
    ],
)
def test_the_sequence(answers: dict[str, Any], sequence: list[str]) -> None:
    assert steps(given(answers)) == sequence


def test_active_skin_is_calmed_for_the_weeks_of_the_threshold_before_needling_is_spoken_of() -> None:
    found = {step.code: step for step in compared(given(ACTIVE)).steps}
    assert found["reassess"].weeks == 4
    assert "4週間" in found["reassess"].said.ja
    assert "4 weeks" in found["reassess"].said.en


def test_saline_needling_is_named_as_a_fair_comparison_and_never_offered() -> None:
    comparison = compared(given())
    assert "生理食塩水" in comparison.fair.ja
    assert "saline" in comparison.fair.en
    assert comparison.fair_cards
    assert "needling_alone" not in [option.code for option in comparison.goals[0].options]


def test_neither_product_is_called_the_better_one() -> None:
    comparison = compared(given())
    assert [product.code for product in comparison.products] == ["purified_ev", "supernatant"]
    assert comparison.neither_better.rule_id == "S000-007"
    shared = set.intersection(*({card.claim_id for card in p.cards} for p in comparison.products))
    assert shared


@settings(max_examples=40, deadline=None)
@drawn(inputs())
def test_every_case_can_be_compared(raw: dict[str, Any]) -> None:
    comparison = compared(raw)
    assert comparison.goals
    assert comparison.steps
