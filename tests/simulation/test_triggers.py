"""Chance in a simulation: its seed is asked for and kept, and patients keep their luck wherever they are computed."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from equations.flares import composed

import nagi
from nagi.equations.model import Model
from nagi.equations.notation import Arm, Rescue
from nagi.errors import NagiError
from nagi.simulation.result import Result

HELP = Rescue(output="severity", above=8.0, weeks=(4, 8), effects={"em": 0.9})
ARMS = (Arm(name="plain", effects={}, weeks=12), Arm(name="rescued", effects={}, weeks=12, rescues=(HELP,)))


@pytest.fixture(scope="module")
def model() -> Model:
    return composed()


def simulated(model: Model, rows: list[int], seed: int | None = 5, arms: tuple[Arm, ...] = ARMS) -> Result:
    cohort = nagi.virtual_patients(model, n=12, seed=1)
    return nagi.simulate(model, cohort.isel(patient=rows), arms=arms, weeks=range(13), seed=seed)


def test_a_patient_keeps_luck_in_another_batch(model: Model) -> None:
    whole = simulated(model, list(range(12)))
    part = simulated(model, [7, 2])
    assert np.array_equal(part["severity"], whole["severity"].isel(patient=[7, 2]))


def test_labels_of_any_kind_say_who_a_patient_is(model: Model) -> None:
    cohort = nagi.virtual_patients(model, n=3, seed=1).assign_coords(patient=["ann", "bob", "cy"])
    whole = nagi.simulate(model, cohort, arms=ARMS, weeks=range(13), seed=5)
    bob = nagi.simulate(model, cohort.isel(patient=[1]), arms=ARMS, weeks=range(13), seed=5)
    assert np.array_equal(bob["drawn"][0], whole["drawn"].sel(patient="bob"))
    assert (whole["drawn"][0] != whole["drawn"][1]).any()


def test_the_seed_and_the_first_rescue_are_kept_in_the_file(model: Model, tmp_path: Path) -> None:
    result = simulated(model, list(range(12)))
    assert result.attrs["trigger_seed"] == 5
    result.to_netcdf(tmp_path / "r.nc")
    read = Result.from_netcdf(tmp_path / "r.nc")
    assert read.attrs["trigger_seed"] == 5
    assert np.array_equal(read["rescued"], result["rescued"], equal_nan=True)
    assert np.isnan(result["rescued"].sel(arm="plain")).all()
    assert set(np.unique(result["rescued"].sel(arm="rescued"))) & {4.0, 8.0}


def test_another_seed_is_another_fate(model: Model) -> None:
    first, second = simulated(model, [0, 1], seed=1), simulated(model, [0, 1], seed=2)
    assert (first["drawn"] != second["drawn"]).any()
    assert np.array_equal(first["severity_baseline"], second["severity_baseline"])


@pytest.mark.parametrize("seed", [None, -1, 0.5])
def test_without_a_seed_nothing_is_drawn(model: Model, seed: int | None) -> None:
    with pytest.raises(NagiError, match="NAGI-N210"):
        simulated(model, [0], seed=seed)


def test_a_model_without_triggers_keeps_no_seed() -> None:
    model = nagi.load_model("dominguez2017")
    cohort = nagi.virtual_patients(model, n=2, seed=1)
    result = nagi.simulate(model, cohort, arms="untreated", weeks=[0, 24], seed=3)
    assert "trigger_seed" not in result.attrs
    assert (result["status"] == "ok").all()
    assert result["pathogen_load"].values == pytest.approx(28.5)
    assert result["baseline"].sel(state="R").values.tolist() == [0, 0]


def test_problems_of_arms_and_seed_come_together(model: Model) -> None:
    wrong = replace(ARMS[0], stream=-2)
    with pytest.raises(NagiError) as caught:
        simulated(model, [0], seed=None, arms=(wrong,))
    assert [problem.code for problem in caught.value.problems] == ["NAGI-N210", "NAGI-N209"]
