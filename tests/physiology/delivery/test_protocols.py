"""Courses become arms; what no course can be is refused, all of it at once."""

import pytest

from nagi.errors import NagiError
from nagi.physiology.delivery.protocols import course, stopped
from nagi.physiology.library import load_model

NAMED = (
    "nothing", "guideline_care", "needling_saline", "dermapen_exosome", "topical_exosome", "injection_exosome",
    "drip_exosome",
)  # fmt: skip


def test_the_named_arms_keep_background_care_except_nothing() -> None:
    arms = load_model("nagi-skin").arms
    assert set(NAMED) <= set(arms)
    care = dict(arms["guideline_care"].effects)
    assert care == {"placebo": 1.0, "tcs": 1.0, "emollient": 1.0}
    assert dict(arms["nothing"].effects) == {}
    for name in NAMED[2:]:
        assert care.items() <= arms[name].effects.items()
        assert (arms[name].weeks, sorted({dose.week for dose in arms[name].doses})) == (26.0, [0.0, 4.0, 8.0])


def test_needling_with_vesicles_is_needling_with_saline_and_a_dose() -> None:
    saline, vesicles = course("needling_saline"), course("dermapen_exosome")
    assert [d for d in vesicles.doses if d.state == "pores"] == list(saline.doses)
    assert vesicles.effects == saline.effects


def test_a_course_of_ones_own() -> None:
    arm = course(
        "injection_exosome", sessions=2, every=6, first=1, dose=5, product="supernatant", weeks=12, name="x"
    )
    assert [(d.week, d.state, d.amount) for d in arm.doses] == [(1, "depot", 5), (7, "depot", 5)]
    assert arm.effects["supernatant"] == 1
    assert (arm.name, arm.weeks) == ("x", 12)


def test_measured_protein_says_what_the_word_for_the_product_cannot() -> None:
    words = {"dose": 20.0, "protein": 5.0}
    assert course("topical_exosome", **words).effects["protein"] == 0.25
    assert course("topical_exosome", product="supernatant", **words) == course("topical_exosome", **words)
    assert "protein" not in course("topical_exosome", product="supernatant").effects


def test_a_drug_is_stopped_by_its_dosing_and_what_has_no_kinetics_at_once() -> None:
    arms = load_model("nagi-skin").arms
    arm = arms["dupilumab_16_weeks"]
    assert arm.effects == arms["dupilumab"].effects
    assert [(switch.week, dict(switch.effects)) for switch in arm.switches] == [(16.0, {"dosing": 0.0})]
    injected = stopped(arms["rIFNg"], 12, weeks=30, name="x")
    assert dict(injected.switches[0].effects) == {"dosing": 0.0, "add_IFNg": 0.0}


@pytest.mark.parametrize(
    ("route", "words", "keys"),
    [
        ("tattoo_exosome", {}, {"route"}),
        ("topical_exosome", {"dose": -1.0}, {"dose"}),
        ("topical_exosome", {"dose": float("nan"), "area": 0.5, "every": 0}, {"dose", "area", "every"}),
        ("topical_exosome", {"dose": 1e9}, {"dose"}),
        ("dermapen_exosome", {"depth": 20.0, "sessions": 1.5}, {"depth", "sessions"}),
        ("dermapen_exosome", {"sessions": 9}, {"weeks"}),
        ("topical_exosome", {"protein": -1.0}, {"protein"}),
        ("topical_exosome", {"protein": float("inf"), "dose": -1.0}, {"protein", "dose"}),
        ("topical_exosome", {"protein": True}, {"protein"}),
        ("topical_exosome", {"protein": 1.0, "dose": 0.0}, {"protein"}),
        ("needling_saline", {"protein": 1.0}, {"protein"}),
        ("guideline_care", {"protein": 1.0}, {"protein"}),
        ("dermapen_exosome", {"product": "stem cells", "care": "none"}, {"product", "care"}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_name(route: str, words: dict[str, float], keys: set[str]) -> None:
    with pytest.raises(NagiError) as caught:
        course(route, **words)
    assert {problem.key for problem in caught.value.problems} == keys
    assert {problem.code for problem in caught.value.problems} == {"NAGI-P004"}
