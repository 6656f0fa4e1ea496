"""A model small enough to solve on paper: one severity that settles, and a treatment that speeds its loss."""

import numpy as np
import pytest
import sympy
import xarray as xr

import nagi
from nagi.equations.model import Arm, Effect, Model, Output, Parameter, Rate, State

GAIN, LOSS, HELP, X = (sympy.Symbol(name, real=True) for name in ("gain", "loss", "u", "x"))


@pytest.fixture(scope="session")
def model() -> Model:
    """x' = gain - (loss + u) x per week; EASI = 10 x."""
    return Model(
        name="toy", title="a toy", work="TOY2026",
        states=(State(name="x", label="severity", unit="1", start=1, scale=1, lower=0, upper=None, mechanism="toy"),),
        population=(
            Parameter(name="gain", label="gain", unit="1/week", mean_ln=0, sd_ln=0.5, id="TOY-GAIN", mechanism="toy"),
            Parameter(name="loss", label="loss", unit="1/week", mean_ln=-1, sd_ln=0.2, id="TOY-LOSS", mechanism="toy"),
        ),
        effects=(Effect(name="u", label="extra loss", unit="1/week", default=0),),
        rates=(Rate(state="x", expression=GAIN - (LOSS + HELP) * X, equation="1", mechanism="toy"),),
        outputs=(Output(name="EASI", label="EASI", unit="1", expression=10 * X),),
        arms={
            "nothing": Arm(name="nothing", effects={}, weeks=24),
            "cream": Arm(name="cream", effects={"u": 0.5}, weeks=24),
            "short": Arm(name="short", effects={"u": 2}, weeks=8),
        },
        run_in_weeks=1000, run_in_is_steady=True,
    )  # fmt: skip


@pytest.fixture(scope="session")
def cohort(model: Model) -> xr.Dataset:
    return nagi.virtual_patients(model, n=6, seed=1)


@pytest.fixture(scope="session")
def result(model: Model, cohort: xr.Dataset) -> "nagi.simulation.result.Result":
    return nagi.simulate(model, cohort, arms=["nothing", "cream"], weeks=range(25))


@pytest.fixture(scope="session")
def exact(cohort: xr.Dataset) -> np.ndarray:
    """EASI of the arm "cream" (patient, week), solved on paper."""
    gain, loss = cohort["gain"].values[:, None], cohort["loss"].values[:, None]
    settled = gain / (loss + 0.5)
    return 10 * (settled + (gain / loss - settled) * np.exp(-(loss + 0.5) * np.arange(25)))
