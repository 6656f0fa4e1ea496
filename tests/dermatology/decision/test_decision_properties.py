"""What must hold for every case: dangers never loosen, missing answers never permit, order is irrelevant."""

import random
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic import FIELDS, as_case, benign, inputs, nearly_benign, place, put, take

from nagi.dermatology.decision.decider import Decider
from nagi.dermatology.decision.questions import open_questions
from nagi.dermatology.decision.verdict import STRICTNESS, Decision
from nagi.evidence.rulebook import load_rules

TABLE = load_rules()
DECIDER = Decider(TABLE)

DANGERS: list[tuple[str, Any]] = [
    ("patient.fever", True), ("patient.breastfeeding", True), ("patient.pregnancy", "yes"),
    ("patient.age_years", 17), ("patient.history.keloid", True), ("patient.history.malignancy", "active"),
    ("patient.history.bleeding_disorder", True), ("patient.history.thrombosis", True),
    ("patient.history.anaphylaxis", True), ("patient.history.diabetes", "uncontrolled"),
    ("patient.history.hsv", "frequent"), ("patient.history.immunodeficiency", True),
    ("patient.history.severe_organ_disease", True), ("patient.history.asthma_uncontrolled", True),
    ("patient.history.koebner_or_ctd", True), ("patient.allergies", ["exosome_product"]),
    ("patient.allergies", ["lidocaine"]), ("patient.meds", ["anticoagulant"]), ("patient.meds", ["jak_oral"]),
    ("patient.meds", ["isotretinoin_current"]), ("patient.bdd_or_coercion_concern", True),
    ("patient.ad_diagnosis_confirmed", False), ("site.signs.erythema", 3), ("site.signs.edema_papulation", 3),
    ("site.signs.dryness_fissure", 3), ("site.signs.papules_vesicles", 2), ("site.signs.erosion_ulcer", True),
    ("site.itch_nrs_24h", 9), ("site.night_wakings_per_week", 7), ("site.new_eruptions", True),
    ("site.infection_signs", ["yellow_pus"]), ("site.infection_signs", ["herpes_vesicles", "punched_out_erosions"]),
    ("site.other_lesions", ["suspicious_lesion"]), ("site.days_since_last_dermapen", 3),
    ("site.days_since_resurfacing", 3), ("site.planned_depth_mm", 3.0), ("site.region", "genital"),
    ("site.stable_weeks", 1), ("clinic.basic_emergency_kit", False), ("clinic.iv_emergency_ready", False),
    ("product.quality_record_complete", False), ("product.label_class", "research_reagent"),
]  # fmt: skip


def decide(raw: dict[str, Any]) -> Decision:
    return DECIDER.decide(as_case(raw))


def strictness(decision: Decision) -> dict[tuple[str | None, str], int]:
    return {(code, route): STRICTNESS[decided.status] for code, route, decided in decision.routes()}


@pytest.mark.parametrize(("name", "danger"), DANGERS)
def test_each_danger_withholds_a_route_that_was_open(name: str, danger: Any) -> None:
    """From an input with nothing against it, every danger in the list makes at least one route stricter."""
    before, raw = decide(benign()), benign()
    put(raw, name, danger)
    after = decide(raw)
    assert any(strictness(after)[row] > rank for row, rank in strictness(before).items())


def worse(raw: dict[str, Any], name: str, danger: Any, site: int) -> bool:
    """Make one answered field dangerous, adding to lists; False if the field was not answered."""
    probe = deepcopy(raw)
    if not take(probe, name, site=site):
        return False
    old = _value(raw, name, site)
    if isinstance(danger, list):
        danger = [*old, *(code for code in danger if code not in old)]
    elif isinstance(danger, int | float) and not isinstance(danger, bool):
        danger = _more_dangerous(name, old, danger)
    put(raw, name, danger, site=site)
    return True


def _value(raw: dict[str, Any], name: str, site: int) -> Any:
    branch: Any = raw
    for part in place(raw, name, site=site):
        branch = branch[part]
    return branch


def _more_dangerous(name: str, old: float, danger: float) -> float:
    lower_is_worse = name in {
        "patient.age_years", "site.days_since_last_dermapen", "site.days_since_resurfacing", "site.stable_weeks",
    }  # fmt: skip
    return min(old, danger) if lower_is_worse else max(old, danger)


SIGNS = [(n, d) for n, d in DANGERS if n not in {"site.region", "patient.pregnancy", "product.label_class"}]


@settings(max_examples=300, deadline=None)
@given(raw=nearly_benign(), danger=st.sampled_from(SIGNS), site=st.integers(0, 1))
def test_adding_a_danger_never_makes_a_route_more_permitted(
    raw: dict[str, Any], danger: tuple[str, Any], site: int
) -> None:
    before = strictness(decide(deepcopy(raw)))
    if not worse(raw, *danger, site):
        return
    after = strictness(decide(raw))
    assert {row: rank for row, rank in after.items() if rank < before[row]} == {}


ALWAYS_ASKED = [name for name, field in FIELDS.items() if field.asked == "always" and name != "site.code"]


@settings(max_examples=400, deadline=None)
@given(raw=nearly_benign(), name=st.sampled_from(ALWAYS_ASKED), site=st.integers(0, 1))
def test_taking_an_answer_away_never_permits(raw: dict[str, Any], name: str, site: int) -> None:
    before = strictness(decide(deepcopy(raw)))
    take(raw, name, site=site)
    after = strictness(decide(raw))
    assert {row for row, rank in after.items() if rank == 1 and before[row] > 1} == set()


@settings(max_examples=300, deadline=None)
@given(
    raw=nearly_benign(), name=st.sampled_from([n for n in FIELDS if n != "site.code"]), site=st.integers(0, 1)
)
def test_an_answer_left_blank_never_permits(raw: dict[str, Any], name: str, site: int) -> None:
    """Asked and not answered (null) is an open question for every field, also those only ever reported."""
    before = strictness(decide(deepcopy(raw)))
    if not take(raw, name, site=site):
        return
    put(raw, name, None, site=site)
    after = strictness(decide(raw))
    assert {row for row, rank in after.items() if rank == 1 and before[row] > 1} == set()


@settings(max_examples=150, deadline=None)
@given(raw=inputs(), seed=st.integers(0, 2**16))
def test_order_of_sites_and_answers_is_irrelevant(raw: dict[str, Any], seed: int) -> None:
    shuffled = _shuffled(raw, random.Random(seed))
    one, other = decide(raw), decide(shuffled)
    assert strictness(one) == strictness(other)
    assert (one.overall, one.rule_ids, one.advice) == (other.overall, other.rule_ids, other.advice)


def _shuffled(value: Any, order: random.Random) -> Any:
    if isinstance(value, dict):
        keys = list(value)
        order.shuffle(keys)
        return {key: _shuffled(value[key], order) for key in keys}
    if isinstance(value, list):
        return order.sample([_shuffled(item, order) for item in value], len(value))
    return value


@settings(max_examples=200, deadline=None)
@given(raw=inputs())
def test_any_valid_input_gets_a_verdict_with_reasons(raw: dict[str, Any]) -> None:
    decision = decide(raw)
    assert decision.physician_signoff_required
    for _code, _route, decided in decision.routes():
        assert decided.status == "permitted" or decided.reasons
    questions = open_questions(decision, TABLE)
    assert len({(q.field, q.place) for q in questions}) == len(questions)
