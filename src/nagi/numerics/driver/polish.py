"""Newton steps from the end of a run-in to the steady state, W patients at once. Compiled once, cached on disk.

Whether it is stable is first asked of the comparison matrix of the Jacobian (its own diagonal, minus the size of
every other entry): if that is an M-matrix, every eigenvalue of the Jacobian has a negative real part. It costs one
small elimination; only where it cannot tell is the spectrum itself worth computing.
"""

from nagi.numerics.driver.calling import call, compiled, inner
from nagi.numerics.driver.records import CONTROL, CUBE, GRID, KERNEL, REALS, types
from nagi.numerics.driver.tables import Floats, Kernel

POLISHES = 3


@inner
def _fill(  # noqa: PLR0913, PLR0917 (compiled functions have no keywords)
    kernel: Kernel,
    parameters: Floats,
    effects: Floats,
    patient: int,
    scratch: Floats,
    work: Floats,
    lane: int,
) -> None:
    """The constants of one patient, in that patient's lane."""
    width = parameters.shape[1]
    begin = width + effects.size
    for i in range(width):
        scratch[i] = parameters[patient, i]
    for i in range(effects.size):
        scratch[width + i] = effects[i]
    call(kernel.prep, scratch.ctypes.data)
    for i in range(kernel.constants):
        work[kernel.states + i, lane] = scratch[begin + i]


@inner
def _moved(kernel: Kernel, scales: Floats, before: Floats, patient: int, work: Floats, lane: int) -> float:  # noqa: PLR0913, PLR0917 (compiled functions have no keywords)
    """Largest |change| / (scale + |y|); NaN if anything is NaN."""
    largest = 0.0
    for i in range(kernel.states):
        old = before[patient, i]
        share = abs(work[i, lane] - old) / (scales[i] + abs(old))
        if not share <= largest and largest == largest:  # noqa: PLR0124 (NaN stays)
            largest = share
    return largest


@inner
def _slopes(kernel: Kernel, column: Floats, room: Floats, into: Floats) -> None:
    """The Jacobian at the state and constants of a column; relays hold still: -1 on the diagonal, nothing else."""
    size, given, pattern, relays = kernel.states, column.size, kernel.pattern, kernel.relays
    for i in range(given):
        room[i] = column[i]
    call(kernel.jacobian, room.ctypes.data)
    for i in range(size):
        for k in range(size):
            into[i, k] = 0.0
    for k in range(pattern.size // 2):
        into[pattern[2 * k], pattern[2 * k + 1]] = room[given + k]
    for k in range(relays.size):
        for i in range(size):
            into[relays[k], i] = 0.0
        into[relays[k], relays[k]] = -1.0


@inner
def _surely_stable(slopes: Floats, rest: Floats) -> bool:
    """Whether the comparison matrix is an M-matrix: elimination without exchange meets only positive pivots."""
    size = slopes.shape[0]
    for i in range(size):
        for k in range(size):
            rest[i, k] = -slopes[i, k] if i == k else -abs(slopes[i, k])
    for p in range(size):
        if not rest[p, p] > 0.0:
            return False
        for i in range(p + 1, size):
            if rest[i, p] != 0.0:
                share = rest[i, p] / rest[p, p]
                for k in range(p + 1, size):
                    rest[i, k] -= share * rest[p, k]
    return True


@inner
def _beyond(kernel: Kernel, column: Floats, room: Floats) -> bool:
    """Whether a relay would turn at the state of a column."""
    given = column.size
    for i in range(given):
        room[i] = column[i]
    call(kernel.margins, room.ctypes.data)
    largest = -1.0
    for k in range(kernel.relays.size):
        largest = max(largest, room[given + k])
    return largest > 0.0


@compiled(types.void(KERNEL, CONTROL, GRID, REALS, GRID, REALS, REALS, REALS, CUBE, GRID, REALS, REALS, GRID))
def polish(  # type: ignore[no-untyped-def] # noqa: PLR0913, PLR0917 (a compiled loop has no keywords)
    kernel, control, parameters, effects, states, residual, moved, verdict, slopes, work, scratch, room, rest
):
    """Newton steps from states near a steady state, in place.

    `residual`: largest |f| / (scale + |y|) per week where they end. `moved`: largest |change| / (scale + |y|).
    `verdict`: 1 surely stable, 0 ask the spectrum of `slopes`, the Jacobian, -1 beyond the crossing of a relay.
    `work`, `scratch`, `room` and `rest` are room for the rows of a Newton step, for one patient's constants, for one
    patient's Jacobian and its elimination.
    """
    size, lanes, count = kernel.states, kernel.lanes, states.shape[0]
    given = size + kernel.constants
    new = given + size
    for i in range(size):
        for lane in range(lanes):
            work[given + i, lane] = control.scales[i]
    for begin in range(0, count, lanes):
        for lane in range(lanes):
            patient = min(begin + lane, count - 1)
            _fill(kernel, parameters, effects, patient, scratch, work, lane)
            for i in range(size):
                work[i, lane] = states[patient, i]
        for _ in range(POLISHES):
            call(kernel.newton, work.ctypes.data)
            for i in range(size):
                for lane in range(lanes):
                    work[i, lane] = work[new + i, lane]
        call(kernel.newton, work.ctypes.data)
        for lane in range(min(lanes, count - begin)):
            patient = begin + lane
            residual[patient] = work[new + size, lane]
            moved[patient] = _moved(kernel, control.scales, states, patient, work, lane)
            for i in range(size):
                states[patient, i] = work[i, lane]
            _slopes(kernel, work[:given, lane], room, slopes[patient])
            verdict[patient] = 1.0 if _surely_stable(slopes[patient], rest) else 0.0
            if kernel.relays.size > 0 and _beyond(kernel, work[:given, lane], room):
                verdict[patient] = -1.0
