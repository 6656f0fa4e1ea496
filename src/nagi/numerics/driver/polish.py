"""Newton steps from the end of a run-in to the steady state, W patients at once. Compiled once, cached on disk.

Written number by number: each operation on a whole array costs a second more to compile.
"""

from nagi.numerics.driver.calling import aligned, call, compiled, inner
from nagi.numerics.driver.records import CONTROL, GRID, KERNEL, REALS, Floats, Kernel, types

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
        work[(kernel.states + i) * kernel.lanes + lane] = scratch[begin + i]


@inner
def _moved(kernel: Kernel, scales: Floats, before: Floats, patient: int, work: Floats, lane: int) -> float:  # noqa: PLR0913, PLR0917 (compiled functions have no keywords)
    """Largest |change| / (scale + |y|); NaN if anything is NaN."""
    largest = 0.0
    for i in range(kernel.states):
        old = before[patient, i]
        share = abs(work[i * kernel.lanes + lane] - old) / (scales[i] + abs(old))
        if not share <= largest and largest == largest:  # noqa: PLR0124 (NaN stays)
            largest = share
    return largest


@compiled(types.void(KERNEL, CONTROL, GRID, REALS, GRID, REALS, REALS))
def polish(kernel, control, parameters, effects, states, residual, moved):  # type: ignore[no-untyped-def] # noqa: PLR0913, PLR0917 (a compiled loop has no keywords)
    """Newton steps from states near a steady state, in place.

    `residual`: largest |f| / (scale + |y|) per week where they end. `moved`: largest |change| / (scale + |y|).
    """
    size, lanes, count = kernel.states, kernel.lanes, states.shape[0]
    given, wide = size + kernel.constants, size * kernel.lanes
    new = (given + size) * lanes
    work, scratch = (
        aligned(new + wide + lanes),
        aligned(parameters.shape[1] + effects.size + kernel.constants),
    )
    for i in range(wide):
        work[given * lanes + i] = control.scales[i // lanes]
    for begin in range(0, count, lanes):
        for lane in range(lanes):
            patient = min(begin + lane, count - 1)
            _fill(kernel, parameters, effects, patient, scratch, work, lane)
            for i in range(size):
                work[i * lanes + lane] = states[patient, i]
        for _ in range(POLISHES):
            call(kernel.newton, work.ctypes.data)
            for i in range(wide):
                work[i] = work[new + i]
        call(kernel.newton, work.ctypes.data)
        for lane in range(min(lanes, count - begin)):
            patient = begin + lane
            residual[patient] = work[new + wide + lane]
            moved[patient] = _moved(kernel, control.scales, states, patient, work, lane)
            for i in range(size):
                states[patient, i] = work[i * lanes + lane]
