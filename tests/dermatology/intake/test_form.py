"""Reading an intake: every problem at once with its path; full-width input understood; nothing guessed."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic import FIELDS, as_case, benign, put

from nagi.dermatology.intake.form import case_from
from nagi.errors import NagiError


def problems_of(raw: object) -> dict[str, str]:
    """Path and English text of every problem."""
    with pytest.raises(NagiError) as refused:
        case_from(raw, case_id="T", fields=FIELDS)
    return {problem.key: problem.said.en for problem in refused.value.problems}


@pytest.mark.parametrize(
    ("written", "understood"),
    [("２９", 29.0), (" 29 ", 29.0), ("２９.５", 29.5), (29, 29), ("　３０　", 30.0)],
)
def test_full_width_digits_and_spaces_are_understood(written: object, understood: float) -> None:
    raw = benign()
    raw["patient"]["age_years"] = written
    assert as_case(raw).patient.number("patient.age_years") == understood


@pytest.mark.parametrize(
    ("written", "understood"), [("はい", True), ("いいえ", False), ("ＹＥＳ", True), (False, False)]
)
def test_yes_and_no_are_understood_in_both_languages(written: object, understood: bool) -> None:
    raw = benign()
    raw["patient"]["fever"] = written
    assert as_case(raw).patient.flag("patient.fever") is understood


def test_unquoted_yaml_no_is_the_code_no() -> None:
    raw = benign()
    raw["patient"]["pregnancy"] = False
    assert as_case(raw).patient.code("patient.pregnancy") == "no"


def test_all_problems_are_reported_at_once_with_their_paths() -> None:
    raw = benign()
    put(raw, "patient.age_years", 200)
    put(raw, "patient.sex", "femail")
    raw["patient"]["alergies"] = []
    raw["patient"]["history"]["keloids"] = False
    put(raw, "site.signs.erythema", "strong")
    put(raw, "site.itch_nrs_24h", True)
    raw["sites"].append({"region": "neck"})
    raw["products"]["dermapen"] = {}
    raw["clinics"] = {}
    assert problems_of(raw) == {
        "clinics": "unknown key; did you mean clinic?",
        "patient.age_years": "seen 200, expected a value within 0-120 years",
        "patient.sex": "no option 'femail'; did you mean female (Female)?",
        "patient.alergies": "unknown key; did you mean allergies?",
        "patient.history.keloids": "unknown key; did you mean keloid?",
        "sites[0].signs.erythema": "seen 'strong', expected a number (0-3)",
        "sites[0].itch_nrs_24h": "seen True, expected a number (0-10)",
        "sites[1].code": "every site needs a code",
        "products.dermapen": "unknown key; did you mean dermapen_exosome?",
    }


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("patient.age_years", float("nan")),
        ("patient.age_years", float("inf")),
        ("patient.iga", 2.5),
        ("patient.meds", "topical_steroid"),
        ("patient.meds", [["topical_steroid"]]),
        ("patient.goals", ["ad_skin_quality", None]),
        ("patient.fever", 1),
        ("patient.history", "none"),
        ("site.infection_signs", ["yellow_puss"]),
        ("site.planned_depth_mm", 3.1),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(name: str, written: object) -> None:
    raw = benign()
    put(raw, name, written)
    assert len(problems_of(raw)) == 1


def test_free_text_of_a_patient_is_never_repeated() -> None:
    raw = benign()
    raw["patient"]["sex"] = "山田 花子, 090-1234-5678"
    said = " ".join(problems_of(raw).values())
    assert "山田" not in said
    assert "1234" not in said


def test_an_unanswered_question_is_not_an_error() -> None:
    raw = benign()
    put(raw, "patient.fever", None)
    case = as_case(raw)
    assert "patient.fever" in case.patient
    assert case.patient["patient.fever"] is None


def test_the_same_site_twice_is_refused() -> None:
    raw = benign()
    raw["sites"].append(dict(raw["sites"][0]))
    assert problems_of(raw) == {"sites[1].code": "this code is used twice"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(raw=JSON, part=st.sampled_from(["patient", "sites", "clinic", "products", "session", "person", "x"]))
def test_any_input_is_a_case_or_a_named_refusal(raw: Any, part: str) -> None:
    for attempt in (raw, {part: raw}, {**benign(), part: raw}):
        try:
            case_from(attempt, case_id="T", fields=FIELDS)
        except NagiError as refused:
            assert all(problem.code.startswith("NAGI-D1") for problem in refused.problems)
