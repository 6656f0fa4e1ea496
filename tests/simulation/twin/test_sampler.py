"""The sampler against a posterior that is known exactly, and the instruments against their own definition."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import ndtr
from scipy.stats import nbinom
from toyskin import assumed

from nagi.simulation.streams import standard_normals
from nagi.simulation.twin.instruments import History
from nagi.simulation.twin.sampler import Sampled, effective_size, sample, systematic, thinned

COUNT, SIZE = 2000, 6
WANTED = np.array([1.5, -1.0])
SPREAD = 0.4


def likelihood(standard: np.ndarray, chance: np.ndarray) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Two sums of the first coordinates measured with scatter; the rest is not seen."""
    truth = np.stack([standard[:, 0] + standard[:, 1], standard[:, 2]], axis=1)
    return -0.5 * (((WANTED - truth) / SPREAD) ** 2).sum(axis=1), {
        "truth": truth,
        "chance": chance[:, None] * 1.0,
    }


def sampled(seed: int) -> Sampled:
    prior = standard_normals(seed, "test", count=COUNT * SIZE).reshape(COUNT, SIZE)
    order = np.arange(COUNT)
    likely, carried = likelihood(prior, order)
    first = Sampled(standard=prior, chance=order, carried=carried, ancestor=order)
    return sample(likelihood, first, likely, seed=seed)


def test_the_posterior_of_normal_numbers_is_the_known_one() -> None:
    reached = sampled(2)
    gain = 2 / (2 + SPREAD**2)
    mean, spread = reached.standard.mean(axis=0), reached.standard.std(axis=0)
    assert reached.complete
    assert mean[0] + mean[1] == pytest.approx(gain * WANTED[0], abs=0.06)
    assert mean[2] == pytest.approx(WANTED[1] / (1 + SPREAD**2), abs=0.06)
    assert spread[2] == pytest.approx(SPREAD / np.sqrt(1 + SPREAD**2), rel=0.12)
    assert mean[3:] == pytest.approx(np.zeros(3), abs=0.12)
    assert spread[3:] == pytest.approx(np.ones(3), rel=0.1)


def test_what_comes_with_a_patient_stays_with_it() -> None:
    reached = sampled(2)
    truth, _ = likelihood(reached.standard, reached.chance)
    assert np.array_equal(likelihood(reached.standard, reached.chance)[1]["truth"], reached.carried["truth"])
    assert np.array_equal(reached.carried["chance"][:, 0], reached.chance)
    assert len(truth) == COUNT


def test_patients_who_cannot_be_computed_are_left_out() -> None:
    def broken(standard: np.ndarray, chance: np.ndarray) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        likely, carried = likelihood(standard, chance)
        return np.where(standard[:, 5] > 0, np.nan, likely), carried

    prior = standard_normals(2, "test", count=COUNT * SIZE).reshape(COUNT, SIZE)
    order = np.arange(COUNT)
    likely, carried = broken(prior, order)
    reached = sample(
        broken, Sampled(standard=prior, chance=order, carried=carried, ancestor=order), likely, seed=2
    )
    assert reached.complete
    assert (reached.standard[:, 5] <= 0).all()


def test_systematic_resampling_gives_each_its_share_rounded() -> None:
    weights = np.array([0.5, 0.3, 0.2, 0.0])
    for start in (0.01, 0.5, 0.99):
        chosen = np.bincount(systematic(np.repeat(weights, 25) / 25, start) // 25, minlength=4)
        assert np.abs(chosen - 100 * weights).max() <= 1


def test_thinned_patients_are_some_of_them_with_all_that_comes_with_them() -> None:
    reached = sampled(2)
    fewer = thinned(reached, 500)
    assert len(fewer.standard) == 500
    assert np.array_equal(fewer.carried["chance"][:, 0], fewer.chance)
    assert fewer.standard.mean(axis=0) == pytest.approx(reached.standard.mean(axis=0), abs=0.1)


def test_the_effective_size_of_equal_weights_is_their_number() -> None:
    assert effective_size(np.full(50, -3.0)) == pytest.approx(50)
    assert effective_size(np.array([0.0, -1e9])) == pytest.approx(1)


def history() -> History:
    found = assumed().history
    assert found is not None
    return found


@pytest.mark.parametrize("truth", [0.0, 0.8, 5.0])
def test_the_likelihood_of_all_counts_of_flares_adds_up_to_one(truth: float) -> None:
    counts = np.arange(400.0)
    chances = np.exp(history().log_likelihood(counts, np.full(400, truth)))
    assert chances.sum() == pytest.approx(1)
    assert chances @ counts == pytest.approx(truth + history().others)


def test_counts_of_flares_are_told_as_often_as_they_are_likely() -> None:
    told = history().measured(np.full(20000, 2.0), standard_normals(3, "test", count=20000))
    likely = np.exp(history().log_likelihood(np.arange(5.0), np.full(5, 2.0)))
    assert np.bincount(told.astype(int), minlength=5)[:5] / 20000 == pytest.approx(likely, abs=0.012)


def test_counts_of_flares_are_the_quantiles_of_a_negative_binomial() -> None:
    normals = standard_normals(3, "test", count=5000)
    flares, steadiness = history(), history().steadiness
    mean = np.linspace(0, 12, 5000) + flares.others
    drawn = nbinom.ppf(ndtr(normals), steadiness, steadiness / (steadiness + mean))
    assert np.array_equal(flares.measured(mean - flares.others, normals), np.minimum(drawn, flares.high))
    assert flares.measured(np.zeros(1), np.array([40.0])) == pytest.approx([flares.high])


def test_flares_are_those_of_the_last_26_whole_weeks() -> None:
    weeks = [-27.0, -26.0, -25.0, -0.5, 0.0]
    assert history().truth({"flare": np.array([[9.0, 9.0, 0.5, 9.0, 0.25]])}, weeks, 0.0) == pytest.approx(
        [0.75]
    )
    assert [history().told_at(week) for week in (-1, 0, 2)] == [False, True, False]


@pytest.mark.parametrize("truth", [0.3, 6.0, 40.0, 70.0])
def test_the_likelihood_of_all_scores_adds_up_to_one(truth: float) -> None:
    easi = next(one for one in assumed().instrument if one.output == "EASI")

    def density(score: float) -> float:
        return float(np.exp(easi.log_likelihood(score, np.array([truth]))[0]))

    inside = quad(density, easi.low, easi.high, points=[truth], limit=200)[0]
    assert inside + density(easi.low) + density(easi.high) == pytest.approx(1, abs=1e-6)
