"""Do the measurements fit the model at all, and did they teach anything?"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nagi.simulation.streams import standard_normals
from nagi.simulation.twin.instruments import Measure

Array = npt.NDArray[np.float64]

REPLICATES = 500
MIXED = 2_000
"""Patients over whom the density of a set of scores is averaged."""


def usualness(scores: Sequence[float], truth: Array, instruments: Sequence[Measure], *, seed: int) -> float:
    """Of the model's people, the share whose scores would be at least as unusual as these (Box 1980).

    `truth` (patient, measurement) is what the model says of people as drawn. How usual a set of scores is: its density
    averaged over other people than those who gave it, so that for a person of the model the share is uniform.
    """
    whole = truth[np.isfinite(truth).all(axis=1)]
    half = min(REPLICATES, len(whole) // 2)
    givers, others = whole[:half], whole[half : half + MIXED]
    if not len(others):
        return 0.0
    given = [
        each.measured(givers[:, at], standard_normals(seed, "twin", f"replicate {at}", count=len(givers)))
        for at, each in enumerate(instruments)
    ]
    table = np.column_stack([np.append(column, score) for column, score in zip(given, scores, strict=True)])
    density = np.zeros((len(table), len(others)))
    for at, each in enumerate(instruments):
        density += each.log_likelihood(table[:, at, None], others[None, :, at])
    largest = density.max(axis=1, keepdims=True)
    usual = largest[:, 0] + np.log(np.exp(density - largest).sum(axis=1))
    return float((1 + (usual[:-1] <= usual[-1]).sum()) / (1 + len(givers)))
