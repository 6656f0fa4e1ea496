"""Every rule with a condition fires on some case and stays silent on another, through the whole decision."""

from copy import deepcopy
from typing import Any

import pytest
from synthetic import as_case, benign, put, take

from nagi.dermatology.decision.decider import Decider
from nagi.evidence.check.reach import witness
from nagi.evidence.rulebook import load_rules
from nagi.evidence.rules import Rule

TABLE = load_rules()
DECIDER = Decider(TABLE)
PLAIN = [rule for rule in TABLE.rules.values() if rule.when is not None and not rule.closes_gap]
ALWAYS = {"GP-060", "GP-061"}

SIGNS_OF_PHASE: dict[str, dict[str, Any]] = {
    "stable": {},
    "active": {"site.signs.erythema": 3, "site.signs.edema_papulation": 3},
    "transitional": {"site.new_eruptions": True},
    "undetermined": {"site.new_eruptions": None},
}


def case_with(facts: dict[str, Any]) -> dict[str, Any]:
    """A case in which these facts hold; derived ones are brought about by the signs they follow from."""
    raw = benign()
    facts = dict(facts)
    if facts.pop("patient.any_target_active", False):
        facts |= SIGNS_OF_PHASE["active"]
    if facts.pop("patient.any_target_infected", False):
        facts["site.infection_signs"] = ["heat"]
    facts |= SIGNS_OF_PHASE[facts.pop("site.phase", "stable")] | facts
    route = facts.pop("product.route", "dermapen_exosome")
    for name, value in facts.items():
        plain = list(value) if isinstance(value, tuple) else value
        if name.startswith("product."):
            raw["products"][route][name.removeprefix("product.")] = plain
        else:
            put(raw, name, plain)
    return raw


def fires(rule: Rule, raw: dict[str, Any]) -> bool:
    return rule.id in DECIDER.decide(as_case(raw)).rule_ids


@pytest.mark.parametrize("rule", PLAIN, ids=[rule.id for rule in PLAIN])
def test_rule_fires(rule: Rule) -> None:
    assert rule.when is not None
    facts = witness(rule.when, TABLE.fields, TABLE.bounds, firing=True)
    assert facts is not None
    raw = case_with(facts)
    for leaf in rule.when.leaves():
        for name in getattr(leaf, "missing_any", ()):
            if name not in facts:
                take(raw, name)
    assert fires(rule, raw)


@pytest.mark.parametrize("rule", [r for r in PLAIN if r.id not in ALWAYS], ids=lambda rule: rule.id)
def test_rule_stays_silent(rule: Rule) -> None:
    assert rule.when is not None
    facts = witness(rule.when, TABLE.fields, TABLE.bounds, firing=False)
    assert facts is not None
    assert not fires(rule, case_with(facts))


GAPS = [
    ("NG-001", {"patient.fever": None}, "deferred"),
    ("NG-001", {"patient.sex": None, "patient.pregnancy": "unknown"}, "deferred"),
    ("NG-002", {"site.stable_weeks": None}, "review"),
    ("NG-004", {"site.target": None}, "deferred"),
]


@pytest.mark.parametrize(("rule_id", "blank", "status"), GAPS)
def test_a_gap_is_closed_where_an_answer_is_missing(rule_id: str, blank: dict[str, Any], status: str) -> None:
    raw = benign()
    for name, value in blank.items():
        put(raw, name, value) if value is not None else take(raw, name)
    decision = DECIDER.decide(as_case(raw))
    assert rule_id in decision.rule_ids
    assert decision.sites[0].routes["dermapen_exosome"].status == status


def test_a_site_that_may_be_active_unseen_needs_review_even_for_topical() -> None:
    raw = benign()
    take(raw, "site.signs.papules_vesicles")
    decision = DECIDER.decide(as_case(raw))
    assert "NG-003" in decision.rule_ids
    assert decision.sites[0].routes["topical_exosome"].status == "review"


def test_a_route_without_a_product_on_record_is_deferred() -> None:
    raw = benign()
    del raw["products"]["dermapen_exosome"]
    decision = DECIDER.decide(as_case(raw))
    assert "NG-005" in decision.rule_ids
    assert decision.sites[0].routes["dermapen_exosome"].status == "deferred"


def test_without_any_target_site_the_drip_is_deferred() -> None:
    raw = benign()
    raw["sites"] = []
    decision = DECIDER.decide(as_case(raw))
    assert "NG-006" in decision.rule_ids
    assert decision.drip.status == "deferred"


@pytest.mark.parametrize("pregnancy", ["unknown", None])
def test_pregnancy_is_asked_whatever_the_sex_recorded(pregnancy: str | None) -> None:
    raw = benign()
    put(raw, "patient.sex", "other")
    put(raw, "patient.pregnancy", pregnancy)
    decision = DECIDER.decide(as_case(raw))
    assert "NG-008" in decision.rule_ids
    assert {decided.status for _, _, decided in decision.routes()} == {"deferred"}


def test_no_gap_rule_is_reported_where_it_changes_nothing() -> None:
    raw = benign()
    put(raw, "patient.breastfeeding", True)
    take(raw, "patient.fever")
    assert not [rule for rule in DECIDER.decide(as_case(raw)).rule_ids if rule.startswith("NG-")]


def test_suspected_eczema_herpeticum_stops_every_site() -> None:
    raw = benign()
    raw["sites"].append({**deepcopy(raw["sites"][0]), "code": "neck", "region": "neck"})
    put(raw, "site.infection_signs", ["herpes_vesicles", "rapid_spread"])
    decision = DECIDER.decide(as_case(raw))
    assert decision.overall.value == "urgent_referral"
    assert {decided.status for _, _, decided in decision.routes()} == {"deferred"}
