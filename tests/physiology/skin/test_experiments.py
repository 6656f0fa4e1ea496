"""The columns' experiments in the model: directions as found, and the two values that were printed."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import matplotlib as mpl
import numpy as np
import pytest
import xarray as xr

from nagi.evidence.library import load_knowledge

EXAMPLES = Path(__file__).parents[3] / "examples"


def loaded(name: str) -> ModuleType:
    mpl.use("Agg")
    spec = spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return loaded("columns_experiments")


@pytest.fixture(scope="module")
def graded(script: ModuleType) -> xr.Dataset:
    return script.run([script.injected(f"{dose:g}", dose, script.DISEASE) for dose in script.DOSES], 3)


@pytest.mark.parametrize(
    ("output", "sign"),
    [("TEWL", -1), ("IL4", -1), ("IL13", -1), ("TNFa", -1), ("hydration", 1), ("ceramides", 1), ("Treg", 1)],
)  # fmt: skip
def test_what_was_found_with_dose_comes_with_dose(graded: xr.Dataset, output: str, sign: int) -> None:
    medians = graded[output].median("patient").values
    assert np.all(sign * np.diff(medians) > 0)


@pytest.mark.parametrize(("output", "printed"), [("IL13", -50.0), ("IL4", -44.0)])
def test_the_printed_changes_lie_in_the_middle_of_the_prior(
    graded: xr.Dataset, output: str, printed: float
) -> None:
    """DNCB mice, percent of the diseased control; the dose is not known, so the middle one is read."""
    change = 100 * (graded[output].sel(arm="10") / graded[output].sel(arm="0") - 1)
    assert np.quantile(change, 0.25) < printed < np.quantile(change, 0.75)


def test_injury_raises_il33_and_treg_and_without_il33_treg_do_not_come(script: ModuleType) -> None:
    arms = [
        script.injected("injury", 0, {"irritant": 2.0}),
        script.injected("knockout", 0, {}, block_IL33=1.0),
        script.injected("injury in knockout", 0, {"irritant": 2.0}, block_IL33=1.0),
    ]
    found = script.run(arms, 3)
    assert (found["IL33"].sel(arm="injury") > 1).all()
    more = found["Treg"].sel(arm="injury") - 1
    without = found["Treg"].sel(arm="injury in knockout") - found["Treg"].sel(arm="knockout")
    assert (more > 0).all()
    assert float(np.abs(without).max()) < 0.1 * float(more.max())


def test_an_insult_raises_tnf_less_with_the_signal_against_nf_kb(script: ModuleType) -> None:
    insult = {"insult": 2.0}
    found = script.run([script.injected("plain", 0, insult), script.injected("treated", 100, insult)], 2.5)
    works = found["parameters"].sel(parameter="a_N") > 0
    ratio = (found["TNFa"].sel(arm="treated") / found["TNFa"].sel(arm="plain")).values
    assert (found["TNFa"].sel(arm="plain") > 1.2).all()
    assert np.median(ratio[works]) < np.median(ratio[~works])


def test_ige_and_rantes_follow_their_mechanisms_and_stay_at_rest_without_them(script: ModuleType) -> None:
    """Read-outs: 1 in untouched skin, up under an allergen, and less with vesicles."""
    arms = [script.injected("rest", 0, {}), *(script.injected(f"{n:g}", n, script.DISEASE) for n in (0, 100))]
    found = script.run(arms, 3)
    for output in ("IgE", "RANTES"):
        rest, ill, treated = (found[output].sel(arm=arm) for arm in ("rest", "0", "100"))
        assert np.allclose(rest, 1, atol=0.02)
        assert (ill > rest).all()
        assert float((treated - ill).median()) < 0


def test_without_the_signal_of_mir_181c_tnf_falls_less(script: ModuleType) -> None:
    changes = script.burn().changes["TNFa"]
    usual, without, twice = np.median(changes, axis=0)[1:]
    assert twice < usual < without < 0 < np.median(changes[:, 0])


def test_what_was_found_is_read_from_the_knowledge(script: ModuleType) -> None:
    graded, dish = script.graded(), script.dish()
    assert graded.found == {"IgE": -32.1, "IL4": -44, "IL13": -50.0, "RANTES": -55.6}
    assert dish.found == pytest.approx({"Treg": 34, "IL10": 77}, abs=1)
    assert script.mark(graded, "TEWL") == "▼"
    assert script.mark(graded, "IL13") == "▼ -50 %"
    assert set(script.mites().signs) == {"EASI", "IL4", "IL31", "TNFa", "IgE"}


def test_every_quantity_that_is_read_stands_in_the_knowledge(script: ModuleType) -> None:
    told = {one.quantity for finding in load_knowledge().findings.values() for one in finding.results}
    assert set(script.NAMED) <= told


@pytest.mark.thorough
def test_the_gallery_is_drawn_and_says_what_it_is(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "SKINS", 40)
    script.main(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"columns_experiments.png"}
    said = capsys.readouterr().out
    for word in ("Mouse: detergent", "Rat, macrophages", "Human blood cells in a dish", "cannot say"):
        assert word in said


@pytest.mark.thorough
def test_the_columns_patient_stands_beside_what_she_must_be_compared_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = loaded("columns_patient")
    monkeypatch.setattr(patient, "PATIENTS", 300)
    patient.main(tmp_path, "ja")
    assert {path.name for path in tmp_path.iterdir()} == {"columns_patient.png"}
    said = capsys.readouterr().out
    for word in (
        *patient.ARMS,
        "hypothesis",
        "evidence: no study",
        "nothing visible added",
        "no effect at all",
    ):
        assert word in said
