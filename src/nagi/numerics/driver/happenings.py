"""What happens to a lane between two segments: what chance brings, what a visit finds, which relays turn."""

import numpy as np

from nagi.numerics.driver.calling import call_trace, inner
from nagi.numerics.driver.chance import chance
from nagi.numerics.driver.tables import TIME, Jobs, Kernel, Lanes, Protocol


@inner
def force(kernel: Kernel, protocol: Protocol, jobs: Jobs, lane: int, at: Lanes) -> None:
    """What chance holds for the segment that begins, and the rescues that a visit finds needed."""
    segment, scratch, draws, visits = at.segment[lane], at.scratch, protocol.draws, protocol.visits
    width, name = jobs.parameters.shape[1], jobs.names[jobs.patient[at.job[lane]]]
    first = width + protocol.effects.shape[1] - draws.shape[1]
    for k in range(draws.shape[1]):
        if draws[segment, k] >= 0:
            stream, period = protocol.stream[jobs.arm[at.job[lane]]], draws[segment, k]
            scratch[first + k] = chance(protocol.keys[k, 0], protocol.keys[k, 1], name, stream, period)
    now = at.work[kernel.states + kernel.constants + TIME, lane]
    for g in range(visits.shape[1]):
        if visits[segment, g] == 1 and not now < at.rescue[1 + g, lane]:
            _visit(kernel, protocol, lane, at, g, now)
        if now < at.rescue[1 + g, lane]:
            for i in range(protocol.changes.shape[1]):
                if not np.isnan(protocol.changes[g, i]):
                    scratch[width + i] = protocol.changes[g, i]


@inner
def _visit(  # noqa: PLR0913, PLR0917 (compiled functions have no keywords)
    kernel: Kernel, protocol: Protocol, lane: int, at: Lanes, g: int, now: float
) -> None:
    """Begins a rescue if the output at the end of the last step says so; the weeks end with infinities."""
    seen, weeks, rescues = at.seen, at.weeks, protocol.rescues
    grid = weeks.ctypes.data + 8 * (weeks.size - kernel.lanes)
    call_trace(kernel.trace, at.work.ctypes.data + 8 * lane, grid, seen.ctypes.data, 1, seen.shape[1])
    if rescues[g, 1] * (seen[int(rescues[g, 0]), 0] - rescues[g, 2]) > 0.0:
        at.rescue[1 + g, lane] = now + rescues[g, 3]
        if np.isnan(at.rescue[0, lane]):
            at.rescue[0, lane] = now


@inner
def relayed(kernel: Kernel, lane: int, at: Lanes) -> bool:
    """Turns the relays at whose crossing a lane stands; False if there is none."""
    turned = False
    for k in range(kernel.relays.size):
        if at.work[kernel.turns + k, lane] == 1.0:
            at.work[kernel.relays[k], lane] = 1.0 - at.work[kernel.relays[k], lane]
            turned = True
    return turned
