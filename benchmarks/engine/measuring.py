"""Calibration to the same measured error, and timing in turn."""

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from task import Array, Peer, Task

WANTED_ERROR = 1e-4
COARSE, FINE = 4, 16
"""Tolerances tried per decade: first every quarter of a decade, then between the last two."""
LOOSEST, TIGHTEST = -3, -9
SHORTEST = 0.2
"""Seconds that one measurement lasts at least; a quick contender is repeated."""


@dataclass(frozen=True, kw_only=True)
class Contender:
    """A peer at its tolerance, with its measured error, ready to be timed."""

    peer: Peer
    rtol: float
    error: float
    jobs: int
    compute: Callable[[], Array]


def calibrated(peer: Peer, task: Task) -> Contender:
    """The loosest tolerance at which the peer's largest error of EASI on the sample is at most 1e-4.

    Tolerances fall by quarter decades until one serves; then the three between it and the one before are tried.
    Raises ValueError if none serves.
    """
    share = task.first(peer.patients) if peer.patients else task

    def at(rtol: float) -> Contender:
        error = share.error(peer.solve(share, rtol))
        return Contender(
            peer=peer, rtol=rtol, error=error, jobs=share.jobs, compute=lambda: peer.solve(share, rtol)
        )

    if peer.fixed is not None:
        return at(peer.fixed)
    for quarter in range(-LOOSEST * COARSE, -TIGHTEST * COARSE + 1):
        if (found := at(10 ** (-quarter / COARSE))).error <= WANTED_ERROR:
            between = [10 ** (-quarter / COARSE + k / FINE) for k in (3, 2, 1)]
            return next((one for one in map(at, between) if one.error <= WANTED_ERROR), found)
    raise ValueError(f"{peer.name} does not reach an error of {WANTED_ERROR:g}")


def seconds(compute: Callable[[], object], shortest: float = SHORTEST) -> float:
    """Process time of one computation (all threads of this process), repeated until it can be measured."""
    runs, start = 0, time.process_time()
    while time.process_time() - start < shortest:
        compute()
        runs += 1
    return (time.process_time() - start) / runs


def rounds_of(contenders: Sequence[Contender], rounds: int) -> list[list[float]]:
    """Seconds per patient-arm, for each contender in each round; all in turn, round after round."""
    taken: list[list[float]] = [[] for _ in contenders]
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
        for one, times in zip(contenders, taken, strict=True):
            times.append(seconds(one.compute) / one.jobs)
    return taken


def ratios(times: Sequence[float], ours: Sequence[float]) -> tuple[float, float, float]:
    """Median, least and largest ratio over the rounds; a ratio is taken within one round."""
    each = [a / b for a, b in zip(times, ours, strict=True)]
    return statistics.median(each), min(each), max(each)
