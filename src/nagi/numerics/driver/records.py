"""What passes between Python and the compiled loops, with the Numba type of each."""

from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

OK, TOO_MANY_STEPS, STEP_TOO_SMALL, NOT_FINITE, NOT_STEADY, NEGATIVE, UNSTABLE, OSCILLATING = range(8)
NO_JOB = -1
AT_END = -1
"""Among reasons to stop: only the end of a segment."""

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
IntegerTable = npt.NDArray[np.int64]
WordTable = npt.NDArray[np.uint64]


class Kernel(NamedTuple):
    """Addresses of a model's functions and the sizes they were printed for."""

    attempt: int
    prep: int
    outputs: int
    newton: int
    resets: int
    jacobian: int
    margins: int
    lanes: int
    states: int
    constants: int
    dense: int
    results: int
    needed: Integers
    used_constants: Integers
    reset_states: Integers
    relays: Integers
    pattern: Integers


class Protocol(NamedTuple):
    """What happens in each arm: segments `first[arm]` to `first[arm + 1]`, each with its end, effects, doses.

    `effects` are the held values of each segment, the chances of triggers last. `draws` counts the periods of each
    trigger (-1: nothing is drawn); `careful` is 1 where the step begins small. `visits` are 1 where a rescue is
    looked at; `rescues` say when it begins: output, sign, bound, weeks it lasts; `changes` its effects, NaN for none.
    """

    first: Integers
    end: Floats
    effects: Floats
    doses: Floats
    weeks: Floats
    draws: IntegerTable
    careful: Integers
    stream: Integers
    keys: WordTable
    visits: IntegerTable
    rescues: Floats
    changes: Floats


class Control(NamedTuple):
    """Tolerance, first step, least step, most steps, and the typical size of each state."""

    rtol: float
    step: float
    least: float
    most: int
    scales: Floats


class Jobs(NamedTuple):
    """The list: which patient and arm; parameters, starts and what chance knows them by, by patient."""

    patient: Integers
    arm: Integers
    parameters: Floats
    start: Floats
    names: Integers


class Results(NamedTuple):
    """One row per job. `outputs` has a row per job, or per lane if only `reduced` is kept."""

    outputs: Floats
    reduced: Floats
    status: Integers
    time: Floats
    last: Floats
    steps: Integers
    rejected: Integers
    rescued: Floats


class Lanes(NamedTuple):
    """The lanes of one worker: rows of the kernels, which job each lane runs, its counts and its time;
    after an attempt the time reached (-1 if rejected) and why the lane must stop; the week of its first rescue (NaN
    without one), and below it until when each rescue lasts."""

    work: Floats
    board: Floats
    scratch: Floats
    job: Integers
    tally: Integers
    t: Floats
    until: Floats
    stop: Integers
    rescue: Floats


SEGMENT, POINT, STEPS, REJECTED = 0, 1, 2, 3
USED, NEXT, ERR = 1, 2, 3
"""Rows after `ok` among the results of an attempt."""

types: Any = numba.types
INTS, REALS = types.Array(types.int64, 1, "C"), types.Array(types.float64, 1, "C")
GRID, CUBE = types.Array(types.float64, 2, "C"), types.Array(types.float64, 3, "C")
COUNTS, WORDS = types.Array(types.int64, 2, "C"), types.Array(types.uint64, 2, "C")
KERNEL = types.NamedTuple([types.int64] * 12 + [INTS] * 5, Kernel)
PROTOCOL = types.NamedTuple(
    [INTS, REALS, GRID, GRID, REALS, COUNTS, INTS, INTS, WORDS, COUNTS, GRID, GRID], Protocol
)
CONTROL = types.NamedTuple([types.float64] * 3 + [types.int64, REALS], Control)
JOBS = types.NamedTuple([INTS, INTS, GRID, GRID, INTS], Jobs)
RESULTS = types.NamedTuple([CUBE, CUBE, INTS, REALS, GRID, INTS, INTS, REALS], Results)
