"""What a model is calibrated against: read whole, or refused with everything that is wrong."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from nagi.errors import NagiError
from nagi.evidence.files import knowledge_root
from nagi.physiology.library import load_model
from nagi.simulation.calibration.experiments import Experiments
from nagi.simulation.calibration.targets import calibration, read_calibration

ROOT = knowledge_root()
FILE = ROOT / "calibration" / "nagi-skin.toml"


def written(folder: Path, *changes: tuple[str, str]) -> Path:
    text = FILE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "changed.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path) -> dict[str, str]:
    """What is wrong, by key."""
    with pytest.raises(NagiError) as error:
        Experiments.of(load_model("nagi-skin"), read_calibration(path, ROOT), patients=16, seed=1)
    return {one.key: one.code for one in error.value.problems}


def test_every_figure_has_a_source_and_what_cannot_be_calibrated_says_why() -> None:
    told = calibration("nagi-skin")
    assert len(told.fitted) >= 25
    assert all(one.said_by for one in told.target)
    assert all(one.note for one in told.target if one.use == "none")
    named = {
        part.strip(",:") for one in told.target for part in one.said_by.split() if part.startswith("EV-")
    }
    assert [name for name in named if not (ROOT / "findings" / f"{name}.toml").is_file()] == []


def test_a_figure_of_the_knowledge_is_taken_from_there_and_nowhere_else() -> None:
    by_id = {one.id: one for one in calibration("nagi-skin").target}
    finding = tomllib.loads((ROOT / "findings" / "EV-A-PLACEBO2020.toml").read_text(encoding="utf-8"))
    printed = finding["results"][0]
    pooled = by_id["PLACEBO-POOLED-50"]
    assert pooled.value == printed["value"]
    assert pooled.interval == (printed["low"], printed["high"])
    assert by_id["TEWL-RATIO"].value == pytest.approx(28.68 / 11.6)
    assert by_id["BACKGROUND-CHRONOS-75"].value == 23.2


def test_an_interval_is_read_as_95_percent_on_the_scale_of_the_figure() -> None:
    by_id = {one.id: one for one in calibration("nagi-skin").target}
    risk = by_id["FLARES-EMOLLIENT"]
    assert risk.middle == pytest.approx(np.log(0.4))
    assert risk.error == pytest.approx(np.log(0.70 / 0.23) / 3.92, rel=1e-3)


def test_everything_wrong_with_the_form_is_told_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        ('kind = "left", arm = "steroid", output = "TEWL", week = 16', 'kind = "left", output = "TEWL"'),
        ('id = "STEROID-50"', 'id = "STEROID-50"\nmood = 3'),
        ('use = "check"', 'use = "perhaps"'),
        ('quantity = "TEWL eczema lesion"', 'quantity = "TEWL of the moon"'),
    )
    with pytest.raises(NagiError) as error:
        read_calibration(path, ROOT)
    assert len(error.value.problems) == 4
    assert {one.code for one in error.value.problems} == {"NAGI-K003", "NAGI-C101"}


def test_every_unknown_name_is_told_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        ("w_pl = 0.6", "w_plx = 0.6"),
        ("often = 0.5", "w_em = 0.5"),
        ("effects = { tcs = 1.0 }", "effects = { tcx = 1.0 }"),
        ('arm = "steroid", output = "EASI"', 'arm = "steroids", output = "EASI"'),
        ('parameter = "c_w"', 'parameter = "c_ww"'),
    )
    wrong = refused(path)
    assert set(wrong.values()) == {"NAGI-C102"}
    assert set(wrong) == {
        "before", "medians", "arm.steroid.effects", "target.STEROID-50", "target.PORES-RESEALED",
    }  # fmt: skip


def test_a_name_twice_and_a_week_after_the_end_are_refused(tmp_path: Path) -> None:
    assert refused(written(tmp_path, ('name = "vehicle"', 'name = "no care"')))
    late = written(tmp_path, ('output = "oSCORAD", week = 8', 'output = "oSCORAD", week = 60'))
    assert refused(late) == {"target.EMOLLIENT-SCORAD": "NAGI-C105"}


@pytest.mark.parametrize(
    "change",
    [
        ('arm = "mouse, vesicles", against = "mouse, diseased", output = "IL4"',
         'arm = "mouse, vesicles", against = "mouse, vesicles", output = "IL4"'),
        ('effects = { area = 10.0, allergen = 3.0, irritant = 1.0 }\n\n',
         'effects = { area = 10.0, allergen = 3.0 }\n\n'),
        ('kind = "improvement", arm = "dermapen_exosome", against = "needling_saline"',
         'kind = "improvement", arm = "dermapen_exosome"'),
        ('against = "needling_saline"', 'against = "nothing"'),
    ],
)  # fmt: skip
def test_no_vesicle_may_have_the_credit_of_care(tmp_path: Path, change: tuple[str, str]) -> None:
    """An arm with particles stands against the same care, and the same animals, without them; or it is refused."""
    assert set(refused(written(tmp_path, change)).values()) == {"NAGI-C104"}
