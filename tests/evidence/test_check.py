"""The gate over all knowledge: clean as installed, and every kind of fault named with its file and key."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from nagi.errors import Problem
from nagi.evidence.check import check_knowledge
from nagi.evidence.files import knowledge_root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the installed knowledge that a test may break."""
    copy = tmp_path / "knowledge"
    shutil.copytree(knowledge_root(), copy)
    return copy


def change(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} no longer holds {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def found(root: Path) -> set[tuple[str, str]]:
    return {(problem.code, problem.where) for problem in check_knowledge(root)}


def test_the_installed_knowledge_has_no_problem() -> None:
    assert check_knowledge() == ()


RULES = "rules/patient.toml"
FAULTS: list[tuple[str, str, str, str, tuple[str, str]]] = [
    # what is wrong, file, old, new, expected (code, where)
    ("not TOML", "claims/CL-TREG.toml", 'id = "CL-TREG"', "id = ", ("NAGI-K001", "claims/CL-TREG.toml")),
    ("language missing", RULES, 'message.en = "Keloid tendency: Dermapen is not offered."', "", ("NAGI-K003", RULES)),
    ("language empty", RULES, 'message.en = "Keloid tendency: Dermapen is not offered."', 'message.en = " "',
     ("NAGI-K003", RULES)),
    ("unknown key", "claims/CL-TREG.toml", 'level = "in vitro"', 'level = "in vitro"\nlevle = "RCT"',
     ("NAGI-K003", "claims/CL-TREG.toml")),
    ("unknown operator", RULES, 'op = "nonempty"', 'op = "like"', ("NAGI-K003", RULES)),
    ("unknown field", RULES, 'field = "patient.history.keloid"', 'field = "patient.history.keloids"',
     ("NAGI-K006", "rules")),
    ("unknown threshold", "rules/phase.toml", 'threshold = "st1_erythema_max"', 'threshold = "st1_redness_max"',
     ("NAGI-K007", "rules")),
    ("duplicate id", RULES, 'id = "GP-008"', 'id = "GP-007"', ("NAGI-K004", RULES)),
    ("unknown option", RULES, 'value = "anticoagulant"', 'value = "anticoagulants"', ("NAGI-K104", "rules")),
    ("operator that does not fit", RULES, 'field = "patient.allergies", op = "nonempty" }',
     'field = "patient.allergies", op = "ge", value = 1 }', ("NAGI-K103", "rules")),
    ("unknown advice", RULES, 'action = "ask_oncologist"', 'action = "ask_somebody"', ("NAGI-K102", "rules")),
    ("unreachable rule", RULES, 'field = "patient.age_years", op = "lt", value = 18',
     'field = "patient.age_years", op = "lt", value = 0', ("NAGI-K106", "rules")),
    ("unknown citation", RULES, 'works = ["MNCI"]', 'works = ["NOWHERE1999"]', ("NAGI-K130", "rules/GP-007")),
    ("finding without its work", "findings/EV-C-LI2016.toml", '"LI2016"', '"LI2061"',
     ("NAGI-K130", "findings/EV-C-LI2016")),
    ("claim on a finding that is not there", "claims/CL-TREG.toml", "EV-C-TREG-COVID", "EV-C-TREG-NONE",
     ("NAGI-K130", "claims/CL-TREG")),
    ("level above the design", "findings/EV-A-SHIN2020.toml", 'level = "animal"', 'level = "RCT"',
     ("NAGI-K120", "findings/EV-A-SHIN2020")),
    ("claim above its findings", "claims/CL-TREG.toml", 'level = "in vitro"', 'level = "human case"',
     ("NAGI-K120", "claims/CL-TREG")),
    ("numbers that differ", "claims/CL-TREG.toml", "5.0%から6.7%に増えました", "5.0%から7.6%に増えました",
     ("NAGI-K110", "claims/CL-TREG")),
    ("animal told as human", "findings/EV-A-SHIN2020.toml", "in mice with oxazolone dermatitis", "in dermatitis",
     ("NAGI-K150", "findings/EV-A-SHIN2020")),
    ("a cure promised", "claims/CL-TREG.toml", "That was neither skin nor eczema.",
     "Exosomes cure atopic dermatitis completely.", ("NAGI-K151", "claims/CL-TREG")),
    ("year and volume that do not belong together", "works/OH2018.toml", "year = 2018", "year = 2011",
     ("NAGI-K140", "works/OH2018.toml")),
    ("DOI of another journal", "works/OH2018.toml", "10.3390/ijms19061715", "10.1126/sciadv.aaz6980",
     ("NAGI-K140", "works/OH2018.toml")),
]  # fmt: skip


ALONE = {
    "not TOML", "language missing", "language empty", "unknown key", "unknown operator", "unknown field",
    "unknown threshold", "duplicate id", "operator that does not fit", "claim on a finding that is not there",
    "level above the design", "DOI of another journal",
}  # fmt: skip
"""These cannot be read, or have further consequences; each of the others is one problem, whatever else is wrong."""


@pytest.mark.parametrize("fault", [one for one in FAULTS if one[0] in ALONE], ids=lambda fault: fault[0])
def test_each_fault_is_named(root: Path, fault: tuple[str, str, str, str, tuple[str, str]]) -> None:
    what, name, old, new, expected = fault
    change(root, name, old, new)
    assert expected in found(root), what


def test_all_faults_are_named_at_once(root: Path) -> None:
    together = [fault for fault in FAULTS if fault[0] not in ALONE]
    for _what, name, old, new, _expected in together:
        change(root, name, old, new)
    assert found(root) == {fault[4] for fault in together}
    assert len(together) == len({fault[4] for fault in together}) == 10


def test_a_missing_file_is_named(root: Path) -> None:
    (root / "rules" / "words.toml").unlink()
    assert ("NAGI-K002", "rules/words.toml") in found(root)


@pytest.mark.parametrize("spoil", [lambda p: p.write_bytes(b"\xff\xfe"), lambda p: p.write_text("[[[[")])
def test_any_broken_file_is_a_problem_never_a_traceback(root: Path, spoil: Callable[[Path], object]) -> None:
    for path in (root / "rules" / "phase.toml", root / "journals.toml", root / "claims" / "CL-TREG.toml"):
        spoil(path)
    problems = check_knowledge(root)
    assert {p.where for p in problems if p.code == "NAGI-K001"} >= {
        "rules/phase.toml", "journals.toml", "claims/CL-TREG.toml",
    }  # fmt: skip
    assert all(isinstance(problem, Problem) and problem.said.ja and problem.said.en for problem in problems)
