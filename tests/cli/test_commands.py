"""The commands as a user calls them: output, language, exit codes, errors."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from nagi.evidence.files import knowledge_root

WORKED = knowledge_root() / "cases" / "worked.yaml"


def nagi(*arguments: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from nagi.cli import main; main()", *arguments],
        capture_output=True, text=True, check=False, cwd=cwd,
        env={**os.environ, "NAGI_LANG": "en", **environment},
    )  # fmt: skip


def one_case(tmp_path: Path, case_id: str = "C01") -> Path:
    cases = yaml.safe_load(WORKED.read_text(encoding="utf-8"))["cases"]
    path = tmp_path / "case.yaml"
    chosen = [case for case in cases if case["id"] == case_id]
    path.write_text(yaml.safe_dump({"cases": chosen}, allow_unicode=True), encoding="utf-8")
    return path


def test_assess_prints_the_fixed_json() -> None:
    done = nagi("assess", str(WORKED), "--json")
    verdicts: list[dict[str, Any]] = json.loads(done.stdout)
    assert done.returncode == 0
    assert [verdict["id"] for verdict in verdicts] == ["C01", "C02", "C03", "C04", "C05", "C06"]
    assert set(verdicts[0]) == {
        "id", "overall", "phase_by_site", "criteria_by_site", "routes", "rule_ids", "blocked_materials",
        "actions_and_topics", "questions", "physician_signoff_required",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "said"), [("ja", "医師が署名するまで暫定"), ("en", "Provisional until a physician signs")]
)
def test_assess_speaks_both_languages(lang: str, said: str) -> None:
    done = nagi("assess", str(WORKED), "--lang", lang)
    assert said in done.stdout
    assert "GP-041" in done.stdout


@pytest.mark.parametrize("asked", [["--lang", "ja"], ["--lang=ja"]])
def test_problems_are_told_in_the_language_asked_for(tmp_path: Path, asked: list[str]) -> None:
    assert "開けません" in nagi("assess", "none.yaml", *asked, cwd=tmp_path).stderr


def test_assess_names_every_problem_on_standard_error(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("patient: {age_years: 300, sexx: female}\nsites: []\n", encoding="utf-8")
    done = nagi("assess", str(path))
    assert done.returncode == 2
    assert done.stdout == ""
    assert "patient.age_years" in done.stderr
    assert "did you mean sex?" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [("assess",), ("assess", "none.yaml"), ("assess", "x.yaml", "--lang", "fr"), ("evidence", "show", "NO-SUCH-ID"),
     ("evidence", "audit", "none.txt"), ("consult", "none.yaml", "--out", "o"), ("consult", "none.yaml"),
     ("assess", "--replay", "none.json"), ("nonsense",)],
)  # fmt: skip
def test_wrong_use_ends_with_two_and_no_traceback(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = nagi(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_evidence_check_is_a_gate(tmp_path: Path) -> None:
    assert nagi("evidence", "check").returncode == 0
    empty = nagi("evidence", "check", str(tmp_path), "--json")
    assert empty.returncode == 1
    assert json.loads(empty.stdout)["problems"]


@pytest.mark.parametrize("item", ["KWON2020", "EV-B-KWON2020", "GP-007", "CL-TREG", "AU-S000-1-4"])
def test_evidence_show_explains_both_ways(item: str) -> None:
    found = json.loads(nagi("evidence", "show", item, "--json").stdout)
    assert found["item"]["id"] == item
    assert found["rests_on"] or found["carries"]
    assert item in nagi("evidence", "show", item, "--lang", "ja").stdout


def test_evidence_show_suggests_near_ids() -> None:
    assert "GP-001" in nagi("evidence", "show", "gp-00").stderr


def test_evidence_audit_ends_with_one_if_there_is_a_remark(tmp_path: Path) -> None:
    text = tmp_path / "leaflet.txt"
    text.write_text("エクソソームでアトピーが完治します。\n", encoding="utf-8")
    done = nagi("evidence", "audit", str(text), "--lang", "ja")
    assert done.returncode == 1
    assert "leaflet.txt:1: S004-001" in done.stdout


def test_consult_writes_everything_and_replays(tmp_path: Path) -> None:
    out = tmp_path / "consultation"
    done = nagi("consult", str(one_case(tmp_path)), "--out", str(out), "--date", "2026-11-22", "--lang", "ja")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in out.iterdir()} == {
        "consultation.html", "decision-sheet.pdf", "leaflet.pdf", "consent.pdf", "plan-and-quotation.pdf",
        "consultation.json",
    }  # fmt: skip
    record = json.loads((out / "consultation.json").read_text(encoding="utf-8"))
    assert record["forecast"]["arms"].keys() >= {"nothing", "guideline_care", "needling_saline"}
    again = nagi("assess", "--replay", str(out / "consultation.json"))
    assert (again.returncode, "same verdict" in again.stdout) == (0, True)


def test_replay_says_what_changed(tmp_path: Path) -> None:
    out = tmp_path / "consultation"
    nagi("consult", str(one_case(tmp_path)), "--out", str(out), "--no-forecast")
    record = json.loads((out / "consultation.json").read_text(encoding="utf-8"))
    record["verdict"]["overall"] = "not_now"
    record["input"]["patient"]["fever"] = True
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(record), encoding="utf-8")
    done = nagi("assess", "--replay", str(changed), "--json")
    assert done.returncode == 1
    assert {change["part"] for change in json.loads(done.stdout)["changes"]} >= {"routes", "rule_ids"}


def test_the_record_holds_no_person(tmp_path: Path) -> None:
    path = one_case(tmp_path)
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["cases"][0]["input"]["person"] = {
        "name": "髙﨑 𠮷乃",
        "kana": "タカサキ ヨシノ",
        "record_number": "000-TEST",
    }
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    out = tmp_path / "consultation"
    assert nagi("consult", str(path), "--out", str(out), "--no-forecast").returncode == 0
    assert "𠮷" not in (out / "consultation.json").read_text(encoding="utf-8")
    assert "000-TEST" not in (out / "consultation.json").read_text(encoding="utf-8")
    assert "髙﨑 𠮷乃" in (out / "consultation.html").read_text(encoding="utf-8")


@pytest.mark.thorough
def test_demo_proves_itself(tmp_path: Path) -> None:
    done = nagi("demo", "--check", "--out", str(tmp_path / "demo"))
    assert done.returncode == 0, done.stderr
    assert "consultation.html" in done.stdout
