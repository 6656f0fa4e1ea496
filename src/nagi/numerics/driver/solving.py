"""Runs a job list on threads. The list is split; every job's result is the same wherever it runs."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from itertools import pairwise
from typing import TypeVar

import numpy as np

from nagi.numerics.driver.loops import drive
from nagi.numerics.driver.polish import polish
from nagi.numerics.driver.stability import Polished, spectrum
from nagi.numerics.driver.tables import (
    DUE,
    LEAST,
    NO_JOB,
    RTOL,
    Control,
    Floats,
    Jobs,
    Kernel,
    Lanes,
    Protocol,
    Results,
)

Found = TypeVar("Found")

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
        mine, share = results, jobs
        if len(parts) > 1:
            mine = Results._make(table[rows] for table in results)
            share = jobs._replace(patient=jobs.patient[rows], arm=jobs.arm[rows])
        if summary:
            mine = mine._replace(outputs=np.empty((kernel.lanes, *results.outputs.shape[1:])))
        drive(kernel, protocol, control, share, mine, _lanes(kernel, protocol, control, width))

    _on_threads(part, parts)
    return results._replace(outputs=results.outputs.swapaxes(1, 2))


def polished(  # noqa: PLR0913 (what a run-in ended with, and a choice)
    kernel: Kernel,
    control: Control,
    parameters: Floats,
    effects: Floats,
    states: Floats,
    *,
    threads: int | None,
) -> Polished:
    """Newton steps from the ends of run-ins, and what is known of where they lead."""

    def part(begin: int, end: int) -> Polished:
        return _polished(kernel, control, parameters[begin:end], effects, states[begin:end])

    found = _on_threads(part, _parts(len(states), threads) or [(0, 0)])
    return Polished(
        **{each.name: np.concatenate([getattr(one, each.name) for one in found]) for each in fields(Polished)}
    )


def _polished(
    kernel: Kernel, control: Control, parameters: Floats, effects: Floats, states: Floats
) -> Polished:
    count, size, given = len(states), kernel.states, kernel.states + kernel.constants
    after, slopes = np.array(states, order="C"), np.empty((count, size, size))
    residual, moved, verdict = np.empty(count), np.empty(count), np.empty(count)
    work = _aligned(given + 2 * size + 1, kernel.lanes)
    scratch = np.zeros(parameters.shape[1] + effects.size + kernel.constants)
    room, rest = np.zeros(given + kernel.pattern.size + 2 * kernel.relays.size), np.empty((size, size))
    found = (after, residual, moved, verdict, slopes)
    polish(kernel, control, parameters, effects, *found, work, scratch, room, rest)
    growth, turning = spectrum(slopes, verdict == 0)
    return Polished(
        states=after, residual=residual, moved=moved, growth=growth, turning=turning, beyond=verdict < 0
    )


def _parts(jobs: int, threads: int | None) -> list[tuple[int, int]]:
    worth = jobs // LEAST_SHARE
    count = threads or (min(os.cpu_count() or 1, worth) if worth > 1 else 1)
    edges = [jobs * k // count for k in range(count + 1)]
    return [(a, b) for a, b in pairwise(edges) if b > a]


def _on_threads(part: Callable[[int, int], Found], parts: Sequence[tuple[int, int]]) -> list[Found]:
    if len(parts) < 2:
        return [part(begin, end) for begin, end in parts]
    with ThreadPoolExecutor(len(parts)) as pool:
        return list(pool.map(lambda edges: part(*edges), parts))


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


def _lanes(kernel: Kernel, protocol: Protocol, control: Control, parameters: int) -> Lanes:
    """Fresh lanes for one worker, with the rows that never change filled in."""
    width, size, clock = kernel.lanes, kernel.states, kernel.states + kernel.constants
    work = _aligned(kernel.rows, width)
    work[clock + LEAST], work[clock + RTOL], work[clock + DUE] = control.least, control.rtol, np.inf
    work[clock + RTOL + 1 : clock + RTOL + 1 + size] = control.scales[:, None]
    once = parameters + protocol.effects.shape[1] + 2 * kernel.constants + 2 * size
    weeks = np.concatenate([protocol.weeks, np.full(width, np.inf)])
    job, (segment, point, stop) = np.full(width, NO_JOB), (np.zeros(width, np.int64) for _ in range(3))
    rescue, seen = np.zeros((1 + protocol.visits.shape[1], width)), _aligned(kernel.results, width)
    return Lanes(work, np.zeros(once), weeks, job, segment, point, stop, rescue, seen)


def _aligned(rows: int, width: int) -> Floats:
    """Zeros (rows, width) that begin at a multiple of 64 bytes."""
    raw = np.zeros(rows * width + 8)
    shift = (-(raw.__array_interface__["data"][0] >> 3)) & 7  # .ctypes takes three times as long
    return raw[shift : shift + rows * width].reshape(rows, width)
