"""What trials measured stands beside a model only if the model has the arm and the trial is named."""

import pytest

from nagi.evidence.library import load_knowledge
from nagi.evidence.trials import read_trials
from nagi.physiology.library import load_model, model_names


@pytest.mark.parametrize("name", model_names())
def test_every_comparison_belongs_to_an_arm_and_a_source(name: str) -> None:
    arms = load_model(name).arms
    for one in read_trials(name):
        assert one.week <= arms[one.arm].weeks
        assert load_knowledge().works[one.work].doi


def test_the_trials_of_the_biologics_are_there() -> None:
    found = {(one.arm, one.measure): one.active for one in read_trials("miyano2021")}
    assert found["dupilumab", "EASI-75"] == 68.9
    assert len(found) == 7


def test_a_model_without_trials_has_none() -> None:
    assert read_trials("none") == ()
