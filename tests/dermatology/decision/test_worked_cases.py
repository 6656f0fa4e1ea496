"""The worked cases of the care pathway, block by block: what the rules must give and must not give."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from nagi.evidence.files import knowledge_root
from nagi.services.assessment import as_data, assess
from nagi.services.cases import read_cases

FILES = sorted((knowledge_root() / "cases").glob("*.yaml"))
GUIDANCE = {"key_rule_ids", "must_not_fire", "physician_note"}


def worked(path: Path) -> dict[str, dict[str, Any]]:
    return {
        case["id"]: case["expected"] for case in yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]
    }


CASES = [(case, worked(path)[case.id]) for path in FILES for case in read_cases(path)]


@pytest.mark.parametrize(("case", "expected"), CASES, ids=[case.id for case, _ in CASES])
def test_every_expected_block_is_reproduced(case: Any, expected: dict[str, Any]) -> None:
    given = as_data(assess(case))
    blocks = {name: block for name, block in expected.items() if name not in GUIDANCE}
    assert {name: given[name] for name in blocks} == blocks


@pytest.mark.parametrize(("case", "expected"), CASES, ids=[case.id for case, _ in CASES])
def test_rules_that_must_not_fire_stay_silent(case: Any, expected: dict[str, Any]) -> None:
    assert not set(expected.get("must_not_fire", ())) & set(assess(case).decision.rule_ids)


def test_what_is_missing_or_contradicts_is_asked_again() -> None:
    case = next(case for case, _ in CASES if case.id == "C06")
    asked = {question.field for question in assess(case).questions}
    assert {
        "patient.allergies", "patient.history.malignancy", "patient.standard_care", "site.signs.dryness_fissure",
        "site.new_eruptions", "site.itch_nrs_24h", "site.patient_says_itch",
    } <= asked  # fmt: skip


def test_a_complete_case_leaves_no_question_open() -> None:
    complete = [case for case, _ in CASES if case.id in {"C01", "C02", "C03", "C04", "C05", "P02"}]
    assert [assess(case).questions for case in complete] == [()] * len(complete)
