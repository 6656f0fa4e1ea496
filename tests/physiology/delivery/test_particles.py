"""Particles are neither made nor lost; routes reach the dermis in the order that the evidence gives."""

import numpy as np
import pytest
import xarray as xr

import nagi
from nagi.equations.model import Model
from nagi.equations.notation import Mechanism, needed, output
from nagi.physiology.delivery.particles import Fate
from nagi.physiology.delivery.protocols import course
from nagi.physiology.skin.model import LISTENERS, model
from nagi.simulation.result import Result

ROUTES = ("dermapen_exosome", "topical_exosome", "injection_exosome", "drip_exosome")
WEEKS = [0, 0.001, 0.02, 0.3, 1, 3.9, 4.1, 8, 8.01, 9, 20]


class Seen(Mechanism):
    """What is inside cells."""

    source = "PROJECT"
    inside = needed("particles inside cells", "Gparticles")
    soluble = needed("soluble proteins, as the particles they came with", "Gparticles")
    taken_up = output("particles inside cells", "Gparticles", equals=inside)
    brought = output("soluble proteins", "Gparticles", equals=soluble)


@pytest.fixture(scope="module")
def delivering() -> Model:
    return model(("care", "needling", *LISTENERS, "vesicles"), extra=(Fate, Seen))


@pytest.fixture(scope="module")
def people(delivering: Model) -> xr.Dataset:
    return nagi.virtual_patients(delivering, n=60, seed=1)


@pytest.fixture(scope="module")
def courses(delivering: Model, people: xr.Dataset) -> Result:
    return nagi.simulate(delivering, people, arms=[course(route) for route in ROUTES], weeks=WEEKS)


def test_every_particle_is_accounted_for_on_every_route(courses: Result) -> None:
    given = np.array([0, 20, 20, 20, 20, 20, 40, 40, 60, 60, 60])
    assert (courses["status"] == "ok").all()
    assert np.allclose(courses["given"], given, rtol=1e-5, atol=1e-9)


def test_nothing_is_ever_negative(courses: Result) -> None:
    assert float(courses["taken_up"].min()) >= -1e-9
    assert float(courses["brought"].min()) >= -1e-9


def test_more_reaches_cells_from_a_depot_than_through_pores_than_from_the_surface_than_from_blood(
    courses: Result,
) -> None:
    areas = np.array([course(route).effects["area"] for route in ROUTES])
    reached = courses["taken_up"].sel(week=1).median("patient").values / areas
    needled, topical, injected, drip = reached
    assert injected > needled > topical > drip > 0


def test_broken_skin_lets_more_in(courses: Result) -> None:
    broken = 1 - courses["baseline"].sel(state="s")
    reached = courses["taken_up"].sel(arm="topical_exosome", week=1)
    per_passage = reached / courses["parameters"].sel(parameter="k_broken")
    rank = np.corrcoef(np.argsort(np.argsort(broken.values)), np.argsort(np.argsort(per_passage.values)))[
        0, 1
    ]
    assert rank > 0.1


def test_twice_the_dose_is_twice_the_particles(delivering: Model, people: xr.Dataset) -> None:
    inert = people.assign(mouse_to_human=people["mouse_to_human"] * 0)
    arms = [course("dermapen_exosome", dose=dose, name=f"{dose}") for dose in (10.0, 20.0)]
    result = nagi.simulate(delivering, inert, arms=arms, weeks=[1, 5, 10])
    once, twice = result["taken_up"].values[:, 0], result["taken_up"].values[:, 1]
    assert np.allclose(twice, 2 * once, rtol=2e-3, atol=1e-6)


def test_a_supernatant_brings_its_soluble_proteins(delivering: Model, people: xr.Dataset) -> None:
    arms = [course("injection_exosome", product=kind, name=kind) for kind in ("vesicles", "supernatant")]
    result = nagi.simulate(delivering, people, arms=arms, weeks=[0.1])
    assert (result["brought"].sel(arm="vesicles") == 0).all()
    assert (result["brought"].sel(arm="supernatant") > 0).all()


def test_the_more_protein_per_particle_the_more_of_it_is_soluble(
    delivering: Model, people: xr.Dataset
) -> None:
    """Pure vesicles bring nothing soluble; much protein is as the word `supernatant` has it."""
    measured = [
        course("injection_exosome", protein=each, name=f"{each:g}") for each in (0.01, 1.0, 10.0, 1e6)
    ]
    word = course("injection_exosome", product="supernatant", name="word")
    result = nagi.simulate(delivering, people, arms=[*measured, word], weeks=[0.1])
    brought = result["brought"].isel(week=0)
    assert (brought.sel(arm="0.01") == 0).all()
    assert (np.diff(brought.mean("patient").values[:4]) > 0).all()
    assert np.allclose(brought.sel(arm="1e+06"), brought.sel(arm="word"), rtol=1e-3)


def test_needling_too_often_never_opens_more_than_two_needlings(skin: Model) -> None:
    people = nagi.virtual_patients(skin, n=40, seed=3)
    arms = [course("needling_saline", sessions=n, every=0.5, depth=3.0, name=f"{n}") for n in (1, 20)]
    weeks = [0.01, 5, 9.51]
    result = nagi.simulate(skin, people, arms=arms, weeks=weeks, seed=1)
    healthy, below, pores = (people[name].values[:, None, None] for name in ("T_h", "r_T", "T_c"))
    broken = healthy * (1 + below) / below
    assert (result["TEWL"].values <= broken + 2 * pores + 1e-6).all()
    assert (result["TEWL"].sel(week=9.51, arm="20") > result["TEWL"].sel(week=9.51, arm="1")).all()
