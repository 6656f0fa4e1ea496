"""Runs a job list on threads. The list is split; every job's result is the same wherever it runs."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from nagi.numerics.driver.loops import drive
from nagi.numerics.driver.polish import polish
from nagi.numerics.driver.records import Control, Floats, Jobs, Kernel, Protocol, Results, aligned, lanes

Flags = npt.NDArray[np.bool_]

LEAST_SHARE = 64
"""Fewer jobs than this are not worth a thread."""


def solve(  # noqa: PLR0913 (the four tables of a run and two choices)
    kernel: Kernel, protocol: Protocol, control: Control, jobs: Jobs, *, threads: int | None, summary: bool
) -> Results:
    """All jobs, in the order of the list: outputs (jobs, weeks, outputs). With `summary` they are reduced, not kept."""
    parts = _parts(jobs.patient.size, threads)
    width = jobs.parameters.shape[1]
    results = _room(kernel, protocol, jobs.patient.size, summary=summary)

    def part(begin: int, end: int) -> None:
        rows = slice(begin, end)
        own = np.empty((kernel.lanes, *results.outputs.shape[1:])) if summary else results.outputs[rows]
        mine = Results(
            own,
            results.reduced[rows],
            results.status[rows],
            results.time[rows],
            results.last[rows],
            results.steps[rows],
            results.rejected[rows],
            results.rescued[rows],
        )
        share = jobs._replace(patient=jobs.patient[rows], arm=jobs.arm[rows])
        drive(kernel, protocol, control, share, mine, lanes(kernel, protocol, control, width))

    _on_threads(part, parts)
    return results._replace(outputs=np.moveaxis(results.outputs, 1, 2))


@dataclass(frozen=True, kw_only=True)
class Polished:
    """States after Newton steps: their residual per week, how far they moved (relative), and whether they can stay.

    `growth` is the largest real part of the spectrum per week (0 where it was not needed because it is surely
    negative), `turning` whether that eigenvalue is one of a complex pair, `beyond` whether a relay would turn there.
    """

    states: Floats
    residual: Floats
    moved: Floats
    growth: Floats
    turning: Flags
    beyond: Flags


def polished(
    kernel: Kernel, control: Control, parameters: Floats, effects: Floats, states: Floats
) -> Polished:
    """Newton steps from the ends of run-ins, and what is known of where they lead."""
    count, size, given = len(states), kernel.states, kernel.states + kernel.constants
    after, slopes = np.array(states, order="C"), np.empty((count, size, size))
    residual, moved, verdict = np.empty(count), np.empty(count), np.empty(count)
    work = aligned(given + 2 * size + 1, kernel.lanes)
    scratch = np.zeros(parameters.shape[1] + effects.size + kernel.constants)
    room, rest = np.zeros(given + kernel.pattern.size + 2 * kernel.relays.size), np.empty((size, size))
    found = (after, residual, moved, verdict, slopes)
    polish(kernel, control, parameters, effects, *found, work, scratch, room, rest)
    growth, turning = _spectrum(slopes, verdict == 0)
    return Polished(
        states=after, residual=residual, moved=moved, growth=growth, turning=turning, beyond=verdict < 0
    )


def _spectrum(slopes: Floats, asked: Flags) -> tuple[Floats, Flags]:
    """The real part of the leading eigenvalue, and whether it is one of a pair, where that is asked."""
    growth, turning = np.zeros(len(slopes)), np.zeros(len(slopes), dtype=bool)
    unsure = np.flatnonzero(asked & np.isfinite(slopes).all(axis=(1, 2)))
    if unsure.size:
        values = np.linalg.eigvals(slopes[unsure])
        leading = values[np.arange(unsure.size), np.argmax(values.real, axis=1)]
        growth[unsure], turning[unsure] = leading.real, leading.imag != 0
    return growth, turning


def _parts(jobs: int, threads: int | None) -> list[tuple[int, int]]:
    wanted = threads or os.cpu_count() or 1
    count = max(1, wanted if threads else min(wanted, jobs // LEAST_SHARE))
    edges = [jobs * k // count for k in range(count + 1)]
    return [(a, b) for a, b in pairwise(edges) if b > a]


def _on_threads(part: Callable[[int, int], None], parts: Sequence[tuple[int, int]]) -> None:
    if len(parts) < 2:
        for begin, end in parts:
            part(begin, end)
        return
    with ThreadPoolExecutor(len(parts)) as pool:
        list(pool.map(lambda edges: part(*edges), parts))


def _room(kernel: Kernel, protocol: Protocol, jobs: int, *, summary: bool) -> Results:
    points = (kernel.results, protocol.weeks.size)
    return Results(
        outputs=np.empty((0 if summary else jobs, *points)),
        reduced=np.empty((jobs if summary else 0, kernel.results, 3)),
        status=np.zeros(jobs, np.int64),
        time=np.zeros(jobs),
        last=np.empty((jobs, kernel.states)),
        steps=np.zeros(jobs, np.int64),
        rejected=np.zeros(jobs, np.int64),
        rescued=np.full(jobs, np.nan),
    )
