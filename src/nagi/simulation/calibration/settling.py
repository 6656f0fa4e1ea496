"""The last moves of a posterior of many numbers: draws of one ancestor part, until each counts for itself.

Proposals leave a normal distribution near the posterior as it is, instead of the prior, so that they may be long (Rudolf
and Sprungk 2018, doi:10.1007/s10208-016-9340-x).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr

from nagi.simulation.streams import standard_normals

Array = npt.NDArray[np.float64]
MOVES = 120
WANTED = 0.3
"""Share of moves to be accepted; the length of a move follows it."""
SHORTEST, FIRST, LONGEST = 0.05, 0.5, 1.0
STEP = 0.25
"""How far to either side answers are compared to find how steep they are."""


@dataclass(frozen=True, kw_only=True)
class Normal:
    """A normal distribution by its middle and the lower triangle of its precision (precision = lower lower')."""

    middle: Array
    lower: Array

    def drawn(self, standard: Array) -> Array:
        """Draws (row, name) around 0 from independent standard normals of the same shape."""
        return np.asarray(np.linalg.solve(self.lower.T, standard.T).T)

    def log_density(self, values: Array) -> Array:
        """Of every row, up to a constant."""
        return np.asarray(-0.5 * (((values - self.middle) @ self.lower) ** 2).sum(axis=1))


def tangent(answers: Callable[[Array], Array], middle: Array, figures: Array, spread: Array) -> Normal:
    """The posterior if answers (row, figure) were straight lines near `middle` and the prior is standard normal."""
    size = len(middle)
    steps = STEP * np.eye(size)
    slope = (answers(middle + steps) - answers(middle - steps)) / (2 * STEP) / spread
    precision = np.eye(size) + slope @ slope.T
    away = (figures - answers(middle[None])[0]) / spread + middle @ slope
    return Normal(
        middle=np.linalg.solve(precision, slope @ away),
        lower=np.asarray(np.linalg.cholesky(precision), dtype=np.float64),
    )


def settled(likelihood: Callable[[Array], Array], draws: Array, near: Normal, *, seed: int) -> Array:
    """`draws` (draw, name) of standard normals given a log likelihood (draw), moved on."""
    count, size = draws.shape
    length, weights = FIRST, _weight(likelihood, draws, near)
    for turn in range(MOVES):
        drawn = standard_normals(seed, "calibration", f"settle {turn}", count=count * (size + 1))
        step = near.drawn(drawn[count:].reshape(count, size))
        proposed = near.middle + np.sqrt(1 - length**2) * (draws - near.middle) + length * step
        found = _weight(likelihood, proposed, near)
        taken = log_ndtr(drawn[:count]) < found - weights
        draws, weights = np.where(taken[:, None], proposed, draws), np.where(taken, found, weights)
        length = float(np.clip(length * np.exp(taken.mean() - WANTED), SHORTEST, LONGEST))
    return draws


def _weight(likelihood: Callable[[Array], Array], draws: Array, near: Normal) -> Array:
    """Log of the posterior over the normal near it."""
    return np.asarray(likelihood(draws) - 0.5 * (draws**2).sum(axis=1) - near.log_density(draws))
