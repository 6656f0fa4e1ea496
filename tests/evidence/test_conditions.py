"""The rule language: three truths, and what a missing answer means to each operator."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from nagi.evidence.conditions import Bounds, Condition, names_behind, names_read
from nagi.evidence.rulebook import load_rules

TABLE = load_rules()
READ: TypeAdapter[Condition] = TypeAdapter(Condition)
TRUE, FALSE = {"always": True}, {"not": {"always": True}}
UNKNOWN = {"field": "patient.fever", "op": "eq", "value": True}


def truth(raw: object, facts: dict[str, object] | None = None) -> bool | None:
    return READ.validate_python(raw).compile(TABLE.fields, TABLE.bounds)(facts or {})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("parts", "all_of", "any_of"),
    [
        ((TRUE, TRUE), True, True), ((TRUE, FALSE), False, True), ((FALSE, FALSE), False, False),
        ((TRUE, UNKNOWN), None, True), ((FALSE, UNKNOWN), False, None), ((UNKNOWN, UNKNOWN), None, None),
    ],
)  # fmt: skip
def test_truth_tables(parts: tuple[object, object], all_of: bool | None, any_of: bool | None) -> None:
    assert truth({"all": parts}) is all_of
    assert truth({"any": parts}) is any_of


@pytest.mark.parametrize(
    ("comparison", "missing"),
    [
        ({"field": "patient.fever", "op": "eq", "value": True}, None),
        ({"field": "patient.fever", "op": "ne", "value": True}, True),
        ({"field": "patient.pregnancy", "op": "in", "value": ["unknown"]}, None),
        ({"field": "patient.pregnancy", "op": "in", "value": ["unknown"], "or_missing": True}, True),
        ({"field": "patient.allergies", "op": "nonempty"}, None),
        ({"field": "patient.meds", "op": "contains", "value": "dupilumab"}, None),
        ({"field": "site.signs.erythema", "op": "le", "threshold": "st1_erythema_max"}, None),
        ({"missing_any": ["patient.fever"]}, True),
        ({"field": "site.other_lesions", "op": "contains", "value": "wart"}, False),
        ({"field": "site.planned_depth_mm", "op": "gt", "depth_limit": True}, False),
        ({"not": {"field": "patient.fever", "op": "eq", "value": True}}, None),
    ],
)
def test_what_a_missing_answer_means(comparison: object, missing: bool | None) -> None:
    assert truth(comparison) is missing


def test_a_report_asked_for_and_not_answered_is_unknown() -> None:
    lesion = {"field": "site.other_lesions", "op": "contains", "value": "wart"}
    assert truth(lesion, {"site.other_lesions": None}) is None


@pytest.mark.parametrize(("region", "depth", "exceeds"), [
    ("nose", 0.8, False), ("nose", 0.9, True), ("periorbital", 0.4, True), ("trunk", 1.5, False), (None, 0.5, None),
])  # fmt: skip
def test_the_depth_limit_is_that_of_the_region(
    region: str | None, depth: float, exceeds: bool | None
) -> None:
    rule = {"field": "site.planned_depth_mm", "op": "gt", "depth_limit": True}
    assert truth(rule, {"site.planned_depth_mm": depth, "site.region": region}) is exceeds


@pytest.mark.parametrize(
    "raw",
    [
        {"field": "patient.fever", "op": "eq"},
        {"field": "patient.fever", "op": "eq", "value": True, "threshold": "st1_erythema_max"},
        {"field": "patient.fever", "op": "resembles", "value": True},
        {"all": []},
        {"always": False},
        {"field": "patient.fever", "op": "eq", "value": True, "or_missing": True},
        {},
    ],
)
def test_a_condition_that_means_nothing_is_refused(raw: object) -> None:
    with pytest.raises(ValidationError):
        READ.validate_python(raw)


@given(st.permutations([TRUE, FALSE, UNKNOWN]))
def test_order_of_parts_is_irrelevant(parts: list[object]) -> None:
    assert truth({"all": parts}) is False
    assert truth({"any": parts}) is True


def test_the_facts_behind_a_rule_leave_out_alternatives_that_do_not_hold() -> None:
    rule = TABLE.rules["GP-046"].when
    assert rule is not None
    facts = {"site.patient_says_itch": "none", "site.itch_nrs_24h": 5, "site.patient_says_stable": True}
    behind = names_behind(rule, facts, TABLE.fields, TABLE.bounds)
    assert set(behind) == {"site.patient_says_itch", "site.itch_nrs_24h"}
    assert set(behind) < set(names_read(rule))


def test_bounds_are_complete() -> None:
    assert isinstance(TABLE.bounds, Bounds)
    assert set(TABLE.bounds.depth_mm_max) <= set(TABLE.fields["site.region"].options)
