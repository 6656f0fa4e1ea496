"""Sequential Monte Carlo: from virtual patients as drawn to virtual patients that agree with the measurements.

While enough patients keep a weight that counts, they are only resampled in proportion to it. Otherwise the
likelihood is raised step by step from power 0 to 1, each step as large as leaves a quarter of the effective sample
size; after each, patients are resampled and moved by a step of Crank and Nicolson in the standardised logarithms of
their parameters, which leaves the prior as it is (Cotter and others 2013, doi:10.1214/13-STS421). With a move a
patient's chance is drawn anew.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr, ndtr

from nagi.simulation.streams import standard_normals

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Carried = Mapping[str, Array]
"""What comes with each patient: arrays whose first axis is the patients."""
Likelihood = Callable[[Array, Integers], tuple[Array, Carried]]
"""Log likelihood (patient) of standardised parameters (patient, number) and the numbers of their chance, and what was
computed on the way."""

ENOUGH = 400
"""Patients of equal weight that place the ends of an interval of 80 % within some 2 %."""
KEPT = 0.25
"""Share of the patients that the effective sample size may not fall below in one step."""
SWEEPS = 2
"""Moves of every patient after each step."""
WANTED = 0.35
"""Share of moves to be accepted; the length of a move follows it."""
SHORTEST, FIRST, LONGEST = 0.05, 0.4, 1.0
MOST_STAGES = 60
HALVINGS = 60
NEVER = -1e12
"""Log likelihood of a patient who cannot be computed."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step: the power reached, the effective sample size before resampling, the share of moves accepted (None:
    none was needed)."""

    power: float
    effective: float
    accepted: float | None


@dataclass(frozen=True, kw_only=True)
class Sampled:
    """Patients of equal weight: standardised parameters (patient, number), the numbers of their chance, what comes with
    them, and from which of the first patients each descends. Not `complete` if power 1 was not reached."""

    standard: Array
    chance: Integers
    carried: Carried
    ancestor: Integers
    stages: tuple[Stage, ...] = ()
    complete: bool = True


def thinned(patients: Sampled, count: int) -> Sampled:
    """About `count` of patients of equal weight, evenly spaced: resampling keeps kin together, so all kin stay."""
    rows = np.arange(0, len(patients.standard), max(1, len(patients.standard) // count))
    return replace(
        patients, standard=patients.standard[rows], chance=patients.chance[rows], ancestor=patients.ancestor[rows],
        carried={name: values[rows] for name, values in patients.carried.items()},
    )  # fmt: skip


def sample(likelihood: Likelihood, first: Sampled, likely: Array, *, seed: int, part: str = "") -> Sampled:
    """Draws from the posterior. `first` are draws from the prior, with their log likelihood (patient).

    `part` names the stream of what is drawn here, so that two samplings from one prior are independent.
    """
    chain = _Chain(likelihood, first, floored(likely), seed, part)
    while chain.power < 1 and len(chain.stages) < MOST_STAGES:
        chain.stage()
    return Sampled(
        standard=chain.standard, chance=chain.chance, carried=chain.carried, ancestor=chain.ancestor,
        stages=tuple(chain.stages), complete=chain.power >= 1 and bool((chain.likely > NEVER).all()),
    )  # fmt: skip


def floored(likely: Array) -> Array:
    """Log likelihoods with those that cannot be computed as good as impossible."""
    return np.maximum(np.nan_to_num(likely, nan=NEVER), NEVER)


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

    def __init__(self, likelihood: Likelihood, first: Sampled, likely: Array, seed: int, part: str) -> None:
        self.likelihood, self.likely = likelihood, likely
        self.seed, self.stream = seed, ("twin", part) if part else ("twin",)
        self.standard, self.chance, self.carried = first.standard, first.chance, first.carried
        self.ancestor = first.ancestor
        self.power, self.length, self.moves = 0.0, FIRST, 0
        self.stages: list[Stage] = []

    def stage(self) -> None:
        """One step: reweigh, resample, move."""
        left = 1 - self.power
        whole = effective_size(left * self.likely)
        rise = left if whole >= ENOUGH else _rise(self.likely, left)
        log_weights = rise * self.likely
        self._resample(_weights(log_weights))
        self.power = 1.0 if rise >= left else self.power + rise
        few = self.moves > 0 or whole < ENOUGH
        accepted = float(np.mean([self._move() for _ in range(SWEEPS)])) if few else None
        self.stages.append(Stage(power=self.power, effective=effective_size(log_weights), accepted=accepted))

    def _resample(self, weights: Array) -> None:
        start = float(
            ndtr(standard_normals(self.seed, *self.stream, f"resample {len(self.stages)}", count=1)[0])
        )
        rows = systematic(weights, start)
        self.standard, self.chance, self.likely = self.standard[rows], self.chance[rows], self.likely[rows]
        self.carried = {name: values[rows] for name, values in self.carried.items()}
        self.ancestor = self.ancestor[rows]

    def _move(self) -> float:
        """Propose a step to every patient; returns the share that took it."""
        self.moves += 1
        count, size = self.standard.shape
        drawn = standard_normals(self.seed, *self.stream, f"move {self.moves}", count=count * (size + 1))
        steps, thresholds = drawn[count:].reshape(count, size), log_ndtr(drawn[:count])
        proposed = np.sqrt(1 - self.length**2) * self.standard + self.length * steps
        chance = self.moves * count + np.arange(count)
        told, carried = self.likelihood(proposed, chance)
        likely = floored(told)
        taken = thresholds < self.power * (likely - self.likely)
        self._take(taken, proposed, chance, likely, carried)
        share = float(taken.mean())
        self.length = float(np.clip(self.length * np.exp(share - WANTED), SHORTEST, LONGEST))
        return share

    def _take(
        self, taken: npt.NDArray[np.bool_], proposed: Array, chance: Integers, likely: Array, carried: Carried
    ) -> None:
        self.standard = np.where(taken[:, None], proposed, self.standard)
        self.chance, self.likely = np.where(taken, chance, self.chance), np.where(taken, likely, self.likely)
        self.carried = {name: _chosen(taken, carried[name], values) for name, values in self.carried.items()}


def _chosen(taken: npt.NDArray[np.bool_], new: Array, old: Array) -> Array:
    return np.where(taken.reshape(-1, *(1,) * (old.ndim - 1)), new, old)


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
