"""Drugs: as published while they are given, slowly gone when they are not."""

import numpy as np
import pytest
import xarray as xr

import nagi
from nagi.equations.model import Arm, Model, Switch
from nagi.equations.notation import Mechanism, needed, output
from nagi.physiology.delivery.protocols import stopped
from nagi.physiology.published import miyano2021
from nagi.physiology.skin.model import model

BLOCK = {"placebo_on": 1.0, "block_IL4": 0.99, "block_IL13": 0.99}


class Level(Mechanism):
    """Shows how much of the drug is in the blood."""

    source = "PROJECT"
    D = needed("antibody in blood, of its trough at steady dosing", "1")
    level = output("antibody in blood", "1", equals=D)


STOP = Switch(week=8, effects={"dosing": 0.0})


@pytest.fixture(scope="module")
def dosed() -> Model:
    return model(("kinetics",))


@pytest.fixture(scope="module")
def drawn(dosed: Model) -> xr.Dataset:
    return nagi.virtual_patients(dosed, n=60, seed=1)


def test_while_a_drug_is_given_its_kinetics_change_nothing(dosed: Model, drawn: xr.Dataset) -> None:
    core = miyano2021.model()
    settings = {"weeks": [0, 1, 16, 24], "accuracy": "reference"}
    few = drawn.isel(patient=range(8))
    whole = nagi.simulate(dosed, few, arms=list(core.arms), **settings)
    bare = nagi.simulate(core, few[list(core.parameters)], arms=list(core.arms), **settings)
    assert np.allclose(whole["EASI"], bare["EASI"], rtol=1e-8, atol=1e-8)


def test_after_its_last_dose_a_drug_works_on_for_weeks_and_then_no_more(
    dosed: Model, drawn: xr.Dataset
) -> None:
    arms = [
        Arm(name="given", effects=BLOCK, weeks=80),
        Arm(name="last dose", effects=BLOCK, weeks=80, switches=(STOP,)),
        Arm(name="placebo", effects={"placebo_on": 1.0}, weeks=80),
    ]
    easi = nagi.simulate(dosed, drawn, arms=arms, weeks=[8, 10, 79])["EASI"].mean("patient")
    given, last, placebo = (easi.sel(arm=arm.name).values for arm in arms)
    assert last[0] == pytest.approx(given[0], rel=1e-3)
    assert last[1] < given[1] + 0.2 * (placebo[1] - given[1])
    assert last[2] == pytest.approx(placebo[2], rel=1e-2)


def test_the_drug_is_gone_after_about_as_many_weeks_as_its_label_says(drawn: xr.Dataset) -> None:
    """Dupilumab: half of the people have none left 9 to 13 weeks after the last dose; ours counts from 2 weeks later."""
    showing = model(("kinetics",), extra=(Level,))
    arm = stopped(Arm(name="a", effects={}, weeks=1), 0, weeks=60, name="a")
    weeks = np.arange(60)
    level = nagi.simulate(showing, drawn, arms=[arm], weeks=weeks)["level"].isel(arm=0).values
    gone = np.array([weeks[row < 0.002][0] for row in level])
    assert 6 < np.median(gone) < 11
    assert (np.diff(level, axis=1) < 1e-4).all()


def test_giving_it_again_brings_the_effect_back(dosed: Model, drawn: xr.Dataset) -> None:
    again = Switch(week=30, effects={"dosing": 1.0})
    arms = [
        Arm(name="given", effects=BLOCK, weeks=70),
        Arm(name="again", effects=BLOCK, weeks=70, switches=(STOP, again)),
    ]
    easi = nagi.simulate(dosed, drawn, arms=arms, weeks=[30, 69])["EASI"].mean("patient")
    assert easi.sel(arm="again", week=30) > easi.sel(arm="given", week=30) + 2
    assert float(easi.sel(arm="again", week=69)) == pytest.approx(
        float(easi.sel(arm="given", week=69)), rel=0.02
    )


def test_a_complete_blocking_is_no_division_by_zero(dosed: Model, drawn: xr.Dataset) -> None:
    arm = Arm(name="a", effects={"block_IL13": 1.0, "block_IL31": 1.0}, weeks=20, switches=(STOP,))
    result = nagi.simulate(dosed, drawn, arms=[arm], weeks=[8, 19])
    assert (result["status"] == "ok").all()
    assert np.isfinite(result["EASI"]).all()
