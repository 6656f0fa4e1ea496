"""The biologics model against the printed equations, 32 patients, the trials and the published claim.

`miyano2021_cases.npz` is written by `reference_m1.py`.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from published import reference_m1 as reference
from published.interpreted import Array, Interpreted

from nagi.equations.model import Arm
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


@cache
def population() -> tuple[Array, list[Array], Array]:
    """Parameters, baseline states and baseline EASI of 400 virtual patients."""
    params = reference.draw(400, seed=1)
    starts = [solver(1e-6).baseline(each) for each in params]
    return params, starts, reference.easi(np.array(starts))


def improved(params: Array, start: Array, arm: Arm, week: float) -> float:
    """Improvement of EASI in % of baseline."""
    _, out = solver(1e-6).run(start, params, arm, np.array([0.0, week]))
    return float(100 * (1 - out[-1, 0] / reference.easi(start)))


def test_baseline_severity_of_a_population() -> None:
    _, _, easi = population()
    assert easi.mean() == pytest.approx(30, abs=2)
    assert 43 <= 100 * easi.std() / easi.mean() <= 52
    assert np.percentile(easi, [5, 50, 95]) == pytest.approx([6.6, 32, 48], abs=2)


@pytest.mark.parametrize(
    ("arm", "expected", "easi_75"),
    [
        ("placebo", 50, 25),
        ("dupilumab", 75, 65),
        ("nemolizumab", 55, None),
        ("tezepelumab", 55, None),
        ("GBR830", 60, None),
        ("fezakinumab", 60, None),
        ("secukinumab", 50, None),
        ("rIFNg", 62.5, None),
        ("tralokinumab", 60, None),
        ("lebrikizumab", 75, None),
    ],
)
def test_improvement_at_week_16_in_a_population(arm: str, expected: float, easi_75: float | None) -> None:
    """Expected values are rounded to 5; the mean of 400 patients is known to about 1.3 points."""
    params, starts, _ = population()
    drug = solver(1e-6).model.arms[arm]
    values = np.array([improved(p, b, drug, 16.0) for p, b in zip(params, starts, strict=True)])
    assert values.mean() == pytest.approx(expected, abs=3.5)
    if easi_75 is not None:
        assert 100 * np.mean(values > 75) == pytest.approx(easi_75, abs=5)


def test_il_13_and_il_22_together_help_poor_responders_to_dupilumab() -> None:
    """Published: 21.6 % reach EASI-75 at week 24, 1.9 % on the best single drug."""
    params, starts, _ = population()
    known = solver(1e-6).model.arms
    pairs = list(zip(params, starts, strict=True))
    poor = [(p, b) for p, b in pairs if improved(p, b, known["dupilumab"], 24.0) < 75]
    effects = {"placebo_on": 1.0, "block_IL13": 0.99, "block_IL22": 0.99}
    both = Arm(name="IL-13 and IL-22", effects=effects, weeks=24.0)
    single = max(_easi_75(poor, arm) for arm in known.values())
    assert _easi_75(poor, both) == pytest.approx(21.6, abs=6)
    assert single == pytest.approx(1.9, abs=2)


def _easi_75(patients: list[tuple[Array, Array]], arm: Arm) -> float:
    """Share of patients, in %, who improve by more than 75 % at week 24."""
    return float(100 * np.mean([improved(p, b, arm, 24.0) > 75 for p, b in patients]))
