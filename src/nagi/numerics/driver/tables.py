"""What passes between Python and whoever runs a job list."""

from typing import NamedTuple

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
    relays turn. `redrawn` are constants, `relays` states; `pattern` holds row and column of each entry of the Jacobian.
    """

    attempt: int
    prep: int
    redraw: int
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
    redrawn: Integers
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
    """One row per job. `outputs` (jobs, weeks, outputs) is empty if only `reduced` is kept.

    Inside the compiled loops weeks are fastest, and where only `reduced` is kept `outputs` has a row per lane.
    """

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
