"""The twin on `nagi-skin` itself, by the committed script: ranks, intervals, silence. Few people, so wide bounds."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest

import nagi

SCRIPT = Path(__file__).parents[3] / "examples" / "twin_coverage.py"
PEOPLE, PATIENTS = 60, 200
OUTPUTS = ("EASI", "itch", "POEM", "TEWL")


pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def script() -> ModuleType:
    mpl.use("Agg")
    spec = spec_from_file_location("twin_coverage", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def found(script: ModuleType) -> Any:
    return script.calibrate(PEOPLE, PATIENTS)


@pytest.mark.parametrize("output", OUTPUTS)
def test_the_truth_is_equally_likely_at_every_rank(script: ModuleType, found: Any, output: str) -> None:
    assert len(found.ranks[output]) == PEOPLE
    assert script.unevenness(found.ranks[output], bins=6) > 0.005


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("inside", [0.5, 0.8, 0.95])
def test_an_interval_holds_the_truth_as_often_as_it_says(
    script: ModuleType, found: Any, output: str, inside: float
) -> None:
    fewest, most = script.expected(PEOPLE, inside, sure=0.99)
    assert fewest <= script.held(found.ranks[output], inside) <= most


def test_parameters_are_no_more_uneven_than_chance_makes_them(script: ModuleType, found: Any) -> None:
    """Of more than 100 parameters, at most 1 in 8 below a probability of 5 %; and what is not measured stays unknown."""
    uneven = [name for name in found.narrowed if script.unevenness(found.ranks[name], bins=6) < 0.05]
    assert len(found.narrowed) > 100
    assert len(uneven) < len(found.narrowed) / 8
    assert min(found.narrowed.values()) < 0.85
    assert found.narrowed["mouse_to_human"] > 0.9


def test_people_of_the_model_are_as_usual_as_chance_has_it(script: ModuleType, found: Any) -> None:
    assert script.unevenness(found.usual, bins=6) > 0.005


def test_weights_are_kept_on_the_way(found: Any) -> None:
    assert found.smallest.min() >= 0.249
    assert np.median(found.ancestors) > 0.1


def test_a_twin_that_trusts_measurements_too_much_is_found_out(script: ModuleType) -> None:
    bold = script.calibrate(24, PATIENTS, trust=5.0)
    fewest, _ = script.expected(24, 0.8, sure=0.999)
    assert script.held(bold.ranks["EASI"], 0.8) < fewest


def test_nothing_measured_leaves_the_people_of_the_model_as_they_are(script: ModuleType) -> None:
    nobody = script.asked([], patients=PATIENTS)
    cohort = nagi.virtual_patients(nagi.load_model("nagi-skin"), PATIENTS, seed=3).to_array().values.T
    assert nobody.silence == "nothing_measured"
    assert np.array_equal(nobody.population.parameters(nobody.patients.standard), cohort)


def test_scores_that_cannot_go_together_are_told_and_not_forecast(script: ModuleType) -> None:
    torn = script.asked(script.CONTRADICTING)
    assert torn.silence == "contradiction"
    assert torn.usual < 0.01


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_panel_is_drawn_with_its_band(script: ModuleType, found: Any, lang: str) -> None:
    figure = script.draw(found, lang)
    titles = [ax.get_title() for ax in figure.axes]
    assert len(titles) == len(set(titles)) == 9
    assert all("p = " in title for title in titles)
    mpl.pyplot.close(figure)
