"""The share of the prior in which nothing works is what many draws tend to."""

import tomllib

import numpy as np
import pytest
from virtual import TRIAL, model_with_cream

from nagi.physiology.library import load_model
from nagi.simulation.trial.checking import trial_from
from nagi.simulation.trial.plan import Trial
from nagi.simulation.trial.uncertain import population, share_without_effect

PRIOR = {"effect": "u", "arms": ["cream"], "low": 0.3, "high": 0.4, "none": 0.25}


def trial(**changed: object) -> Trial:
    return trial_from({**tomllib.loads(TRIAL), **changed}, "t.toml")


def test_it_is_what_the_draws_tend_to() -> None:
    asked, model = trial(prior=[PRIOR]), model_with_cream()
    assert share_without_effect(asked, model) == pytest.approx(0.25)
    drawn = np.mean([population(asked, model, draw).nothing for draw in range(2_000)])
    assert drawn == pytest.approx(0.25, abs=0.04)  # 4 standard errors


def test_without_anything_that_may_be_zero_there_is_no_such_share() -> None:
    assert share_without_effect(trial(), model_with_cream()) == 0


def test_vesicles_may_do_nothing_in_people_unless_the_file_says_otherwise() -> None:
    skin = load_model("nagi-skin")
    assert share_without_effect(trial(uncertainty={}), skin) == pytest.approx(0.4)
    assert share_without_effect(trial(uncertainty={}, fixed={"mouse_to_human": 1.0}), skin) == 0
    assert share_without_effect(trial(uncertainty={}, fixed={"mouse_to_human": 0.0}), skin) == 1
