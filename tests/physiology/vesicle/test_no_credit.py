"""Vesicles that do nothing are exactly needling with saline; those that do something never get care's credit."""

import numpy as np
import pytest
import xarray as xr

import nagi
from nagi.equations.model import Model
from nagi.simulation.result import Result

ARMS = (
    "guideline_care",
    "needling_saline",
    "dermapen_exosome",
    "topical_exosome",
    "injection_exosome",
    "drip_exosome",
)
OUTPUTS = ("EASI", "itch", "POEM", "oSCORAD", "TEWL", "hydration", "flare")


@pytest.fixture(scope="module")
def people(skin: Model) -> xr.Dataset:
    return nagi.virtual_patients(skin, n=300, seed=2)


@pytest.fixture(scope="module")
def half_a_year(skin: Model, people: xr.Dataset) -> Result:
    return nagi.simulate(skin, people, arms=ARMS, weeks=range(27), seed=5)


def test_about_two_fifths_of_the_prior_is_no_effect_at_all(people: xr.Dataset) -> None:
    nothing = people["mouse_to_human"] == 0
    assert 0.32 < float(nothing.mean()) < 0.48
    assert (people["truth"] > 0).all()


def test_without_translation_a_vesicle_arm_is_its_control(half_a_year: Result, people: xr.Dataset) -> None:
    nothing = (people["mouse_to_human"] == 0).values
    for arm in ARMS[2:]:
        control = "needling_saline" if arm == "dermapen_exosome" else "guideline_care"
        for output in OUTPUTS:
            same = half_a_year[output].sel(arm=arm) - half_a_year[output].sel(arm=control)
            assert np.abs(same.values[nothing]).max() < 0.02, (arm, output)


def test_most_of_what_a_vesicle_arm_reaches_is_background_care(half_a_year: Result) -> None:
    before = half_a_year["EASI_baseline"]
    week9 = 100 * (1 - half_a_year["EASI"].sel(week=9) / before)
    care = float(week9.sel(arm="guideline_care").mean())
    for arm in ARMS[2:]:
        assert abs(float(week9.sel(arm=arm).mean()) - care) < 0.3 * care


def test_the_prior_is_wide(half_a_year: Result, people: xr.Dataset) -> None:
    """From nothing at all to what the case reports claim."""
    gain = half_a_year["EASI"].sel(arm="guideline_care") - half_a_year["EASI"].sel(arm="injection_exosome")
    share = (gain / half_a_year["EASI_baseline"]).sel(week=9).values
    assert np.quantile(share, 0.25) < 0.005
    assert np.quantile(share, 0.99) > 0.25


def test_scores_stay_within_their_scales(half_a_year: Result) -> None:
    assert (half_a_year["status"] == "ok").all()
    for output, top in (
        ("EASI", 72),
        ("itch", 10),
        ("POEM", 28),
        ("oSCORAD", 83),
        ("flare", 1),
        ("hydration", 200),
    ):
        assert float(half_a_year[output].min()) >= -1e-6
        assert float(half_a_year[output].max()) <= top + 1e-6


def test_the_weeks_asked_for_do_not_matter(skin: Model, people: xr.Dataset) -> None:
    few = people.isel(patient=range(20))
    coarse = nagi.simulate(skin, few, arms=["dermapen_exosome"], weeks=[8, 26], seed=5)
    fine = nagi.simulate(skin, few, arms=["dermapen_exosome"], weeks=np.arange(0, 26.1, 0.5), seed=5)
    assert np.allclose(coarse["EASI"], fine["EASI"].sel(week=[8, 26]), rtol=1e-3, atol=1e-3)


def test_the_fast_solution_is_the_reference_solution(skin: Model, people: xr.Dataset) -> None:
    few = people.isel(patient=range(6))
    settings = {
        "arms": ["nothing", "dermapen_exosome", "drip_exosome"],
        "weeks": [0.5, 4, 8.1, 26],
        "seed": 5,
    }
    exact = nagi.simulate(skin, few, accuracy="reference", **settings)
    fast = nagi.simulate(skin, few, **settings)
    for output in OUTPUTS:
        scale = np.abs(exact[output]).max()
        assert float(np.abs(fast[output] - exact[output]).max()) < 1e-3 * float(scale), output
