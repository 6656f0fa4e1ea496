"""Which unknowns still move the outputs that decide: Morris' elementary effects on the simulator itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from SALib.analyze import morris as analysis
from SALib.sample import morris as sampling

Array = npt.NDArray[np.float64]
LEVELS = 4
EDGE = 0.05
"""Unknowns are moved between this quantile and its mirror image."""


@dataclass(frozen=True, kw_only=True)
class Influence:
    """How much an output moves when one unknown does: `size` is the mean size of an elementary effect (mu*), with the
    half-width `margin` of its 95 % interval; `bend` its standard deviation: curves and company (sigma)."""

    unknown: str
    size: float
    margin: float
    bend: float


def influences(  # noqa: PLR0913 (what to move, what to watch, and how often)
    names: Sequence[str],
    draws: Array,
    answers: Callable[[Array], Array],
    *,
    outputs: int,
    paths: int,
    seed: int,
) -> list[list[Influence]]:
    """For every output of `answers` (row, output), the unknowns in order of influence.

    Each unknown moves through the quantiles of its `draws` (draw, name), independently of the others.
    """
    problem = {"num_vars": len(names), "names": list(names), "bounds": [[EDGE, 1 - EDGE]] * len(names)}
    shares = sampling.sample(problem, paths, num_levels=LEVELS, seed=seed)
    rows = np.stack([np.quantile(draws[:, at], shares[:, at]) for at in range(len(names))], axis=1)
    found = answers(rows)
    ranked = []
    for column in range(outputs):
        told = analysis.analyze(problem, shares, found[:, column], num_levels=LEVELS, seed=seed)
        order = np.argsort(-np.asarray(told["mu_star"]), kind="stable")
        ranked.append([_influence(names, told, int(at)) for at in order])
    return ranked


def _influence(names: Sequence[str], told: dict[str, Array], at: int) -> Influence:
    return Influence(
        unknown=names[at], size=float(told["mu_star"][at]), margin=float(told["mu_star_conf"][at]),
        bend=float(told["sigma"][at]),
    )  # fmt: skip
