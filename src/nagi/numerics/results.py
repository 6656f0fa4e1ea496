"""What an ensemble run gives back."""

from dataclasses import dataclass

import numpy as np

from nagi.numerics.driver.tables import Floats, Integers


@dataclass(frozen=True, kw_only=True)
class Summary:
    """Reductions of every output, each (patients, arms, outputs), NaN where the job failed.

    `endpoint` at the last week; `mean` over the weeks (area under the curve by trapezoids, over its length);
    `improvement`: the relative fall from the first week to the last.
    """

    endpoint: Floats
    mean: Floats
    improvement: Floats

    def responders(self, share: float) -> Floats:
        """1 where the improvement is strictly more than `share` (0.75 for EASI-75), 0 where not, NaN if failed."""
        return np.where(np.isnan(self.improvement), np.nan, (self.improvement > share).astype(np.float64))


@dataclass(frozen=True, kw_only=True)
class Run:
    """An ensemble. `outputs` (patients, arms, weeks, outputs), empty in weeks if only `summary` was asked for.

    `status` (patients, arms) holds codes of `Status`; `week` and `last` say where each job ended and in what state
    (of the run-in, for patients without a baseline); `rescued` the week in which its first rescue began, NaN if none
    did.
    """

    weeks: Floats
    arms: tuple[str, ...]
    outputs: Floats
    summary: Summary | None
    status: Integers
    week: Floats
    last: Floats
    baseline: Floats
    baseline_status: Integers
    steps: Integers
    rejected: Integers
    rescued: Floats


@dataclass(frozen=True, kw_only=True)
class Verification:
    """Largest relative error of any output against the same run at a 100 times tighter tolerance, and where.

    `failed` counts jobs that could not be compared because one of the two runs failed.
    """

    largest: float
    patient: int
    arm: str
    week: float
    failed: int
