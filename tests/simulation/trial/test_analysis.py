"""Each test of a trial against the same test done the long way, and its false positives where there is no effect."""

import math
import tomllib
from itertools import product

import numpy as np
import pytest
from scipy import stats
from virtual import TRIAL

from nagi.simulation.trial.analysis import analysed, outcome
from nagi.simulation.trial.checking import trial_from
from nagi.simulation.trial.plan import Trial

CHANCE = np.random.default_rng(4)
CHANGE, RESPONSE = 0, 1


def trial_of(**changed: object) -> Trial:
    return trial_from({**tomllib.loads(TRIAL), **changed}, "t.toml")


def seen_of(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """(person, half, visit, output) of a trial with visits at weeks 2, 4 and 8."""
    return np.stack([start, start, start, end], axis=-1)[..., None]


@pytest.fixture
def parallel() -> tuple[np.ndarray, np.ndarray]:
    arm = np.tile([0, 1], 20)[:, None]
    start = 10 + 3 * CHANCE.normal(size=(40, 1))
    end = 0.5 * start - 1.5 * arm + CHANCE.normal(size=(40, 1))
    return seen_of(start, end), arm.astype(np.int8)


def test_a_mean_change_is_compared_at_equal_baseline(parallel: tuple[np.ndarray, np.ndarray]) -> None:
    seen, arm = parallel
    trial = trial_of()
    found = analysed(trial, trial.endpoint[CHANGE], 1, seen, arm)
    start, change = seen[:, 0, 0, 0], seen[:, 0, 0, 0] - seen[:, 0, 3, 0]
    design = np.stack([np.ones(40), start, arm[:, 0]], axis=1)
    solved, rest, *_ = np.linalg.lstsq(design, change, rcond=None)
    error = math.sqrt(rest[0] / 37 * np.linalg.inv(design.T @ design)[2, 2])
    assert (found.difference, found.error) == pytest.approx((solved[2], error))
    assert found.p == pytest.approx(2 * stats.t.sf(abs(solved[2] / error), 37))


def test_shares_are_compared_by_chi_square_with_n_minus_one() -> None:
    trial = trial_of()
    arm = np.tile([0, 1], 20)[:, None].astype(np.int8)
    good = np.zeros(40, dtype=bool)
    good[np.flatnonzero(arm[:, 0] == 1)[:12]] = good[np.flatnonzero(arm[:, 0] == 0)[:5]] = True
    start = np.full((40, 1), 10.0)
    found = analysed(
        trial, trial.endpoint[RESPONSE], 1, seen_of(start, np.where(good[:, None], 5.0, 9.0)), arm
    )
    table = [[12, 8], [5, 15]]
    square = stats.chi2_contingency(table, correction=False).statistic * 39 / 40
    assert (found.treated, found.control, found.difference) == pytest.approx((0.6, 0.25, 0.35))
    assert found.p == pytest.approx(stats.chi2.sf(square, 1))


def test_halves_of_a_face_are_compared_within_the_face() -> None:
    trial = trial_of(design="split-face")
    start = 10 + 3 * CHANCE.normal(size=(15, 1)) + np.zeros((1, 2))
    end = 0.5 * start + np.array([0.0, -0.4]) + 0.5 * CHANCE.normal(size=(15, 2))
    arm = np.tile([0, 1], (15, 1)).astype(np.int8)
    found = analysed(trial, trial.endpoint[CHANGE], 1, seen_of(start, end), arm)
    told = stats.ttest_rel((start - end)[:, 1], (start - end)[:, 0])
    assert found.p == pytest.approx(told.pvalue)
    assert found.difference == pytest.approx((end[:, 0] - end[:, 1]).mean())


def test_responding_halves_are_compared_by_mid_p() -> None:
    trial = trial_of(design="split-face")
    better, worse, both = 7, 2, 6
    halves = [(0, 1)] * better + [(1, 0)] * worse + [(1, 1)] * both
    end = np.where(np.array(halves) == 1, 4.0, 9.0)
    arm = np.tile([0, 1], (15, 1)).astype(np.int8)
    found = analysed(trial, trial.endpoint[RESPONSE], 1, seen_of(np.full((15, 2), 10.0), end), arm)
    tail = sum(math.comb(9, k) for k in range(3)) - math.comb(9, 2) / 2
    assert found.p == pytest.approx(2 * tail / 2**9)
    assert found.difference == pytest.approx((better - worse) / 15)


def test_who_is_not_seen_is_no_responder_and_has_no_change_unless_the_last_visit_counts() -> None:
    seen = seen_of(np.full((2, 1), 10.0), np.array([[np.nan], [1.0]]))
    seen[0, 0, 2, 0] = 6.0
    trial = trial_of()
    assert outcome(trial, trial.endpoint[RESPONSE], seen).tolist() == [[0], [1]]
    assert np.isnan(outcome(trial, trial.endpoint[CHANGE], seen)[0, 0])
    last = trial_of(analysis={"control": "vehicle", "missing": "last"})
    assert outcome(last, last.endpoint[CHANGE], seen).tolist() == [[4], [9]]


def test_exactly_the_wanted_improvement_counts_and_skin_that_was_clear_does_not() -> None:
    trial = trial_of()
    seen = seen_of(np.array([[10.0], [10.0], [0.0]]), np.array([[5.0], [5.1], [0.0]]))
    assert outcome(trial, trial.endpoint[RESPONSE], seen)[:, 0].tolist() == [1, 0, 0]


def test_higher_can_be_better() -> None:
    endpoint = {"name": "moist", "output": "EASI", "week": 8, "kind": "points", "by": 4, "better": "higher"}
    trial = trial_of(endpoint=[endpoint])
    seen = seen_of(np.array([[10.0], [10.0]]), np.array([[14.0], [6.0]]))
    assert outcome(trial, trial.endpoint[0], seen)[:, 0].tolist() == [1, 0]


def test_too_few_people_give_no_answer() -> None:
    trial = trial_of()
    arm = np.array([[0], [1]], dtype=np.int8)
    found = analysed(
        trial, trial.endpoint[CHANGE], 1, seen_of(np.full((2, 1), 9.0), np.full((2, 1), 3.0)), arm
    )
    assert math.isnan(found.p)


@pytest.mark.parametrize(("design", "kind"), list(product(("parallel", "split-face"), (CHANGE, RESPONSE))))
def test_without_an_effect_one_trial_in_twenty_is_significant(design: str, kind: int) -> None:
    """2,000 trials: a true level of 5 % lies within 3.4 to 6.6 % in 99.9 of 100 runs; mid-p may be lower."""
    trial, chance, people = trial_of(design=design), np.random.default_rng(11), 60
    halves = 2 if design == "split-face" else 1
    arm = np.tile([0, 1], (people, 1)) if halves == 2 else np.tile([0, 1], people // 2)[:, None]
    hits = 0
    for _ in range(2_000):
        start = 10 + 3 * chance.normal(size=(people, 1)) + 0.5 * chance.normal(size=(people, halves))
        end = start * (
            0.5 + 0.15 * chance.normal(size=(people, 1)) + 0.1 * chance.normal(size=(people, halves))
        )
        found = analysed(trial, trial.endpoint[kind], 1, seen_of(start, end), arm.astype(np.int8))
        hits += found.p < trial.analysis.alpha
    assert 0.034 < hits / 2_000 < 0.066
