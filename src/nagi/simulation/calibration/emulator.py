"""A polynomial in place of the simulator: quick enough for a posterior, with its own error measured out of sample."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import BayesianRidge

Array = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
FOLDS = 5
BENT = 12
"""Unknowns that matter most, which also enter as squares, cubes and products."""
FEWEST = 40
"""Answers below which nothing is fitted."""


@dataclass(frozen=True, kw_only=True)
class Emulator:
    """One answer as a polynomial in the features of the unknowns.

    `error`: standard deviation of what it gets wrong about answers it has not seen; `r2`: the share of their variance
    that it explains. `answers`: how many it was made from.
    """

    bent: Rows
    intercept: float
    weights: Array
    error: float
    r2: float
    answers: int

    def predicted(self, features: Array) -> Array:
        """The answer of every row of features: what `_terms` @ weights is, without the room for all terms."""
        line, square, cube, product = np.split(self.weights, self._parts)
        curved = np.ascontiguousarray(features[:, self.bent])
        form = np.zeros((len(self.bent), len(self.bent)))
        form[np.triu_indices(len(self.bent), 1)] = product
        bends = square * curved + cube * curved**2 + curved @ form.T
        return np.asarray(self.intercept + features @ line + np.sum(curved * bends, axis=1))

    @property
    def _parts(self) -> tuple[int, int, int]:
        """Where squares, cubes and products begin among the weights."""
        bent = len(self.bent)
        lines = len(self.weights) - 2 * bent - bent * (bent - 1) // 2
        return lines, lines + bent, lines + 2 * bent


def emulated(features: Array, answers: Array, *, judged: npt.NDArray[np.bool_] | None = None) -> Emulator:
    """The emulator of `answers` (row) from `features` (row, feature); answers that are not finite are left out.

    `judged`: the rows on which its error is measured, each left out once; all if not given.
    """
    known = np.isfinite(answers)
    x, y = features[known], answers[known]
    told = np.ones(len(y), dtype=bool) if judged is None else judged[known]
    if len(y) < FEWEST or not told.any():
        return Emulator(
            bent=np.empty(0, dtype=np.intp), intercept=float(np.mean(y)) if len(y) else 0.0,
            weights=np.zeros(features.shape[1]), error=float("inf"), r2=0.0, answers=len(y),
        )  # fmt: skip
    missed = np.empty(len(y))
    for fold in range(FOLDS):
        out = np.arange(len(y)) % FOLDS == fold
        bent, intercept, weights = _fitted(x[~out], y[~out])
        missed[out] = y[out] - intercept - _terms(x[out], bent) @ weights
    bent, intercept, weights = _fitted(x, y)
    spread = float(np.var(y[told]))
    error = float(np.sqrt(np.mean(missed[told] ** 2)))
    r2 = 1 - error**2 / spread if spread > 0 else 1.0
    return Emulator(bent=bent, intercept=intercept, weights=weights, error=error, r2=r2, answers=len(y))


def all_predicted(emulators: Sequence[Emulator], features: Array) -> Array:
    """Answers (row, emulator)."""
    return np.stack([one.predicted(features) for one in emulators], axis=1)


def _fitted(x: Array, y: Array) -> tuple[Rows, float, Array]:
    bent = _that_matter(x, y)
    scale = float(np.std(y)) or 1.0
    told = _ridge(_terms(x, bent), (y - y.mean()) / scale)
    weights = scale * np.asarray(told[1], dtype=np.float64)
    return bent, float(y.mean() + scale * told[0]), weights


def _ridge(terms: Array, y: Array) -> tuple[float, Array]:
    made = BayesianRidge().fit(terms, y)
    return float(made.intercept_), np.asarray(made.coef_)


def _that_matter(x: Array, y: Array) -> Rows:
    """The features that answers follow most, by their line and by their bend."""
    spread = np.std(x, axis=0)
    centred = (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    line = np.abs(centred.T @ (y - y.mean()))
    squares = centred**2 - (centred**2).mean(axis=0)
    bend = np.abs(squares.T @ (y - y.mean())) / np.sqrt(2)
    return np.sort(np.argsort(-np.maximum(line, bend), kind="stable")[:BENT])


def _terms(x: Array, bent: Rows) -> Array:
    """All features, and squares, cubes and products of those that bend."""
    curved = x[:, bent]
    one, other = np.triu_indices(len(bent), 1)
    return np.concatenate([x, curved**2, curved**3, curved[:, one] * curved[:, other]], axis=1)
