"""What passes between Python and whoever runs a job list."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

OK, TOO_MANY_STEPS, STEP_TOO_SMALL, NOT_FINITE, NOT_STEADY, NEGATIVE = 0, 1, 2, 3, 4, 5
NO_JOB = -1
AT_END = -1
"""Among reasons to stop: only the end of a segment."""

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Kernel(NamedTuple):
    """Addresses of a model's functions and the sizes they were printed for."""

    attempt: int
    prep: int
    outputs: int
    newton: int
    resets: int
    lanes: int
    states: int
    constants: int
    dense: int
    results: int
    needed: Integers
    used_constants: Integers
    reset_states: Integers


class Protocol(NamedTuple):
    """What happens in each arm: segments `first[arm]` to `first[arm + 1]`, each with its end, effects, doses."""

    first: Integers
    end: Floats
    effects: Floats
    doses: Floats
    weeks: Floats


class Control(NamedTuple):
    """Tolerance, first step, least step, most steps, and the typical size of each state."""

    rtol: float
    step: float
    least: float
    most: int
    scales: Floats


class Jobs(NamedTuple):
    """The list: which patient and arm; parameters and starts by patient."""

    patient: Integers
    arm: Integers
    parameters: Floats
    start: Floats


class Results(NamedTuple):
    """One row per job. `outputs` has a row per job, or per lane if only `reduced` is kept."""

    outputs: Floats
    reduced: Floats
    status: Integers
    time: Floats
    last: Floats
    steps: Integers
    rejected: Integers


class Lanes(NamedTuple):
    """The lanes of one worker: rows of the kernels, which job each lane runs, its counts and its time;
    after an attempt the time reached (-1 if rejected) and why the lane must stop."""

    work: Floats
    board: Floats
    scratch: Floats
    job: Integers
    tally: Integers
    t: Floats
    until: Floats
    stop: Integers


SEGMENT, POINT, STEPS, REJECTED = 0, 1, 2, 3
USED, NEXT, ERR = 1, 2, 3
"""Rows after `ok` among the results of an attempt."""
