"""The loop around the step kernel: lanes, jobs, segments, outputs. Compiled once, cached on disk.

A lane is one column of the workspace; each has its own time, step, patient and arm, and takes the next job when
it is done. Lanes never influence each other, so results do not depend on threads, order or width. The parts stand
in one file because Numba's cache does not notice changes elsewhere: after a change of `calling`, `chance`,
`happenings`, `records` or `reduction`, save this file too.
"""

import numpy as np

from nagi.numerics.driver.calling import aligned, call, compiled, inner
from nagi.numerics.driver.happenings import force, outputs_now, relayed
from nagi.numerics.driver.records import (
    AT_END,
    CONTROL,
    ERR,
    JOBS,
    KERNEL,
    NEGATIVE,
    NEXT,
    NO_JOB,
    NOT_FINITE,
    OK,
    POINT,
    PROTOCOL,
    REJECTED,
    RESULTS,
    SEGMENT,
    STEP_TOO_SMALL,
    STEPS,
    TOO_MANY_STEPS,
    USED,
    Control,
    Floats,
    Integers,
    Jobs,
    Kernel,
    Lanes,
    Protocol,
    Results,
    types,
)
from nagi.numerics.driver.reduction import reduce_outputs

Sizes = tuple[int, int, int, int, int]
"""Lanes, states, constants, dense coefficients, outputs."""


@inner
def _lanes(kernel: Kernel, control: Control, parameters: int, effects: int, rescues: int) -> Lanes:
    """A fresh workspace with the rows that never change filled in."""
    lanes, size = kernel.lanes, kernel.states
    first = size + kernel.constants + 2
    rows = first + 1 + 2 * size + 5 + kernel.dense * kernel.needed.size + kernel.relays.size
    work = aligned(rows * lanes).reshape((rows, lanes))
    work[first] = control.rtol
    for i in range(size):
        work[first + 1 + i] = control.scales[i]
    points = kernel.needed.size + kernel.used_constants.size + kernel.results
    return Lanes(
        work,
        aligned(points * lanes).reshape((points, lanes)),
        aligned(parameters + effects + 2 * kernel.constants + 2 * size),
        np.full(lanes, NO_JOB),
        np.zeros((4, lanes), np.int64),
        np.zeros(lanes),
        np.zeros(lanes),
        np.zeros(lanes, np.int64),
        np.zeros((1 + rescues, lanes)),
    )


@inner
def _enter(  # noqa: PLR0913, PLR0917 (compiled functions have no keywords)
    kernel: Kernel, protocol: Protocol, control: Control, jobs: Jobs, lane: int, at: Lanes, results: Results
) -> None:
    """The beginning of a segment: constants, outputs at week 0, the model's resets, doses, a careful first step.

    Outputs at week 0 are those of the start state, before resets and doses.
    """
    size, segment, work, scratch = kernel.states, at.tally[SEGMENT, lane], at.work, at.scratch
    parameters, patient, width = jobs.parameters, jobs.patient[at.job[lane]], jobs.parameters.shape[1]
    effects, doses = protocol.effects, protocol.doses
    begin, row = width + effects.shape[1], size + kernel.constants
    for i in range(width):
        scratch[i] = parameters[patient, i]
    for i in range(width, begin):
        scratch[i] = effects[segment, i - width]
    force(kernel, protocol, jobs, lane, at)
    call(kernel.prep, scratch.ctypes.data)
    for i in range(kernel.constants):
        work[size + i, lane] = scratch[begin + i]
    if at.tally[STEPS, lane] == 0 and protocol.weeks.size > 0 and protocol.weeks[0] <= 0.0:
        _write_start(kernel, lane, at, results)
    if kernel.reset_states.size > 0:
        for i in range(row):
            scratch[i] = work[i, lane]
        call(kernel.resets, scratch.ctypes.data)
        for k in range(kernel.reset_states.size):
            work[kernel.reset_states[k], lane] = scratch[row + k]
    for i in range(size):
        work[i, lane] += doses[segment, i]
    if protocol.careful[segment] == 1:
        work[row, lane] = control.step
    work[row + 1, lane] = protocol.end[segment] - at.t[lane]


@inner
def _load(kernel: Kernel, protocol: Protocol, jobs: Jobs, lane: int, at: Lanes) -> None:
    """A job takes its lane: the start state, before the first segment begins."""
    work, start, patient = at.work, jobs.start, jobs.patient[at.job[lane]]
    for i in range(kernel.states):
        work[i, lane] = start[patient, i]
    for i in range(at.tally.shape[0]):
        at.tally[i, lane] = 0
    at.tally[SEGMENT, lane] = protocol.first[jobs.arm[at.job[lane]]]
    at.t[lane] = 0.0
    at.rescue[0, lane], at.rescue[1:, lane] = np.nan, -1.0


@inner
def _write_start(kernel: Kernel, lane: int, at: Lanes, results: Results) -> None:
    """The outputs of the state a lane is in, as those of week 0."""
    first = outputs_now(kernel, lane, at)
    row = lane if results.reduced.shape[0] > 0 else at.job[lane]
    for o in range(kernel.results):
        results.outputs[row, 0, o] = at.board[first + o, 0]
    at.tally[POINT, lane] = 1


@inner
def _march(kernel: Kernel, protocol: Protocol, control: Control, at: Lanes, results: Results) -> None:
    """Attempts of all lanes until one must stop or turn. The hot loop: arrays are unpacked once, before it."""
    work, board, job, tally, t, until, stop = at.work, at.board, at.job, at.tally, at.t, at.until, at.stop
    needs, consts, end, weeks = kernel.needed, kernel.used_constants, protocol.end, protocol.weeks
    outputs, reduced = results.outputs, results.reduced.shape[0] > 0
    sizes = (kernel.lanes, kernel.states, kernel.constants, kernel.dense, kernel.results)
    attempt, write, place, board_place = kernel.attempt, kernel.outputs, work.ctypes.data, board.ctypes.data
    most, least, event = control.most, control.least, False
    while not event:
        call(attempt, place)
        event = _count(sizes, most, least, work, job, tally, t, until, stop, end)
        for lane in range(sizes[0]):
            point = tally[POINT, lane]
            while point < weeks.size and weeks[point] <= until[lane]:
                n = _trace(sizes, lane, point, work, board, weeks, t, until, needs, consts)
                call(write, board_place)
                row = lane if reduced else job[lane]
                for q in range(n):
                    for o in range(sizes[4]):
                        outputs[row, point + q, o] = board[needs.size + consts.size + o, q]
                point += n
            tally[POINT, lane] = point
        _renew(sizes, work, t, until)


@inner
def _count(  # noqa: PLR0913, PLR0917 (see _march)
    sizes: Sizes,
    most: int,
    least: float,
    work: Floats,
    job: Integers,
    tally: Integers,
    t: Floats,
    until: Floats,
    stop: Integers,
    end: Floats,
) -> bool:
    """Counts the attempt; `until` becomes the time each lane has reached. True if a lane must stop or turn."""
    row, tail = sizes[1] + sizes[2], 3 * sizes[1] + sizes[2] + 3
    event = False
    for lane in range(sizes[0]):
        until[lane], stop[lane] = -1.0, OK
        if job[lane] == NO_JOB:
            continue
        tally[STEPS, lane] += 1
        if tally[STEPS, lane] >= most:
            stop[lane], event = TOO_MANY_STEPS, True
        if work[tail, lane] == 0.0:
            tally[REJECTED, lane] += 1
            if work[tail + NEXT, lane] < least:
                err, event = work[tail + ERR, lane], True
                stop[lane] = STEP_TOO_SMALL if err >= 1.0 else NEGATIVE
                if not err < np.inf:
                    stop[lane] = NOT_FINITE
        elif work[tail + USED, lane] >= work[row + 1, lane]:
            until[lane], stop[lane], event = end[tally[SEGMENT, lane]], AT_END, True
        else:
            until[lane] = t[lane] + work[tail + USED, lane]
    return event


@inner
def _trace(  # noqa: PLR0913, PLR0917 (see _march)
    sizes: Sizes,
    lane: int,
    point: int,
    work: Floats,
    board: Floats,
    weeks: Floats,
    t: Floats,
    until: Floats,
    needs: Integers,
    consts: Integers,
) -> int:
    """Dense output of one lane at the weeks from `point` on inside its step, at most W; how many there were."""
    lanes, new, needed = sizes[0], 2 * sizes[1] + sizes[2] + 3, needs.size
    dense, used = new + sizes[1] + 5, work[new + sizes[1] + USED, lane]
    n = 1
    while n < lanes and point + n < weeks.size and weeks[point + n] <= until[lane]:
        n += 1
    for q in range(n):
        s = min(1.0, (weeks[point + q] - t[lane]) / used)
        for i in range(needed):
            curve = 0.0
            for k in range(sizes[3] - 1, -1, -1):
                curve = work[dense + k * needed + i, lane] + s * curve
            old, now = work[needs[i], lane], work[new + needs[i], lane]
            board[i, q] = (1.0 - s) * old + s * (now + (1.0 - s) * curve)
    for k in range(consts.size):
        for q in range(n):
            board[needed + k, q] = work[sizes[1] + consts[k], lane]
    return n


@inner
def _renew(sizes: Sizes, work: Floats, t: Floats, until: Floats) -> None:
    """States, steps and times go on; the attempt has kept the old state where it was rejected."""
    row, new = sizes[1] + sizes[2], 2 * sizes[1] + sizes[2] + 3
    for i in range(sizes[1]):
        for lane in range(sizes[0]):
            work[i, lane] = work[new + i, lane]
    for lane in range(sizes[0]):
        work[row, lane] = work[new + sizes[1] + NEXT, lane]
        if until[lane] >= 0.0:
            work[row + 1, lane] -= until[lane] - t[lane]
            t[lane] = until[lane]


@inner
def _close(  # noqa: PLR0913, PLR0917 (compiled functions have no keywords)
    kernel: Kernel, protocol: Protocol, lane: int, status: int, at: Lanes, results: Results
) -> None:
    """A job leaves its lane: what is known of it goes to its row; a failed job has no outputs."""
    j, last, work = at.job[lane], results.last, at.work
    results.status[j], results.time[j] = status, at.t[lane]
    results.steps[j], results.rejected[j] = at.tally[STEPS, lane], at.tally[REJECTED, lane]
    for i in range(kernel.states):
        last[j, i] = work[i, lane]
    results.rescued[j] = at.rescue[0, lane]
    reduced = results.reduced.shape[0] > 0
    if status != OK:
        results.outputs[lane if reduced else j] = np.nan
    if reduced:
        reduce_outputs(protocol.weeks, results.outputs[lane], results.reduced[j])
    at.job[lane] = NO_JOB


@inner
def _turn(  # noqa: PLR0913, PLR0917 (compiled functions have no keywords)
    kernel: Kernel, protocol: Protocol, control: Control, jobs: Jobs, lane: int, at: Lanes, results: Results
) -> None:
    """A lane that must stop does, unless a relay turns; one at the end of a segment begins the next, or is done."""
    if at.stop[lane] == NEGATIVE and relayed(kernel, lane, at):
        at.work[kernel.states + kernel.constants, lane] = control.step
    elif at.stop[lane] != AT_END:
        _close(kernel, protocol, lane, at.stop[lane], at, results)
    elif at.tally[SEGMENT, lane] + 1 == protocol.first[jobs.arm[at.job[lane]] + 1]:
        _close(kernel, protocol, lane, OK, at, results)
    else:
        at.tally[SEGMENT, lane] += 1
        _enter(kernel, protocol, control, jobs, lane, at, results)


@compiled(types.void(KERNEL, PROTOCOL, CONTROL, JOBS, RESULTS))
def drive(kernel, protocol, control, jobs, results):  # type: ignore[no-untyped-def]
    """Runs all jobs of the list, W at a time. Never raises: every job ends with a status."""
    at = _lanes(
        kernel, control, jobs.parameters.shape[1], protocol.effects.shape[1], protocol.visits.shape[1]
    )
    job, stop = at.job, at.stop
    following, total = 0, jobs.patient.size
    while True:
        running = 0
        for lane in range(kernel.lanes):
            if job[lane] == NO_JOB and following < total:
                job[lane] = following
                following += 1
                _load(kernel, protocol, jobs, lane, at)
                _enter(kernel, protocol, control, jobs, lane, at, results)
            running += job[lane] != NO_JOB
        if running == 0:
            return
        _march(kernel, protocol, control, at, results)
        for lane in range(kernel.lanes):
            if job[lane] != NO_JOB and stop[lane] != OK:
                _turn(kernel, protocol, control, jobs, lane, at, results)
