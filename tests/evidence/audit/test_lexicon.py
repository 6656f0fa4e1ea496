"""The wording files: complete, bounded, and every problem named at once."""

import shutil
from pathlib import Path

import pytest

from nagi.errors import NagiError
from nagi.evidence.audit import Wording, load_wording
from nagi.evidence.audit.words import Words
from nagi.evidence.files import knowledge_root
from nagi.evidence.rulebook import load_rules


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(knowledge_root() / "wording", tmp_path / "wording")
    return tmp_path


@pytest.mark.parametrize("pattern", [r"a*", r"a+", r"a{2,}", r"(ab", r"[a-z]+", r"\d+"])
def test_a_pattern_that_could_be_slow_or_is_broken_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"regular expression|upper bound"):
        Words(en=(pattern,))


@pytest.mark.parametrize("pattern", [r"a{0,20}b", r"\+?", r"[*+]", r"\*", r"a{3}"])
def test_a_bounded_pattern_is_accepted(pattern: str) -> None:
    assert Words(en=(pattern,)).en == (pattern,)


def test_every_problem_is_reported_at_once(copy: Path) -> None:
    (copy / "wording" / "bad.toml").write_text(
        '[[pattern]]\nid = "W-CURE"\nrule = "S004-001"\nseverity = "fatal"\nfind.en = ["a+"]\n',
        encoding="utf-8",
    )
    with pytest.raises(NagiError) as raised:
        load_wording(copy)
    assert {problem.key.split(".")[0] for problem in raised.value.problems} == {"W-CURE"}
    assert {problem.where for problem in raised.value.problems} == {"wording/bad.toml"}
    assert len(raised.value.problems) >= 4


def test_a_missing_or_broken_file_is_a_problem_not_a_traceback(copy: Path, tmp_path: Path) -> None:
    (copy / "wording" / "grammar.toml").unlink()
    with pytest.raises(NagiError, match="missing"):
        load_wording(copy)
    (copy / "wording" / "grammar.toml").write_text("x = [", encoding="utf-8")
    with pytest.raises(NagiError, match="TOML"):
        load_wording(copy)


def test_every_phrase_and_disclosure_names_a_rule_that_exists(wording: Wording) -> None:
    named = {pattern.rule for pattern in wording.patterns} | {d.rule for d in wording.disclosures}
    assert named <= load_rules().rules.keys()


def test_every_phrase_is_looked_for_in_both_languages(wording: Wording) -> None:
    assert [p.id for p in wording.patterns if not (p.find.ja and p.find.en)] == []
    assert [d.code for d in wording.disclosures if not (d.find.ja and d.find.en)] == []
    assert [t.id for t in wording.topics if not (t.find.ja and t.find.en)] == []
