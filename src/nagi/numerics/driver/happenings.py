"""What happens to a lane between two segments: what chance brings, what a visit finds, which relays turn."""

import numpy as np

from nagi.numerics.driver.calling import call, inner
from nagi.numerics.driver.chance import chance
from nagi.numerics.driver.records import SEGMENT, Jobs, Kernel, Lanes, Protocol


@inner
def outputs_now(kernel: Kernel, lane: int, at: Lanes) -> int:
    """The outputs of the state a lane is in, in column 0 of the board; the first of their rows."""
    needed, used, work, board = kernel.needed.size, kernel.used_constants.size, at.work, at.board
    for i in range(needed):
        board[i, 0] = work[kernel.needed[i], lane]
    for k in range(used):
        board[needed + k, 0] = work[kernel.states + kernel.used_constants[k], lane]
    call(kernel.outputs, board.ctypes.data)
    return needed + used


@inner
def force(kernel: Kernel, protocol: Protocol, jobs: Jobs, lane: int, at: Lanes) -> None:
    """What chance holds for the segment that begins, and the rescues that a visit finds needed."""
    segment, scratch, patient, draws = (
        at.tally[SEGMENT, lane],
        at.scratch,
        jobs.patient[at.job[lane]],
        protocol.draws,
    )
    stream, width = protocol.stream[jobs.arm[at.job[lane]]], jobs.parameters.shape[1]
    first = width + protocol.effects.shape[1] - draws.shape[1]
    for k in range(draws.shape[1]):
        if draws[segment, k] >= 0:
            key_0, key_1 = protocol.keys[k, 0], protocol.keys[k, 1]
            scratch[first + k] = chance(key_0, key_1, jobs.names[patient], stream, draws[segment, k])
    for g in range(protocol.visits.shape[1]):
        if protocol.visits[segment, g] == 1 and not at.t[lane] < at.rescue[1 + g, lane]:
            output, sign, bound, lasting = protocol.rescues[g]
            if sign * (at.board[outputs_now(kernel, lane, at) + int(output), 0] - bound) > 0:
                at.rescue[1 + g, lane] = at.t[lane] + lasting
                if np.isnan(at.rescue[0, lane]):
                    at.rescue[0, lane] = at.t[lane]
        if at.t[lane] < at.rescue[1 + g, lane]:
            for i in range(protocol.changes.shape[1]):
                if not np.isnan(protocol.changes[g, i]):
                    scratch[width + i] = protocol.changes[g, i]


@inner
def relayed(kernel: Kernel, lane: int, at: Lanes) -> bool:
    """Turns the relays at whose crossing a lane stands; False if there is none."""
    first = 3 * kernel.states + kernel.constants + 8 + kernel.dense * kernel.needed.size
    turned = False
    for k in range(kernel.relays.size):
        if at.work[first + k, lane] == 1.0:
            at.work[kernel.relays[k], lane] = 1.0 - at.work[kernel.relays[k], lane]
            turned = True
    return turned
