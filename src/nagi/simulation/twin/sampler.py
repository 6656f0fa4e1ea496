"""Sequential Monte Carlo: from virtual patients as drawn to virtual patients that agree with the measurements.

The likelihood is raised step by step from power 0 to 1. Each step is as large as leaves half of the effective sample
size; then patients are resampled in proportion to their weight and moved, each a few times, by a step of
Crank and Nicolson in the standardised logarithms of its parameters, which leaves the prior as it is (Cotter and others
2013, doi:10.1214/13-STS421). The number of a patient's chance is drawn anew with each move.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr, ndtr

from nagi.simulation.streams import standard_normals

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Likelihood = Callable[[Array, Integers], Array]
"""Log likelihood (patient) of standardised parameters (patient, parameter) and the numbers of their chance."""

KEPT = 0.5
"""Share of the patients that the effective sample size may not fall below in one step."""
SWEEPS = 3
"""Moves of every patient after each step."""
WANTED = 0.35
"""Share of moves to be accepted; the length of a move follows it."""
SHORTEST, FIRST, LONGEST = 0.05, 0.5, 1.0
MOST_STAGES = 60
HALVINGS = 60
NEVER = -1e12
"""Log likelihood of a patient who cannot be computed."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step: the power reached, the effective sample size before resampling, the share of moves accepted."""

    power: float
    effective: float
    accepted: float


@dataclass(frozen=True, kw_only=True)
class Sampled:
    """Patients of equal weight: standardised parameters (patient, parameter), the numbers of their chance, and from
    which of the first patients each descends. Not `complete` if power 1 was not reached."""

    standard: Array
    chance: Integers
    ancestor: Integers
    stages: tuple[Stage, ...]
    complete: bool


def sample(likelihood: Likelihood, prior: Array, *, seed: int) -> Sampled:
    """Draws from the posterior. `prior` are standard normal numbers (patient, parameter)."""
    chain = _Chain(likelihood, prior, seed)
    while chain.power < 1 and len(chain.stages) < MOST_STAGES:
        chain.stage()
    return Sampled(
        standard=chain.standard, chance=chain.chance, ancestor=chain.ancestor, stages=tuple(chain.stages),
        complete=chain.power >= 1 and bool((chain.likely > NEVER).all()),
    )  # fmt: skip


def effective_size(log_weights: Array) -> float:
    """How many patients of equal weight would tell as much (Kish)."""
    weights = _weights(log_weights)
    return float(1 / (weights @ weights))


def systematic(weights: Array, start: float) -> Integers:
    """Rows chosen in proportion to their weights at evenly spaced points, beginning at `start` in 0..1."""
    points = (start + np.arange(len(weights))) / len(weights)
    rows = np.searchsorted(np.cumsum(weights), points, side="right")
    return np.minimum(rows, len(weights) - 1).astype(np.int64)


class _Chain:
    """The patients on their way from the prior to the posterior."""

    def __init__(self, likelihood: Likelihood, prior: Array, seed: int) -> None:
        self.likelihood, self.seed = likelihood, seed
        self.standard, self.chance = prior, np.arange(len(prior))
        self.ancestor = np.arange(len(prior))
        self.likely = self._likely(prior, self.chance)
        self.power, self.length, self.moves = 0.0, FIRST, 0
        self.stages: list[Stage] = []

    def stage(self) -> None:
        """One step: reweigh, resample, move."""
        rise = _rise(self.likely, 1 - self.power)
        log_weights = rise * self.likely
        start = float(ndtr(standard_normals(self.seed, "twin", f"resample {len(self.stages)}", count=1)[0]))
        rows = systematic(_weights(log_weights), start)
        self.power = 1.0 if rise >= 1 - self.power else self.power + rise
        self.standard, self.chance, self.likely = self.standard[rows], self.chance[rows], self.likely[rows]
        self.ancestor = self.ancestor[rows]
        accepted = float(np.mean([self._move() for _ in range(SWEEPS)]))
        self.stages.append(Stage(power=self.power, effective=effective_size(log_weights), accepted=accepted))

    def _move(self) -> float:
        """Propose a step to every patient; returns the share that took it."""
        self.moves += 1
        count, size = self.standard.shape
        drawn = standard_normals(self.seed, "twin", f"move {self.moves}", count=count * (size + 1))
        steps, thresholds = drawn[count:].reshape(count, size), log_ndtr(drawn[:count])
        proposed = np.sqrt(1 - self.length**2) * self.standard + self.length * steps
        chance = self.moves * count + np.arange(count)
        likely = self._likely(proposed, chance)
        taken = thresholds < self.power * (likely - self.likely)
        self.standard = np.where(taken[:, None], proposed, self.standard)
        self.chance, self.likely = np.where(taken, chance, self.chance), np.where(taken, likely, self.likely)
        share = float(taken.mean())
        self.length = float(np.clip(self.length * np.exp(share - WANTED), SHORTEST, LONGEST))
        return share

    def _likely(self, standard: Array, chance: Integers) -> Array:
        return np.maximum(np.nan_to_num(self.likelihood(standard, chance), nan=NEVER), NEVER)


def _weights(log_weights: Array) -> Array:
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum())


def _rise(likely: Array, left: float) -> float:
    """The largest rise of the power, up to `left`, that keeps the effective sample size."""
    wanted = KEPT * len(likely)
    if effective_size(left * likely) >= wanted:
        return left
    low, high = 0.0, left
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if effective_size(middle * likely) >= wanted else (low, middle)
    return low if low > 0 else high
