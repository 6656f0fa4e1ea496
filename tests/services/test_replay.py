"""A stored consultation: the same verdict again, named changes, and refusal of anything else."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from synthetic import as_case, benign

from nagi.dermatology.clinic import Clinic
from nagi.errors import NagiError
from nagi.services.consultation import consult
from nagi.services.replay import replay

DAY = date(2026, 11, 22)


def stored(tmp_path: Path, record: Any, name: str = "consultation.json") -> Path:
    path = tmp_path / name
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


def record(**own: Any) -> dict[str, Any]:
    return consult(as_case(benign()), on=DAY, software_version="0", clinic=Clinic(**own)).record()


def test_the_same_facts_and_rules_give_the_same_verdict(tmp_path: Path) -> None:
    replayed = replay(stored(tmp_path, record()))
    assert replayed.same
    assert replayed.rules_then == replayed.rules_now


def test_a_clinics_own_thresholds_are_replayed_with_it(tmp_path: Path) -> None:
    own = record(thresholds={"st3_itch_max": 0})
    assert own["verdict"]["phase_by_site"] == {"cheek": "transitional"}
    assert replay(stored(tmp_path, own)).same


def test_a_changed_rule_table_and_verdict_are_named(tmp_path: Path) -> None:
    old = record()
    old["rules"]["digest"] = "0" * 64
    old["verdict"]["rule_ids"] = ["GP-060"]
    replayed = replay(stored(tmp_path, old))
    assert [change.part for change in replayed.changes] == ["rule_ids"]
    assert any("differ" in text.en for text in replayed.said())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda r: [], lambda r: {}, lambda r: {**r, "format": "other"}, lambda r: {**r, "verdict": []},
        lambda r: {**r, "thresholds": {"st3_itch_max": "3"}}, lambda r: {**r, "thresholds": {"none": 3}},
        lambda r: {**r, "input": {"patients": {}}}, lambda r: {**r, "rules": {}},
    ],
)  # fmt: skip
def test_anything_else_is_refused_by_name(tmp_path: Path, spoil: Any) -> None:
    with pytest.raises(NagiError):
        replay(stored(tmp_path, spoil(record())))
