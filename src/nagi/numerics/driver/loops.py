"""The loop around the step kernel: lanes, jobs, segments, outputs. Compiled once, cached on disk.

A lane is one column of the workspace; each has its own time, step, patient and arm, and takes the next job when
it is done. Lanes never influence each other, so results do not depend on threads, order or width. The kernel keeps a
lane's clock and says when the loop must look at it: what happens at every attempt happens in vectors. The parts stand
in one file because Numba's cache does not notice changes elsewhere: after a change of `calling`, `chance`,
`happenings`, `records`, `reduction` or `tables`, save this file too.
"""

import numpy as np

from nagi.numerics.driver.calling import call, call_trace, compiled, inner
from nagi.numerics.driver.happenings import force, relayed
from nagi.numerics.driver.records import CONTROL, JOBS, KERNEL, LANES, PROTOCOL, RESULTS, types
from nagi.numerics.driver.reduction import reduce_outputs
from nagi.numerics.driver.tables import (
    ACCEPTED,
    AT_END,
    DUE,
    LEFT,
    NEGATIVE,
    NO_JOB,
    NOT_FINITE,
    OK,
    PER_USED,
    REJECTED,
    REST,
    SINCE,
    SQUARE,
    STEP_TOO_SMALL,
    TIME,
    TOO_MANY_STEPS,
    TURN,
    WISH,
    Control,
    Floats,
    Jobs,
    Kernel,
    Lanes,
    Protocol,
    Results,
)


@inner
def _load(  # noqa: PLR0913, PLR0917 (compiled functions have no keywords)
    kernel: Kernel, protocol: Protocol, control: Control, jobs: Jobs, lane: int, at: Lanes
) -> None:
    """A job takes its lane: the start state, before the first segment begins, as the end of a step of one week."""
    work, start, patient = at.work, jobs.start, jobs.patient[at.job[lane]]
    clock = kernel.states + kernel.constants
    for i in range(kernel.states):
        work[i, lane] = start[patient, i]
    for i in range(kernel.found, kernel.rows):
        work[i, lane] = 0.0
    work[kernel.found + SINCE, lane], work[kernel.found + PER_USED, lane] = -1.0, 1.0
    work[clock + TIME, lane], work[clock + REJECTED, lane] = 0.0, 0.0
    work[clock + LEFT, lane] = control.most
    at.segment[lane], at.point[lane] = protocol.first[jobs.arm[at.job[lane]]], 0
    at.rescue[0, lane] = np.nan
    for g in range(1, at.rescue.shape[0]):
        at.rescue[g, lane] = -1.0


@inner
def _enter(  # noqa: PLR0913, PLR0917 (compiled functions have no keywords)
    kernel: Kernel, protocol: Protocol, control: Control, jobs: Jobs, lane: int, at: Lanes, results: Results
) -> None:
    """The beginning of a segment: constants, outputs at week 0, the model's resets, doses, a careful first step.

    Outputs at week 0 are those of the start state, before resets and doses.
    """
    size, segment, work, scratch = kernel.states, at.segment[lane], at.work, at.scratch
    parameters, patient, width = jobs.parameters, jobs.patient[at.job[lane]], jobs.parameters.shape[1]
    begin, clock = width + protocol.effects.shape[1], size + kernel.constants
    for i in range(width):
        scratch[i] = parameters[patient, i]
    for i in range(width, begin):
        scratch[i] = protocol.effects[segment, i - width]
    if protocol.draws.shape[1] + protocol.visits.shape[1] > 0:
        force(kernel, protocol, jobs, lane, at)
    if _goes_on(protocol, jobs, lane, at):
        call(kernel.redraw, scratch.ctypes.data)
        for k in range(kernel.redrawn.size):
            work[size + kernel.redrawn[k], lane] = scratch[begin + k]
    else:
        call(kernel.prep, scratch.ctypes.data)
        _copy(scratch, begin, work, size, lane, kernel.constants)
    if at.point[lane] == 0:
        row, now = lane if results.reduced.shape[0] > 0 else at.job[lane], work[clock + TIME, lane]
        at.point[lane] = _trace(
            kernel.trace, work.ctypes.data + 8 * lane, now, row, 0, at.weeks, results.outputs
        )
    if kernel.reset_states.size > 0:
        for i in range(clock):
            scratch[i] = work[i, lane]
        call(kernel.resets, scratch.ctypes.data)
        for k in range(kernel.reset_states.size):
            work[kernel.reset_states[k], lane] = scratch[clock + k]
    for i in range(size):
        work[i, lane] += protocol.doses[segment, i]
    if protocol.careful[segment] == 1:
        work[clock + WISH, lane] = control.step
    work[clock + REST, lane] = protocol.end[segment] - work[clock + TIME, lane]
    work[clock + DUE, lane] = at.weeks[at.point[lane]]


@inner
def _copy(scratch: Floats, begin: int, work: Floats, row: int, lane: int, count: int) -> None:  # noqa: PLR0913, PLR0917 (see _march)
    """Numbers of one lane into its column."""
    for i in range(count):
        work[row + i, lane] = scratch[begin + i]


@inner
def _goes_on(protocol: Protocol, jobs: Jobs, lane: int, at: Lanes) -> bool:
    """Whether the constants of the segment before hold on, but for those that chance reaches: most of what a week
    costs is saved. A rescue may change effects at any visit, so an arm with visits is always prepared anew."""
    segment, effects = at.segment[lane], protocol.effects
    if segment == protocol.first[jobs.arm[at.job[lane]]] or protocol.visits.shape[1] > 0:
        return False
    same = True
    for i in range(effects.shape[1]):
        same = same and effects[segment, i] == effects[segment - 1, i]
    return same


@inner
def _march(kernel: Kernel, protocol: Protocol, control: Control, at: Lanes, results: Results) -> None:
    """Attempts of all lanes until one must stop or turn. The hot loop: arrays are unpacked once, before it."""
    work, job, segment, point, stop, end = at.work, at.job, at.segment, at.point, at.stop, protocol.end
    weeks, outputs, reduced = at.weeks, results.outputs, results.reduced.shape[0] > 0
    clock, found, lanes, least = kernel.states + kernel.constants, kernel.found, kernel.lanes, control.least
    attempt, trace, place = kernel.attempt, kernel.trace, work.ctypes.data
    turn, event = found + TURN, False
    while not event:
        call(attempt, place)
        for lane in range(lanes):
            if work[turn, lane] == 0.0 or job[lane] == NO_JOB:
                continue
            if work[found + ACCEPTED, lane] != 0.0:
                if work[clock + REST, lane] <= 0.0:
                    work[clock + TIME, lane], stop[lane] = end[segment[lane]], AT_END
                row, now, column = lane if reduced else job[lane], work[clock + TIME, lane], place + 8 * lane
                point[lane] = _trace(trace, column, now, row, point[lane], weeks, outputs)
                work[clock + DUE, lane] = weeks[point[lane]]
            elif work[clock + WISH, lane] < least:
                stop[lane] = _reason(work[found + SQUARE, lane])
            if work[clock + LEFT, lane] < 0.5 and stop[lane] == OK:
                stop[lane] = TOO_MANY_STEPS
            event = event or stop[lane] != OK


@inner
def _reason(square: float) -> int:
    """Why the step cannot be made smaller: the error stays too large, is not finite, or the state leaves its range."""
    if not square < np.inf:
        return NOT_FINITE
    return STEP_TOO_SMALL if square >= 1.0 else NEGATIVE


@inner
def _trace(  # noqa: PLR0913, PLR0917 (see _march)
    trace: int, column: int, now: float, row: int, point: int, weeks: Floats, outputs: Floats
) -> int:
    """The outputs of one lane at the weeks not after `now`; the next point. The weeks end with W infinities."""
    end = point
    while weeks[end] <= now:
        end += 1
    if end > point:
        stride = outputs.shape[2]
        out = outputs.ctypes.data + 8 * (row * outputs.shape[1] * stride + point)
        call_trace(trace, column, weeks.ctypes.data + 8 * point, out, end - point, stride)
    return end


@inner
def _close(  # noqa: PLR0913, PLR0917 (compiled functions have no keywords)
    kernel: Kernel, protocol: Protocol, control: Control, lane: int, status: int, at: Lanes, results: Results
) -> None:
    """A job leaves its lane: what is known of it goes to its row; a failed job has no outputs."""
    j, last, work, clock = at.job[lane], results.last, at.work, kernel.states + kernel.constants
    results.status[j], results.time[j] = status, work[clock + TIME, lane]
    results.steps[j] = control.most - np.int64(work[clock + LEFT, lane])
    results.rejected[j] = np.int64(work[clock + REJECTED, lane])
    for i in range(kernel.states):
        last[j, i] = work[i, lane]
    results.rescued[j] = at.rescue[0, lane]
    reduced = results.reduced.shape[0] > 0
    if status != OK:
        results.outputs[lane if reduced else j] = np.nan
    if reduced:
        reduce_outputs(protocol.weeks, results.outputs[lane], results.reduced[j])
    at.job[lane] = NO_JOB
    work[clock + REST, lane] = work[clock + DUE, lane] = np.inf


@inner
def _turn(  # noqa: PLR0913, PLR0917 (compiled functions have no keywords)
    kernel: Kernel, protocol: Protocol, control: Control, jobs: Jobs, lane: int, at: Lanes, results: Results
) -> None:
    """A lane that must stop does, unless a relay turns; one at the end of a segment begins the next, or is done."""
    reason, at.stop[lane] = at.stop[lane], OK
    if reason == NEGATIVE and relayed(kernel, lane, at):
        at.work[kernel.states + kernel.constants + WISH, lane] = control.step
    elif reason != AT_END:
        _close(kernel, protocol, control, lane, reason, at, results)
    elif at.segment[lane] + 1 == protocol.first[jobs.arm[at.job[lane]] + 1]:
        _close(kernel, protocol, control, lane, OK, at, results)
    else:
        at.segment[lane] += 1
        _enter(kernel, protocol, control, jobs, lane, at, results)


@compiled(types.void(KERNEL, PROTOCOL, CONTROL, JOBS, RESULTS, LANES))
def drive(kernel, protocol, control, jobs, results, at):  # type: ignore[no-untyped-def] # noqa: PLR0913, PLR0917
    """Runs all jobs of the list, W at a time, in fresh lanes. Never raises: every job ends with a status."""
    job, stop = at.job, at.stop
    following, total = 0, jobs.patient.size
    while True:
        running = 0
        for lane in range(kernel.lanes):
            if job[lane] == NO_JOB and following < total:
                job[lane] = following
                following += 1
                _load(kernel, protocol, control, jobs, lane, at)
                _enter(kernel, protocol, control, jobs, lane, at, results)
            running += job[lane] != NO_JOB
        if running == 0:
            return
        _march(kernel, protocol, control, at, results)
        for lane in range(kernel.lanes):
            if job[lane] != NO_JOB and stop[lane] != OK:
                _turn(kernel, protocol, control, jobs, lane, at, results)
