"""A posterior that is known on paper is found; what cannot be known is said not to be."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from toyskin import skin

from nagi.equations.model import Model
from nagi.simulation.calibration.emulator import Emulator, emulated
from nagi.simulation.calibration.identifiability import Identified, identified
from nagi.simulation.calibration.posterior import Judge, posterior
from nagi.simulation.calibration.targets import Target
from nagi.simulation.calibration.unknowns import Unknowns

Array = npt.NDArray[np.float64]
SIZE = 12
ROWS = np.random.default_rng(5).standard_normal((240, SIZE))


def unknown(count: int = SIZE, *, spike: float = 0.0) -> Unknowns:
    """So many unknown numbers, the last of which may be exactly 0."""
    toy = skin()
    one = replace(toy.population[0], varies="knowledge", mean_ln=0.0, sd_ln=0.5)
    numbers = tuple(replace(one, name=f"n{i}", id=f"N{i}") for i in range(count))
    model: Model = replace(toy, population=(*numbers[:-1], replace(numbers[-1], zero=spike)))
    return Unknowns(model=model, before={}, medians={})


def figure(value: float, sd: float, bound: str | None = None) -> Target:
    return Target.model_validate(
        {
            "id": "A-FIGURE", "label": {"ja": "値", "en": "value"}, "use": "fit",
            "value": value, "sd": sd, "bound": bound,
            "spread": "project", "source": "none", "measure": {"kind": "half_life", "parameter": "n0"},
        }
    )  # fmt: skip


def linear(weights: Array) -> Emulator:
    return emulated(ROWS[:, : len(weights)], ROWS[:, : len(weights)] @ weights)


def found(weights: list[Array], figures: list[Target], unknowns: Unknowns, seed: int = 1) -> Array:
    judge = Judge(targets=tuple(figures), noise=np.zeros(len(figures)))
    exact = [replace(linear(one), error=0.0) for one in weights]
    return posterior(unknowns, judge, exact, seed=seed, draws=2000).standard


def test_a_polynomial_is_emulated_and_its_error_told() -> None:
    true = ROWS[:, 0] + 0.5 * ROWS[:, 1] ** 2 - ROWS[:, 2] * ROWS[:, 3]
    scatter = 0.3 * np.random.default_rng(6).standard_normal(len(ROWS))
    made = emulated(ROWS, true + scatter)
    assert np.abs(made.predicted(ROWS) - true).max() < 0.9
    assert 0.3 < made.error < 0.6
    assert made.r2 > 0.8


def test_what_follows_nothing_is_not_explained() -> None:
    noise = np.random.default_rng(7).standard_normal(len(ROWS))
    assert emulated(ROWS, noise).r2 < 0.1


def test_answers_that_are_missing_are_left_out_and_too_few_are_refused() -> None:
    answers = ROWS[:, 0].copy()
    answers[:30] = np.nan
    assert emulated(ROWS, answers).answers == len(ROWS) - 30
    answers[:-10] = np.nan
    assert emulated(ROWS, answers).error == np.inf


def test_a_linear_posterior_is_the_one_on_paper() -> None:
    weights = [np.eye(SIZE)[0], np.eye(SIZE)[1] + np.eye(SIZE)[2]]
    draws = found(weights, [figure(1.0, 0.5), figure(-2.0, 0.2)], unknown())
    matrix = np.array(weights)
    precision = np.eye(SIZE) + matrix.T @ np.diag([1 / 0.25, 1 / 0.04]) @ matrix
    covariance = np.linalg.inv(precision)
    middle = covariance @ matrix.T @ np.array([1.0 / 0.25, -2.0 / 0.04])
    assert np.abs(draws.mean(axis=0) - middle).max() < 0.1
    assert np.abs(np.cov(draws, rowvar=False) - covariance).max() < 0.12


def test_an_upper_bound_pushes_only_from_above() -> None:
    weights = [np.eye(SIZE)[0]]
    tight = found(weights, [figure(-1.0, 0.3, "upper")], unknown())[:, 0]
    loose = found(weights, [figure(9.0, 0.3, "upper")], unknown())[:, 0]
    assert tight.mean() < -1.0
    assert abs(loose.mean()) < 0.1


def test_a_number_that_may_be_zero_becomes_zero_as_often_as_the_figures_say() -> None:
    """The figure is 1 with error 0.5 if it is not zero, and 3 errors away if it is: Bayes by hand."""
    unknowns = unknown(3, spike=0.5)
    zero = np.zeros(4)
    zero[3] = 1.5  # the answer is 1.5 higher where the number is zero
    rows = np.random.default_rng(8).standard_normal((200, 4))
    features = unknowns.features(rows)
    made = replace(emulated(features, features @ zero), error=0.0)
    judge = Judge(targets=(figure(0.0, 0.5),), noise=np.zeros(1))
    draws = posterior(unknowns, judge, [made], seed=2, draws=4000).standard
    share = np.exp(-4.5) / (1 + np.exp(-4.5))
    assert unknowns.absent(draws, "n2").mean() == pytest.approx(share, abs=0.01)


def test_the_same_seed_gives_the_same_bits_and_another_does_not() -> None:
    weights, figures = [np.eye(SIZE)[0]], [figure(1.0, 0.5)]
    first = found(weights, figures, unknown(), seed=3)
    assert (first == found(weights, figures, unknown(), seed=3)).all()
    assert (first != found(weights, figures, unknown(), seed=4)).any()


def told(weights: list[Array], figures: list[Target]) -> Identified:
    unknowns = unknown()
    return identified(unknowns.names, found(weights, figures, unknowns))


def test_a_product_is_known_and_its_parts_are_not() -> None:
    """The figure is n0 + n1 on the logarithm: neither is known alone, and nothing of the rest."""
    both = told([np.eye(SIZE)[0] + np.eye(SIZE)[1]], [figure(0.5, 0.1)])
    (tie,) = both.ties
    assert {tie.one, tie.other} == {"n0", "n1"}
    assert tie.correlation < -0.9
    assert tie.alone < 0.6
    assert tie.together > 0.95
    assert len(both.directions) == 1
    assert {name for name, _ in both.directions[0].parts} == {"n0", "n1"}
    assert set(both.silent) >= {f"n{i}" for i in range(2, SIZE)}


def test_a_number_with_a_figure_of_its_own_is_learnt_and_tied_to_none() -> None:
    alone = told([np.eye(SIZE)[0]], [figure(0.5, 0.1)])
    assert alone.ties == ()
    assert alone.learnt["n0"] > 0.95
    assert "n0" not in alone.silent
