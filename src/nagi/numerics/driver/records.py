"""What passes between Python and the compiled loops, with the Numba type of each."""

from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

OK, TOO_MANY_STEPS, STEP_TOO_SMALL, NOT_FINITE, NOT_STEADY, NEGATIVE = 0, 1, 2, 3, 4, 5
NO_JOB = -1
AT_END = -1
"""Among reasons to stop: only the end of a segment."""

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Kernel(NamedTuple):
    """Addresses of a model's functions and the sizes they were printed for.

    `rows` are those of the attempt's workspace; from row `found` on they are what it tells.
    """

    attempt: int
    prep: int
    trace: int
    newton: int
    resets: int
    lanes: int
    states: int
    constants: int
    rows: int
    found: int
    results: int
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
    """One row per job. `outputs` (jobs, outputs, weeks) has a row per job, or per lane if only `reduced` is kept."""

    outputs: Floats
    reduced: Floats
    status: Integers
    time: Floats
    last: Floats
    steps: Integers
    rejected: Integers


class Lanes(NamedTuple):
    """The lanes of one worker: rows of the attempt, room for what runs once per segment, the weeks of the outputs and
    W infinities; which job each lane runs, its segment and next output, and why it must stop."""

    work: Floats
    scratch: Floats
    weeks: Floats
    job: Integers
    segment: Integers
    point: Integers
    stop: Integers


WISH, REST, TIME, DUE, LEFT, REJECTED, LEAST, RTOL = 0, 1, 2, 3, 4, 5, 6, 7
"""Rows after states and constants, as in `attempt.LANE`."""
ACCEPTED, TURN, SINCE, PER_USED, SQUARE = 0, 1, 2, 3, 4
"""Rows from `Kernel.found` on, as in `attempt.FOUND`."""

types: Any = numba.types
INTS, REALS = types.Array(types.int64, 1, "C"), types.Array(types.float64, 1, "C")
GRID, CUBE = types.Array(types.float64, 2, "C"), types.Array(types.float64, 3, "C")
KERNEL = types.NamedTuple([types.int64] * 11 + [INTS], Kernel)
PROTOCOL = types.NamedTuple([INTS, REALS, GRID, GRID, REALS], Protocol)
CONTROL = types.NamedTuple([types.float64] * 3 + [types.int64, REALS], Control)
JOBS = types.NamedTuple([INTS, INTS, GRID, GRID], Jobs)
RESULTS = types.NamedTuple([CUBE, CUBE, INTS, REALS, GRID, INTS, INTS], Results)
LANES = types.NamedTuple([GRID] + [REALS] * 2 + [INTS] * 4, Lanes)


def lanes(kernel: Kernel, protocol: Protocol, control: Control, parameters: int) -> Lanes:
    """Fresh lanes for one worker, with the rows that never change filled in."""
    width, size, clock = kernel.lanes, kernel.states, kernel.states + kernel.constants
    work = aligned(kernel.rows, width)
    work[clock + LEAST], work[clock + RTOL], work[clock + DUE] = control.least, control.rtol, np.inf
    work[clock + RTOL + 1 : clock + RTOL + 1 + size] = control.scales[:, None]
    once = parameters + protocol.effects.shape[1] + 2 * kernel.constants + 2 * size
    weeks = np.concatenate([protocol.weeks, np.full(width, np.inf)])
    counts = [np.zeros(width, np.int64) for _ in range(3)]
    return Lanes(work, np.zeros(once), weeks, np.full(width, NO_JOB), *counts)


def aligned(rows: int, width: int) -> Floats:
    """Zeros (rows, width) that begin at a multiple of 64 bytes."""
    raw = np.zeros(rows * width + 8)
    shift = (-(raw.ctypes.data >> 3)) & 7
    return raw[shift : shift + rows * width].reshape(rows, width)
