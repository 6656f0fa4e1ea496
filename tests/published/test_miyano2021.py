"""The biologics model against the printed equations and 32 patients, solved by a peer.

`miyano2021_cases.npz` is written by `reference_m1.py`. Populations are in tests/equivalence, by the engine.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from published import reference_m1 as reference
from published.interpreted import Array, Interpreted

from nagi.physiology.library import load_model

CASES = Path(__file__).with_name("miyano2021_cases.npz")
ARMS = list(reference.ARMS)


@cache
def solver(rtol: float) -> Interpreted:
    return Interpreted(load_model("miyano2021"), rtol=rtol)


def test_names_and_order_are_the_published_ones() -> None:
    model = load_model("miyano2021")
    assert list(model.state_names) == reference.S1
    assert list(model.parameters) == reference.P1
    assert list(model.effect_names) == reference.E1
    assert list(model.arms) == ARMS


@pytest.mark.parametrize("arm", ARMS)
def test_an_arm_is_given_as_published(arm: str) -> None:
    effects = dict(load_model("miyano2021").arms[arm].effects)
    assert solver(1e-9).effects(effects) == pytest.approx(reference.ARMS[arm], rel=1e-15)


def test_the_rates_are_the_printed_equations() -> None:
    random = np.random.default_rng(0)
    for params in reference.draw(40, seed=3):
        for arm in [[0.0] * 9, *reference.ARMS.values()]:
            y = reference.START * np.exp(0.7 * random.standard_normal(14))
            y[:2] = random.uniform(0.01, 0.99, 2)
            printed = reference.rhs(y, params, np.array(arm))
            ours = solver(1e-9).rates(list(y), list(params), list(arm))
            gain = [reference.rhs(_without(y, i), params, np.array(arm))[i] for i in range(14)]
            assert np.all(np.abs(ours - printed) <= 1e-13 * (np.abs(printed) + np.abs(gain)))


def _without(y: Array, position: int) -> Array:
    """`y` with one state at zero: what is left of its rate is gain, against which rounding is measured."""
    return np.where(np.arange(len(y)) == position, 0.0, y)


def test_the_stored_patients_are_drawn_from_the_published_distributions() -> None:
    assert np.array_equal(np.load(CASES)["params"], reference.draw(64, seed=20261121)[::2])


def test_all_baselines_and_courses_of_32_patients() -> None:
    """LSODA through the model's rates; the stored courses are by Radau from the printed equations."""
    cases, interpreted = np.load(CASES), solver(1e-9)
    assert list(cases["arms"]) == ARMS
    for params, start, easi, last in zip(*(cases[k] for k in _KEYS), strict=True):
        assert interpreted.baseline(params) == pytest.approx(start, rel=1e-8)
        for number, arm in enumerate(ARMS):
            states, out = interpreted.run(start, params, interpreted.model.arms[arm], reference.WEEKS)
            assert out[:, 0] == pytest.approx(easi[number], abs=1e-6)
            assert states[-1] == pytest.approx(last[number], rel=1e-6)


_KEYS = ("params", "baseline_state", "easi", "last_state")


def test_the_reference_repeats_a_stored_course() -> None:
    cases = np.load(CASES)
    params, start = cases["params"][5], cases["baseline_state"][5]
    solved = reference.run(start, params, np.array(reference.ARMS["dupilumab"]), list(reference.WEEKS))
    assert reference.easi(solved) == pytest.approx(cases["easi"][5][1], abs=1e-8)


@given(st.integers(0, 10**6), st.floats(0, 1), st.floats(0, 1), st.sampled_from(ARMS))
def test_easi_can_never_leave_0_to_72(seed: int, s: float, p: float, arm: str) -> None:
    """At each bound of barrier and pathogens the rate points inwards, so the exclusion rule cannot apply."""
    (params,) = reference.draw(1, seed)
    effects = reference.ARMS[arm]
    edges = {0: ((0.0, p), (1.0, p)), 1: ((s, 0.0), (s, 1.0))}
    for index, (low, high) in edges.items():
        at_low, at_high = (
            solver(1e-9).rates([*edge, *reference.START[2:]], list(params), effects)[index]
            for edge in (low, high)
        )
        assert at_low >= 0 >= at_high
