"""The consent form: complete, filled from the plan, honest about its blanks, and bound to what it shows."""

import re
from dataclasses import replace
from datetime import date

import pytest
from courses import CLAIMS, TABLE, consented, example_clinic, given
from hypothesis import given as drawn
from hypothesis import settings
from synthetic import nearly_benign

from nagi.dermatology.consent.form import ConsentForm
from nagi.dermatology.consent.text import Templates, load_templates, refuse_incomplete
from nagi.errors import NagiError

MANDATORY = [f"IC-{number:03d}" for number in range(1, 28)]


def form(**answers: object) -> ConsentForm:
    found = consented(given({name.replace("__", "."): value for name, value in answers.items()}))
    assert found is not None
    return found


def test_every_mandatory_item_is_there_and_every_signature_separate() -> None:
    assert [item.id for item in form().items] == MANDATORY
    assert [signature.code for signature in form().signatures] == [
        "treatment", "data", "photo_chart", "photo_teaching", "photo_advert", "registry",
    ]  # fmt: skip


def test_a_missing_item_and_an_unknown_claim_are_refused_together() -> None:
    whole = load_templates()
    short = Templates(items=whole.items[1:], signatures=whole.signatures)
    with pytest.raises(NagiError) as refused:
        refuse_incomplete(short, TABLE, {claim.id: claim for claim in CLAIMS if claim.id != "CL-FDA"})
    assert {problem.code for problem in refused.value.problems} == {"NAGI-D501", "NAGI-D502"}


def test_the_plan_stands_in_the_text_in_both_languages() -> None:
    procedure = next(item for item in form(site__planned_depth_mm=0.5).items if item.id == "IC-004")
    for said in (procedure.body.ja, procedure.body.en):
        assert re.search(r"0\.3.*0\.5 mm", said)
        assert "28" in said
        assert "3" in said


def test_without_a_clinic_every_gap_is_a_blank_and_listed() -> None:
    found = form()
    blanks = {name for _, name in found.blanks}
    assert {"product", "maker", "contact", "emergency", "hospital", "refund", "conflict", "clinic"} <= blanks
    assert {"per_session", "course_total", "first_year"} <= blanks
    assert "lot" not in blanks
    for item in found.items:
        assert ("記入" in item.body.ja) == ("fill in" in item.body.en) == bool(item.blanks)
        assert "{" not in item.body.ja + item.body.en


def test_prices_of_other_clinics_are_a_hint_and_never_the_price() -> None:
    cost = next(item for item in form().items if item.id == "IC-017")
    assert "参考" in cost.body.ja
    assert "for reference" in cost.body.en


def test_with_a_complete_clinic_file_nothing_is_left_blank() -> None:
    found = consented(given(), clinic=example_clinic())
    assert found is not None
    assert found.blanks == ()
    assert "282,000" in next(item for item in found.items if item.id == "IC-017").body.ja


def test_several_routes_name_the_product_of_each() -> None:
    routes = {"patient.routes_requested": ["dermapen_exosome", "iv_drip_exosome"]}
    found = consented(given(routes), clinic=example_clinic())
    assert found is not None
    product = next(item for item in found.items if item.id == "IC-003").body.en
    assert "Fictional Exosome D" in product
    assert "Fictional Exosome V" in product


@pytest.mark.parametrize(
    "answers",
    [{"patient.age_years": 17}, {"patient.pregnancy": "yes"}, {"patient.history.keloid": True}],
)
def test_nothing_to_consent_to(answers: dict[str, object]) -> None:
    assert consented(given(answers)) is None


def test_the_same_form_has_the_same_digest() -> None:
    assert form().digest == form().digest


def test_any_change_of_lot_product_price_or_claim_changes_the_digest() -> None:
    raw = given()
    raw["products"]["dermapen_exosome"]["lot"] = "L2"
    product = given()
    product["products"]["dermapen_exosome"]["type"] = "supernatant"
    claim = next(c for c in CLAIMS if c.id == "CL-FDA")
    reworded = claim.model_copy(update={"patient": replace(claim.patient, en="Other words.")})
    claims = [reworded if each.id == claim.id else each for each in CLAIMS]
    changed = [
        consented(raw), consented(product), consented(given(), claims=claims),
        consented(given(), clinic=example_clinic()), form(site__planned_depth_mm=0.5),
    ]  # fmt: skip
    digests = {found.digest for found in changed if found is not None} | {form().digest}
    assert len(digests) == len(changed) + 1


def test_valid_for_six_months() -> None:
    assert (form().made_on, form().valid_until) == (date(2026, 11, 21), date(2027, 5, 21))


def test_an_expected_cure_is_a_gate_before_signing() -> None:
    assert [gate.rule_id for gate in form(patient__expects_cure=True).gates] == ["GP-044"]


@settings(max_examples=40, deadline=None)
@drawn(nearly_benign())
def test_a_form_never_carries_an_open_brace(raw: dict[str, object]) -> None:
    found = consented(raw)
    if found is not None:
        assert not any("{" in item.body.ja or "{" in item.body.en for item in found.items)
