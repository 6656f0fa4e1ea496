"""Runs a job list on threads. The list is split; every job's result is the same wherever it runs."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np

from nagi.numerics.driver.loops import drive
from nagi.numerics.driver.polish import polish
from nagi.numerics.driver.records import Control, Floats, Jobs, Kernel, Protocol, Results, aligned, lanes

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
        )
        share = jobs._replace(patient=jobs.patient[rows], arm=jobs.arm[rows])
        drive(kernel, protocol, control, share, mine, lanes(kernel, protocol, control, width))

    _on_threads(part, parts)
    return results._replace(outputs=np.moveaxis(results.outputs, 1, 2))


def polished(
    kernel: Kernel, control: Control, parameters: Floats, effects: Floats, states: Floats
) -> tuple[Floats, Floats, Floats]:
    """States after Newton steps, their residual per week, and how far they moved (relative)."""
    after = np.array(states, order="C")
    residual, moved = np.empty(len(states)), np.empty(len(states))
    rows = 2 * kernel.states + kernel.constants + kernel.states + 1
    work = aligned(rows, kernel.lanes)
    scratch = np.zeros(parameters.shape[1] + effects.size + kernel.constants)
    polish(kernel, control, parameters, effects, after, residual, moved, work, scratch)
    return after, residual, moved


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
    )
