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
    """Addresses of a model's functions and the sizes they were printed for.

    `rows` are those of the attempt's workspace; from row `found` on they are what it tells, from row `turns` on which
    relays turn. `relays` are states; `pattern` holds row and column of each entry of the Jacobian.
    """

    attempt: int
    prep: int
    trace: int
    newton: int
    resets: int
    jacobian: int
    margins: int
    lanes: int
    states: int
    constants: int
    rows: int
    found: int
    turns: int
    results: int
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
    """One row per job. `outputs` (jobs, outputs, weeks) has a row per job, or per lane if only `reduced` is kept."""

    outputs: Floats
    reduced: Floats
    status: Integers
    time: Floats
    last: Floats
    steps: Integers
    rejected: Integers
    rescued: Floats


class Lanes(NamedTuple):
    """The lanes of one worker: rows of the attempt, room for what runs once per segment, the weeks of the outputs and
    W infinities; which job each lane runs, its segment and next output, and why it must stop; the week of its first
    rescue (NaN without one), and below it until when each rescue lasts; the outputs that a visit sees."""

    work: Floats
    scratch: Floats
    weeks: Floats
    job: Integers
    segment: Integers
    point: Integers
    stop: Integers
    rescue: Floats
    seen: Floats


WISH, REST, TIME, DUE, LEFT, REJECTED, LEAST, RTOL = 0, 1, 2, 3, 4, 5, 6, 7
"""Rows after states and constants, as in `attempt.LANE`."""
ACCEPTED, TURN, SINCE, PER_USED, SQUARE = 0, 1, 2, 3, 4
"""Rows from `Kernel.found` on, as in `attempt.FOUND`."""

types: Any = numba.types
INTS, REALS = types.Array(types.int64, 1, "C"), types.Array(types.float64, 1, "C")
GRID, CUBE = types.Array(types.float64, 2, "C"), types.Array(types.float64, 3, "C")
COUNTS, WORDS = types.Array(types.int64, 2, "C"), types.Array(types.uint64, 2, "C")
KERNEL = types.NamedTuple([types.int64] * 14 + [INTS] * 3, Kernel)
PROTOCOL = types.NamedTuple(
    [INTS, REALS, GRID, GRID, REALS, COUNTS, INTS, INTS, WORDS, COUNTS, GRID, GRID], Protocol
)
CONTROL = types.NamedTuple([types.float64] * 3 + [types.int64, REALS], Control)
JOBS = types.NamedTuple([INTS, INTS, GRID, GRID, INTS], Jobs)
RESULTS = types.NamedTuple([CUBE, CUBE, INTS, REALS, GRID, INTS, INTS, REALS], Results)
LANES = types.NamedTuple([GRID] + [REALS] * 2 + [INTS] * 4 + [GRID] * 2, Lanes)


def lanes(kernel: Kernel, protocol: Protocol, control: Control, parameters: int) -> Lanes:
    """Fresh lanes for one worker, with the rows that never change filled in."""
    width, size, clock = kernel.lanes, kernel.states, kernel.states + kernel.constants
    work = aligned(kernel.rows, width)
    work[clock + LEAST], work[clock + RTOL], work[clock + DUE] = control.least, control.rtol, np.inf
    work[clock + RTOL + 1 : clock + RTOL + 1 + size] = control.scales[:, None]
    once = parameters + protocol.effects.shape[1] + 2 * kernel.constants + 2 * size
    weeks = np.concatenate([protocol.weeks, np.full(width, np.inf)])
    job, (segment, point, stop) = np.full(width, NO_JOB), (np.zeros(width, np.int64) for _ in range(3))
    rescue = np.zeros((1 + protocol.visits.shape[1], width))
    seen = aligned(kernel.results, width)
    return Lanes(work, np.zeros(once), weeks, job, segment, point, stop, rescue, seen)


def aligned(rows: int, width: int) -> Floats:
    """Zeros (rows, width) that begin at a multiple of 64 bytes."""
    raw = np.zeros(rows * width + 8)
    shift = (-(raw.ctypes.data >> 3)) & 7
    return raw[shift : shift + rows * width].reshape(rows, width)
