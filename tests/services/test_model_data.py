"""The data behind the models: clean as installed, and every kind of fault named with its file and key."""

import shutil
from pathlib import Path

import pytest

from nagi.evidence.files import knowledge_root
from nagi.services.evidence import check
from nagi.services.model_data import check_model_data

SKIN, TWIN, TRIALS = "parameters/nagi-skin.toml", "twin/nagi-skin.toml", "trials/miyano2021.toml"
FAULTS: list[tuple[str, str, str, str, str, str]] = [
    # what is wrong, file, old, new, code, key
    ("no such work", SKIN, 'work = "TOYAMA2021"', 'work = "TOYAMA2012"', "NAGI-K130", "parameter.SK-a_V.work"),
    ("no such unit", SKIN, 'unit = "1/week"', 'unit = "1/weak"', "NAGI-K160", "parameter.SK-often.unit"),
    ("no probability", SKIN, "zero = 0.4", "zero = 1.4", "NAGI-K161", "parameter.VE-mouse_to_human.zero"),
    ("no support", SKIN, 'basis = "assumed: no controlled', 'basis = "no controlled', "NAGI-K162",
     "VE-mouse_to_human.basis"),
    ("numbers differ", SKIN, 'label.ja = "手入れがないときの再燃の頻度"', 'label.ja = "再燃 2"', "NAGI-K110",
     "parameter.SK-often.label"),
    ("one language", SKIN, 'label.en = "flares without care"\n', "", "NAGI-K005", "parameter.SK-often.label"),
    ("id in two files", SKIN, 'id = "SK-often"', 'id = "M1-k1"', "NAGI-K004", "M1-k1"),
    ("unknown key", SKIN, 'name = "often"', 'name = "often"\nnmae = "often"', "NAGI-E152", "parameter.3.nmae"),
    ("another model", SKIN, 'model = "nagi-skin"', 'model = "nagi"', "NAGI-K163", "model"),
    ("trial without its work", TRIALS, 'work = "ECZTRA3"', 'work = "ECZTRA9"', "NAGI-K130", "comparison.2.work"),
    ("share above all", TRIALS, "active = 68.9", "active = 168.9", "NAGI-K003", "miyano2021.comparison.0.active"),
    ("no such claim", TWIN, 'claim = "CL-NO-TREATMENT"', 'claim = "CL-NO-TREAT"', "NAGI-K130", "arm.nothing.claim"),
    ("no such field", TWIN, 'field = "patient.poem"', 'field = "patient.pome"', "NAGI-K130", "instrument.POEM"),
    ("no such threshold", TWIN, '"st1_edema_max"', '"st1_oedema_max"', "NAGI-K130", "site.limits"),
    ("no such route", TWIN, 'route = "iv_drip_exosome"', 'route = "drip"', "NAGI-K130", "arm.drip_exosome.route"),
]  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the installed knowledge that a test may break."""
    return Path(shutil.copytree(knowledge_root(), tmp_path / "knowledge"))


def found(root: Path) -> set[tuple[str, str, str]]:
    return {(one.code, one.where, one.key) for one in check_model_data(root)}


def test_the_installed_data_has_no_problem() -> None:
    assert check_model_data(knowledge_root()) == ()


@pytest.mark.parametrize("fault", FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_named_with_its_file_and_key(
    root: Path, fault: tuple[str, str, str, str, str, str]
) -> None:
    _, name, old, new, code, key = fault
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert (code, name, key) in found(root)


def test_all_faults_are_told_at_once_by_the_command(root: Path) -> None:
    for _, name, old, new, *_ in (FAULTS[0], FAULTS[1], FAULTS[11]):
        text = (root / name).read_text(encoding="utf-8")
        (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    codes = [one.code for one in check(root).problems]
    assert sorted(codes) == ["NAGI-K130", "NAGI-K130", "NAGI-K160"]


def test_whatever_calibration_names_must_exist(root: Path) -> None:
    (root / "calibration").mkdir(exist_ok=True)
    text = '[[target]]\nid = "T1"\nwork = "OH2018"\nfindings = ["EV-NONE"]\nnote.ja = "値は 2"\nnote.en = "is 3"\n'
    (root / "calibration" / "one.toml").write_text(text, encoding="utf-8")
    assert {(code, key) for code, where, key in found(root) if where == "calibration/one.toml"} == {
        ("NAGI-K130", "target.T1.findings"), ("NAGI-K110", "target.T1.note"),
    }  # fmt: skip
