"""Newton steps from the end of a run-in to the steady state, W patients at once. Compiled once, cached on disk.

Written number by number, as nothing may be allocated here.
"""

from nagi.numerics.driver.calling import call, compiled, inner
from nagi.numerics.driver.records import CONTROL, GRID, KERNEL, REALS, types
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


@compiled(types.void(KERNEL, CONTROL, GRID, REALS, GRID, REALS, REALS, GRID, REALS))
def polish(kernel, control, parameters, effects, states, residual, moved, work, scratch):  # type: ignore[no-untyped-def] # noqa: PLR0913, PLR0917 (a compiled loop has no keywords)
    """Newton steps from states near a steady state, in place.

    `residual`: largest |f| / (scale + |y|) per week where they end. `moved`: largest |change| / (scale + |y|).
    `work` and `scratch` are room for the rows of a Newton step and for one patient's constants.
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
