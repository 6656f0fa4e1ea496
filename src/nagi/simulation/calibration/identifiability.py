"""What the figures can tell, and what they cannot tell apart: the posterior against the prior."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
TIED = 0.4
"""Correlation from which two unknowns are said to be tied."""
LEARNT = 0.5
"""Loss of variance from which an unknown or a direction counts as learnt."""
SILENT = 0.1
"""Loss of variance up to which the figures say nothing."""
SHOWN = 0.25
"""Least weight of an unknown in a direction that is put into words."""
MOST_NAMED = 4


@dataclass(frozen=True, kw_only=True)
class Tie:
    """Two unknowns that the figures do not tell apart. `correlation` > 0: only their ratio is told, < 0: their product.

    `alone`: loss of variance of the one known better; `together`: of the combination that is known best.
    """

    one: str
    other: str
    correlation: float
    alone: float
    together: float


@dataclass(frozen=True, kw_only=True)
class Direction:
    """A combination of unknowns that the figures tell: its loss of variance, and the weights of its main parts."""

    learnt: float
    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True)
class Identified:
    """`learnt`: loss of variance of every unknown, 0 nothing to 1 all (below 0: wider). Of `len(learnt)` directions,
    `directions` are learnt; nothing is known of the others but the prior."""

    learnt: dict[str, float]
    ties: tuple[Tie, ...]
    directions: tuple[Direction, ...]

    @property
    def silent(self) -> tuple[str, ...]:
        """Unknowns about which the figures say nothing."""
        return tuple(name for name, loss in self.learnt.items() if loss <= SILENT)


def identified(names: Sequence[str], draws: Array) -> Identified:
    """From draws (draw, name) of unknowns that were independent standard normals before the figures."""
    covariance = np.cov(draws, rowvar=False).reshape(len(names), len(names))
    losses = 1 - np.diag(covariance)
    correlation = covariance / np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)))
    ties = [
        _tie(names, covariance, i, j, float(correlation[i, j]))
        for i, j in combinations(range(len(names)), 2)
        if abs(correlation[i, j]) >= TIED
    ]
    values, vectors = np.linalg.eigh(covariance)
    directions = [
        Direction(learnt=float(1 - value), parts=_parts(names, vectors[:, place]))
        for place, value in enumerate(values)
        if 1 - value >= LEARNT
    ]
    return Identified(
        learnt=dict(zip(names, losses.tolist(), strict=True)),
        ties=tuple(sorted(ties, key=lambda tie: -abs(tie.correlation))),
        directions=tuple(directions),
    )


def _tie(names: Sequence[str], covariance: Array, i: int, j: int, correlation: float) -> Tie:
    pair = covariance[np.ix_([i, j], [i, j])]
    return Tie(
        one=names[i], other=names[j], correlation=correlation,
        alone=float(1 - np.diag(pair).min()), together=float(1 - np.linalg.eigvalsh(pair)[0]),
    )  # fmt: skip


def _parts(names: Sequence[str], vector: Array) -> tuple[tuple[str, float], ...]:
    """The main weights; the largest counts as positive."""
    order = np.argsort(-np.abs(vector), kind="stable")[:MOST_NAMED]
    sign = 1.0 if vector[order[0]] > 0 else -1.0
    return tuple((names[at], float(sign * vector[at])) for at in order if abs(vector[at]) >= SHOWN)
