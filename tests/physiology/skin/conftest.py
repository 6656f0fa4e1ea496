"""One cohort of `nagi-skin`, and its course under the arms that the tests ask about."""

from collections.abc import Mapping

import pytest
import xarray as xr

import nagi
from nagi.equations.model import Arm, Model, Switch
from nagi.simulation.result import Result

CARE = {"placebo": 1.0, "tcs": 1.0, "emollient": 1.0}
BLOCK = {"block_IL4": 0.99, "block_IL13": 0.99}


def held(name: str, effects: Mapping[str, float], *switches: Switch) -> Arm:
    """An arm of one year."""
    return Arm(name=name, effects=effects, weeks=53, switches=switches)


ARMS = (
    held("nothing", {}),
    held("placebo", {"placebo": 1.0}),
    held("tcs", {"tcs": 1.0}),
    held("visits and tcs", {"placebo": 1.0, "tcs": 1.0}),
    held("emollient", {"emollient": 1.0}),
    held("care", CARE),
    held("dupilumab", {**CARE, **BLOCK}),
    held("dupilumab alone", {"placebo": 1.0, **BLOCK}),
    held("stopped", {"placebo": 1.0, **BLOCK}, Switch(week=16, effects={"dosing": 0.0})),
    held("nemolizumab", {**CARE, "block_IL31": 0.99}),
    held("anti-IL-33", {**CARE, "block_IL33": 1.0}),
)


@pytest.fixture(scope="session")
def people(skin: Model) -> xr.Dataset:
    return nagi.virtual_patients(skin, n=300, seed=1)


@pytest.fixture(scope="session")
def year(skin: Model, people: xr.Dataset) -> Result:
    weeks = [0, 2 / 7, *range(1, 53)]
    return nagi.simulate(skin, people, arms=ARMS, weeks=weeks, seed=3)
