"""Newton steps from the end of a run-in to the steady state, W patients at once. Compiled once, cached on disk."""

from nagi.numerics.driver.calling import call, compiled, inner
from nagi.numerics.driver.records import CONTROL, GRID, KERNEL, REALS, Floats, Kernel, types

POLISHES = 3


@inner
def _fill(  # noqa: PLR0913, PLR0917 (compiled functions have no keywords)
    kernel: Kernel, parameters: Floats, effects: Floats, state: Floats, column: Floats, scratch: Floats
) -> None:
    """One patient's states and constants."""
    begin = parameters.size + effects.size
    for i in range(parameters.size):
        scratch[i] = parameters[i]
    for i in range(effects.size):
        scratch[parameters.size + i] = effects[i]
    call(kernel.prep, scratch.ctypes.data)
    for i in range(kernel.states):
        column[i] = state[i]
    for i in range(kernel.constants):
        column[kernel.states + i] = scratch[begin + i]


@inner
def _moved(scales: Floats, before: Floats, after: Floats) -> float:
    """Largest |change| / (scale + |y|); NaN if anything is NaN."""
    largest = 0.0
    for i in range(before.size):
        share = abs(after[i] - before[i]) / (scales[i] + abs(before[i]))
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
            _fill(kernel, parameters[patient], effects, states[patient], work[:given, lane], scratch)
        for _ in range(POLISHES):
            call(kernel.newton, work.ctypes.data)
            for i in range(size):
                for lane in range(lanes):
                    work[i, lane] = work[new + i, lane]
        call(kernel.newton, work.ctypes.data)
        for lane in range(min(lanes, count - begin)):
            patient = begin + lane
            residual[patient] = work[new + size, lane]
            moved[patient] = _moved(control.scales, states[patient], work[:size, lane])
            for i in range(size):
                states[patient, i] = work[i, lane]
