"""Balanced by construction: benefit and risk, alternatives, cost, evidence, and what is not known."""

from typing import Any

import pytest
from courses import CLAIMS, TABLE, counselled, decided, given
from hypothesis import given as drawn
from hypothesis import settings
from synthetic import inputs

from nagi.dermatology.counselling.sections import SECTIONS, counsel
from nagi.errors import NagiError
from nagi.evidence.records import PRECLINICAL


def said(raw: dict[str, Any]) -> dict[str, set[str]]:
    return {section.code: {card.subject for card in section.cards} for section in counselled(raw).sections}


@settings(max_examples=40, deadline=None)
@drawn(inputs())
def test_every_case_hears_every_side(raw: dict[str, Any]) -> None:
    sections = counselled(raw).sections
    assert tuple(section.code for section in sections) == SECTIONS
    assert all(section.cards and section.statements for section in sections)


@pytest.mark.parametrize("about", ["risk", "alternative", "cost", "regulation", "mechanism"])
def test_a_one_sided_account_cannot_be_made(about: str) -> None:
    case, decision = decided(given())
    silent = {"mechanism": {"mechanism", "route"}, "alternative": {"alternative", "route"}}.get(
        about, {about}
    )
    with pytest.raises(NagiError) as refused:
        counsel(case, decision, table=TABLE, claims=[c for c in CLAIMS if c.about not in silent])
    assert {problem.code for problem in refused.value.problems} == {"NAGI-D301"}


def test_what_everybody_hears() -> None:
    everything = set().union(*said(given()).values())
    assert {
        "no_cure", "standard_care", "doing_nothing", "do_not_stop_treatment", "japan_unapproved", "self_pay",
        "long_term_unknown", "dose", "no_controlled_ad_trial", "relief_system",
    } <= everything  # fmt: skip
    rules = {s.rule_id for section in counselled(given()).sections for s in section.statements}
    assert {
        "S004-001", "S004-004", "GP-043", "REG-002", "S000-030", "S000-011", "S000-024", "S000-023",
    } <= rules  # fmt: skip


@pytest.mark.parametrize(
    ("route", "heard", "not_heard"),
    [
        ("dermapen_exosome", {"dermapen_exosome", "needling_alone", "pigment_scar"}, {"iv_drip_exosome"}),
        ("injection_exosome", {"injection_exosome", "granuloma", "necrosis"}, {"dermapen_exosome"}),
        ("topical_exosome", {"topical_exosome"}, {"dermapen_exosome", "iv_drip_exosome"}),
        ("iv_drip_exosome", {"iv_drip_exosome", "sepsis_death", "thrombosis"}, {"dermapen_exosome"}),
    ],
)
def test_each_route_brings_its_own_evidence(route: str, heard: set[str], not_heard: set[str]) -> None:
    subjects = set().union(*said(given({"patient.routes_requested": [route]})).values())
    assert heard <= subjects
    assert subjects.isdisjoint(not_heard)


def test_a_fired_rule_brings_the_claim_it_rests_on() -> None:
    assert "blood_donation" not in said(given())["risk"]
    assert "blood_donation" in said(given({"patient.blood_donor": True}))["risk"]


def test_every_card_names_its_level_and_preclinical_ones_say_so() -> None:
    for section in counselled(given()).sections:
        for card in section.cards:
            assert card.not_shown.ja
            if card.level in PRECLINICAL:
                assert "研究" in card.level_said.ja
                assert "人" not in card.level_said.ja
