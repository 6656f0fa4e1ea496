"""What a virtual trial does with people: chance allots, halves belong together, people leave, and nothing shifts."""

import tomllib
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from virtual import TRIAL, model_with_cream

from nagi.errors import NagiError
from nagi.simulation.trial.checking import trial_from
from nagi.simulation.trial.conduct import conduct
from nagi.simulation.trial.parts import Part, Table, parts_of
from nagi.simulation.trial.plan import Trial
from nagi.simulation.trial.uncertain import population

QUIET: dict[str, Any] = {
    "noise": {},
    "missing_visits": 0,
    "dropout": {},
    "eligibility": {},
    "uncertainty": {},
}
PART = Part(number=0, draw=0, first=0, last=1, begin=0, end=24, null=False)


def everybody(count: int, seen: Mapping[str, np.ndarray]) -> np.ndarray:
    return np.ones(count, dtype=bool)


def trial_of(**changed: Any) -> Trial:
    return trial_from({**tomllib.loads(TRIAL), **changed}, "t.toml")


def held(trial: Trial, part: Part = PART) -> Table:
    return conduct(trial, model_with_cream(), part, everybody)


def test_chance_puts_as_many_people_into_each_arm_in_a_new_order_each_time() -> None:
    arm = held(trial_of())["arm"][0, :, 0]
    pairs = arm.reshape(-1, 2)
    assert (pairs.sum(axis=1) == 1).all()
    assert 0 < pairs[:, 0].sum() < len(pairs)


def test_the_first_people_are_the_same_in_a_larger_trial() -> None:
    trial = trial_of(uncertainty={"medians": 0.1})
    larger = Part(number=0, draw=0, first=0, last=1, begin=0, end=40, null=False)
    few, many = held(trial), held(trial, larger)
    assert (few["arm"] == many["arm"][:, :48]).all()
    quiet = trial_of(**QUIET)
    assert np.array_equal(held(quiet)["seen"], held(quiet, larger)["seen"][:, :48])


def test_a_trial_is_the_same_whichever_trials_are_computed_with_it() -> None:
    trial = trial_of()
    together = held(trial, Part(number=0, draw=1, first=0, last=3, begin=0, end=24, null=False))
    alone = held(trial, Part(number=7, draw=1, first=2, last=3, begin=0, end=24, null=False))
    for name, values in alone.items():
        assert np.array_equal(values[0], together[name][2], equal_nan=name == "seen")
    assert not np.array_equal(together["seen"][0], together["seen"][1], equal_nan=True)


def test_without_any_error_people_are_seen_as_they_are() -> None:
    """x settles from gain / loss to gain / (loss + u); EASI = 6 x."""
    trial = trial_of(**QUIET, fixed={"gain": 1.0, "loss": 0.4})
    table = held(trial)
    weeks, arm = np.array([0.0, 2, 4, 8]), table["arm"][0, :, 0]
    cream = 6 * (2 + (2.5 - 2) * np.exp(-0.5 * weeks))
    exact = np.where(arm[:, None] == 1, cream, 15.0)
    assert table["seen"][0, :, 0, :, 0] == pytest.approx(exact, rel=1e-4)


def test_halves_that_are_wholly_alike_and_treated_alike_stay_alike() -> None:
    trial = trial_of(**QUIET, design="split-face", halves_alike=1.0)
    null = Part(number=0, draw=0, first=0, last=1, begin=0, end=24, null=True)
    seen = held(trial, null)["seen"][0]
    assert np.array_equal(seen[:, 0], seen[:, 1])
    real = held(trial)["seen"][0]
    assert (real[:, 1, 1:] < real[:, 0, 1:]).all()


def test_halves_resemble_each_other_as_much_as_asked() -> None:
    trial = trial_of(**QUIET, design="split-face", halves_alike=0.8)
    many = Part(number=0, draw=0, first=0, last=1, begin=0, end=1_500, null=True)
    start = np.log(held(trial, many)["seen"][0, :, :, 0, 0])
    assert np.corrcoef(start.T)[0, 1] == pytest.approx(0.8, abs=0.03)


def test_chance_says_which_half_is_left() -> None:
    left = held(trial_of(design="split-face"))["left_half"][0]
    assert set(left) == {0, 1}


def test_halves_share_visits_but_not_errors() -> None:
    trial = trial_of(design="split-face", missing_visits=0.3)
    seen = held(trial)["seen"][0, ..., 0]
    assert (np.isnan(seen[:, 0]) == np.isnan(seen[:, 1])).all()
    assert np.isnan(seen).any()
    assert not np.isnan(seen[:, :, 0]).any()


def test_who_has_left_is_not_seen_again() -> None:
    trial = trial_of(**{**QUIET, "dropout": {"weekly": 0.05}})
    seen = held(trial, Part(number=0, draw=0, first=0, last=1, begin=0, end=1_000, null=False))["seen"][
        0, :, 0, :, 0
    ]
    unseen = np.isnan(seen)
    assert (unseen[:, :-1] <= unseen[:, 1:]).all()
    assert unseen[:, -1].mean() == pytest.approx(1 - 0.95**8, abs=0.03)


def test_who_is_worse_may_leave_after_that_visit() -> None:
    """Nobody gets worse of the cream; under the vehicle nothing changes but the error of measurement."""
    trial = trial_of(**{**QUIET, "dropout": {"when_worse": 1.0}, "noise": {"EASI": {"sd": 1e-6}}})
    table = held(trial)
    seen, arm = table["seen"][0, :, 0, :, 0], table["arm"][0, :, 0]
    assert not np.isnan(seen[arm == 1]).any()
    worse = seen[arm == 0, 1] > seen[arm == 0, 0]
    assert 0 < worse.sum() < worse.size
    assert (np.isnan(seen[arm == 0, 2]) == worse).all()


def test_measurements_stay_on_their_scale_and_its_steps() -> None:
    noise = {"EASI": {"sd": 8.0, "least": 0, "most": 20, "step": 0.5}}
    seen = held(trial_of(**{**QUIET, "noise": noise}))["seen"]
    assert (seen.min(), seen.max()) == (0, 20)
    assert (seen % 0.5 == 0).all()


def test_people_are_enrolled_by_what_is_measured_not_by_what_is_true() -> None:
    bounds = {"between": {"EASI": (18.0, 40.0)}}
    exact = held(trial_of(**{**QUIET, "eligibility": bounds}))
    assert exact["seen"][0, :, 0, 0, 0].min() >= 18
    blurred = held(trial_of(**{**QUIET, "eligibility": bounds, "noise": {"EASI": {"sd": 5.0}}}))
    assert blurred["seen"][0, :, 0, 0, 0].min() < 18
    assert exact["counts"][0, 0] > 48


def test_bounds_that_nobody_meets_end_the_trial_with_a_word() -> None:
    trial = trial_of(eligibility={"between": {"EASI": (71.0, 72.0)}, "most_screened": 3})
    with pytest.raises(NagiError, match="NAGI-T109"):
        held(trial)


def test_what_is_uncertain_is_one_number_for_all_people_of_a_draw() -> None:
    trial = trial_of(uncertainty={"shared": ["gain"]}, fixed={"loss": 0.4})
    one, other = (population(trial, model_with_cream(), draw) for draw in (0, 1))
    assert one.spread.tolist() == other.spread.tolist() == [0, 0]
    assert one.centre[0] != other.centre[0]
    assert one.centre[1] == pytest.approx(np.log(0.4))


def test_a_prior_is_exactly_nothing_as_often_as_it_says() -> None:
    prior = [{"effect": "u", "arms": ["cream"], "low": 0.1, "high": 0.3, "none": 0.4}]
    trial = trial_of(prior=prior)
    drawn = [population(trial, model_with_cream(), draw) for draw in range(600)]
    sizes = np.array([one.effects["cream", "u"] for one in drawn])
    assert (sizes == 0).mean() == pytest.approx(0.4, abs=0.06)
    assert sizes[sizes > 0].min() >= 0.1
    assert sizes.max() <= 0.3
    assert [one.nothing for one in drawn] == (sizes == 0).tolist()


def test_a_large_trial_is_cut_and_no_place_is_anothers_twin() -> None:
    trial = trial_of(**QUIET, size={"patients": 2_010})
    first, second = (held(trial, part) for part in parts_of(trial))
    assert second["seen"].shape[1] == 20
    assert not set(first["seen"][0, :, 0, 0, 0]) & set(second["seen"][0, :, 0, 0, 0])
