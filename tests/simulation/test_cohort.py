"""Virtual patients: reproducible one by one, distributed as published."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

import nagi
from nagi.equations.model import Model
from nagi.simulation.streams import standard_normals

PINNED = [1.0340842779931523, -0.3126057070716291, 1.4467911865227225]


@given(seed=st.integers(0, 2**64), few=st.integers(1, 40), many=st.integers(40, 90))
@settings(max_examples=30)
def test_a_patients_numbers_do_not_depend_on_how_many_are_drawn(seed: int, few: int, many: int) -> None:
    small, large = (standard_normals(seed, "cohort", "k1", count=count) for count in (few, many))
    assert np.array_equal(small, large[:few])


def test_streams_differ_by_seed_and_by_name() -> None:
    drawn = [
        standard_normals(1, "cohort", "k1", count=4),
        standard_normals(2, "cohort", "k1", count=4),
        standard_normals(1, "cohort", "k2", count=4),
        standard_normals(1, "cohortk", "1", count=4),
    ]
    assert len({tuple(one) for one in drawn}) == len(drawn)


def test_these_numbers_stay_the_same_between_releases() -> None:
    assert standard_normals(1, "cohort", "k1", count=3) == pytest.approx(PINNED, abs=1e-12)


def test_the_numbers_are_standard_normal() -> None:
    drawn = standard_normals(3, "cohort", "k1", count=100_000)
    assert np.isfinite(drawn).all()
    assert abs(drawn.mean()) < 0.02
    assert drawn.std() == pytest.approx(1, abs=0.02)


def test_a_cohort_is_a_dataset_with_units_and_its_seed(model: Model, cohort: xr.Dataset) -> None:
    assert list(cohort.data_vars) == ["gain", "loss"]
    assert cohort["gain"].dims == ("patient",)
    assert cohort["gain"].attrs["units"] == "1/week"
    assert cohort.attrs["seed"] == 1
    assert cohort.attrs["model_digest"] == model.digest


def test_the_parameters_are_log_normal_as_published(model: Model) -> None:
    logarithms = np.log(nagi.virtual_patients(model, n=20_000, seed=5)["gain"])
    assert float(logarithms.mean()) == pytest.approx(0, abs=0.02)
    assert float(logarithms.std()) == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(("n", "seed"), [(0, 1), (-1, 1), (2.5, 1), (True, 1), (3, -1), (3, "1")])
def test_a_wrong_number_or_seed_is_refused(model: Model, n: object, seed: object) -> None:
    with pytest.raises(nagi.NagiError, match="NAGI-M101"):
        nagi.virtual_patients(model, n=n, seed=seed)  # type: ignore[arg-type]


def test_a_parameter_may_be_exactly_zero_and_nothing_else_changes_for_it(model: Model) -> None:
    gain, loss = model.population
    spiked = replace(model, population=(replace(gain, zero=0.3), loss))
    plain, drawn = nagi.virtual_patients(model, n=2000, seed=4), nagi.virtual_patients(spiked, n=2000, seed=4)
    absent = (drawn["gain"] == 0).values
    assert 0.27 < absent.mean() < 0.33
    assert np.array_equal(drawn["gain"].values[~absent], plain["gain"].values[~absent])
    assert np.array_equal(drawn["loss"], plain["loss"])
    assert np.array_equal(nagi.virtual_patients(spiked, n=5, seed=4)["gain"], drawn["gain"][:5])


@pytest.mark.parametrize(
    "change",
    [
        lambda cohort: cohort,
        lambda cohort: cohort.rename(gain="loss", loss="gain"),
        lambda cohort: cohort.isel(patient=slice(None, None, -1)),
        lambda cohort: cohort.isel(patient=slice(0, 3)),
        lambda cohort: cohort.assign(gain=cohort["gain"] * 2),
        lambda cohort: cohort[["loss", "gain"]],
    ],
)
def test_what_is_simulated_is_what_the_cohort_says(
    model: Model, cohort: xr.Dataset, change: Callable[[xr.Dataset], xr.Dataset]
) -> None:
    changed = change(cohort)
    result = nagi.simulate(model, changed, arms="cream", weeks=[4])
    for name in model.parameters:
        assert np.array_equal(result["parameters"].sel(parameter=name), changed[name])
