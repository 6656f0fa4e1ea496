"""What a physician may sign: tried on every worked case, route and status."""

from pathlib import Path

import pytest

import nagi.knowledge
from nagi.dermatology.decision.signing import Signed, behind, may_become, refusals, rows
from nagi.dermatology.decision.verdict import STRICTNESS, Decision
from nagi.dermatology.phase import Phase
from nagi.evidence.rules import STATUSES
from nagi.services.assessment import assess
from nagi.services.cases import read_cases

CASES = read_cases(Path(next(iter(nagi.knowledge.__path__))) / "cases" / "worked.yaml")
DECISIONS = {case.id: assess(case).decision for case in CASES}


def confirmed(decision: Decision) -> dict[tuple[str | None, str], Signed]:
    return {(site, route): Signed(status=told.status) for site, route, told in decision.routes()}


@pytest.mark.parametrize("case_id", DECISIONS)
def test_every_decision_can_be_confirmed_and_made_stricter(case_id: str) -> None:
    decision = DECISIONS[case_id]
    assert refusals(decision, confirmed(decision)) == ()
    refused = {row: Signed(status="refused", reason="as the patient wished") for row in rows(decision)}
    assert refusals(decision, refused) == ()


@pytest.mark.parametrize("case_id", DECISIONS)
def test_nothing_is_opened_past_a_blocking_rule_or_a_gap(case_id: str) -> None:
    decision = DECISIONS[case_id]
    for site, route, told in decision.routes():
        option = may_become(decision, (site, route))
        kept = [one.rule for one in told.reasons if one.rule.severity == "block" or one.rule.closes_gap]
        least = max((STRICTNESS[rule.effect.status or "deferred"] for rule in kept), default=1)
        assert all(STRICTNESS[status] >= least for status in option.statuses)
        for status in STATUSES:
            signed = {**confirmed(decision), (site, route): Signed(status=status, reason="a reason")}
            assert bool(refusals(decision, signed)) == (status not in option.statuses)


def test_what_a_rule_only_sends_to_review_is_opened_with_a_reason() -> None:
    decision, row = DECISIONS["C01"], ("cheeks", "injection_exosome")
    told = confirmed(decision)
    assert told[row].status == "review"
    without = refusals(decision, {**told, row: Signed(status="permitted", reason="  ")})
    assert [(one.row, one.why) for one in without] == [(row, "reason")]
    assert refusals(decision, {**told, row: Signed(status="permitted", reason="examined")}) == ()


@pytest.mark.parametrize("case_id", DECISIONS)
def test_every_status_has_its_rules_behind_it(case_id: str) -> None:
    decision = DECISIONS[case_id]
    for site, route, told in decision.routes():
        ids = behind(decision, (site, route))
        assert bool(ids) == (told.status != "permitted")
        assert set(ids) <= {one.rule.id for one in told.reasons}
        if told.status != "permitted":
            assert told.reasons[0].rule.id in ids  # the strictest stands first


def test_active_skin_is_never_needled_by_signature() -> None:
    decision, row = DECISIONS["C01"], ("elbow_flexures", "dermapen_exosome")
    found = refusals(decision, {**confirmed(decision), row: Signed(status="permitted", reason="wished")})
    assert [(one.why, "S004-008" in one.rule_ids) for one in found] == [("blocked", True)]


def test_an_undetermined_site_keeps_what_the_rules_said() -> None:
    tried = 0
    for decision in DECISIONS.values():
        for site in decision.sites:
            if site.phase is not Phase.UNDETERMINED:
                continue
            for route, told in site.routes.items():
                tried += 1
                statuses = may_become(decision, (site.code, route)).statuses
                assert all(STRICTNESS[status] >= STRICTNESS[told.status] for status in statuses)
    assert tried


def test_routes_left_out_or_made_up_are_named() -> None:
    decision = DECISIONS["C01"]
    told = confirmed(decision)
    del told[None, "iv_drip_exosome"]
    found = refusals(decision, {**told, ("knee", "topical_exosome"): Signed(status="refused", reason="x")})
    assert {(one.row, one.why) for one in found} == {
        (("knee", "topical_exosome"), "extra"),
        ((None, "iv_drip_exosome"), "missing"),
    }
