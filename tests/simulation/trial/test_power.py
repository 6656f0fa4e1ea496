"""Shares with their intervals, the size read off a curve, and whose spread is whose."""

import tomllib

import numpy as np
import pytest
import xarray as xr
from virtual import TRIAL

from nagi.simulation.trial.checking import trial_from
from nagi.simulation.trial.findings import FIELDS
from nagi.simulation.trial.power import counted, needed_size, verdicts

CHANCE = np.random.default_rng(8)


def found_of(difference: np.ndarray, p: np.ndarray) -> xr.Dataset:
    dims = ("draw", "trial", "arm", "endpoint", "size")
    values = dict.fromkeys(FIELDS, difference) | {"p": p}
    shaped = {name: (dims, array[..., None, None, None]) for name, array in values.items()}
    null = {"null_p": (("draw", "null_trial", *dims[2:]), p[..., None, None, None])}
    return xr.Dataset({**shaped, **null}, coords={"arm": ["cream"], "endpoint": ["change"], "size": [24]})


def test_spread_between_draws_is_told_from_spread_within_them() -> None:
    between = 2 * CHANCE.normal(size=(4_000, 1))
    difference = between + CHANCE.normal(size=(4_000, 8))
    trial = trial_from(tomllib.loads(TRIAL), "t.toml")
    one = verdicts(trial, found_of(difference, np.ones_like(difference)), np.zeros(4_000, dtype=bool))[0]
    assert (one.within, one.between) == pytest.approx((1, 2), rel=0.05)


def test_power_asks_only_draws_with_an_effect_and_only_for_the_better() -> None:
    difference = np.array([[1.0, 1.0], [-1.0, 1.0], [1.0, 1.0]])
    p = np.array([[0.01, 0.2], [0.01, 0.01], [0.01, 0.01]])
    trial = trial_from(tomllib.loads(TRIAL), "t.toml")
    one = verdicts(trial, found_of(difference, p), np.array([False, False, True]))[0]
    assert one.power.value == pytest.approx(2 / 4)
    assert one.assurance.value == pytest.approx(4 / 6)
    assert one.false_positive.value == pytest.approx(5 / 6)


def test_the_interval_of_a_share_holds_it_nine_times_in_ten_also_when_draws_differ() -> None:
    inside = 0
    for _ in range(600):
        chance = CHANCE.beta(2, 2, size=(40, 1))
        share = counted(CHANCE.random((40, 10)) < chance)
        inside += share.low <= 0.5 <= share.high
    assert 0.86 < inside / 600 < 0.94


def test_no_trials_give_no_share() -> None:
    assert np.isnan(counted(np.empty((0, 0), dtype=bool)).value)


def test_the_size_lies_where_the_curve_crosses_the_wanted_power() -> None:
    trial = trial_from(tomllib.loads(TRIAL), "t.toml")
    sizes = np.array([10.0, 20, 40])
    assert needed_size(trial, sizes, np.array([0.4, 0.6, 1.0])) == 30
    assert needed_size(trial, sizes, np.array([0.9, 0.8, 1.0])) == 10
    assert np.isnan(needed_size(trial, sizes, np.array([0.1, 0.2, 0.3])))
