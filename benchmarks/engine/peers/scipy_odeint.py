"""Peers that need nothing but SciPy and Numba: the way the authors publish it, and a lean way to use the same solver."""

import time
from collections.abc import Callable

import numpy as np
from numba import njit
from scipy.integrate import odeint
from task import RUN_IN_WEEKS, Array, Peer, Task

from peers import miyano

AUTHORS_RTOL, AUTHORS_ATOL = 1e-8, 1e-6
AUTHORS_STEP = 0.1
"""Weeks between the points that the authors' script stores, in the run-in as well."""
ATOL_SHARE = 1e-2
SIGNATURE = "f8[:](f8[:],f8,f8[:],f8[:])"


def peers() -> list[Peer]:
    """Both; their right-hand sides are compiled here and not measured."""
    return [
        Peer(
            name="authors' way (odeint + Numba)",
            solve=authors_way(),
            target=300,
            fixed=AUTHORS_RTOL,
            patients=32,
        ),
        Peer(name="lean odeint", solve=lean(), target=150, patients=64),
    ]


def authors_way() -> Callable[[Task, float], Array]:
    """Stiff integration at the published tolerance, every 0.1 week stored, whole states kept.

    As published: Numba's defaults, debugging information kept, two switches asked for at each call as the least and the
    largest of a list, a new array returned. Written from the equations, not copied.
    """
    slopes = _published()

    def solve(task: Task, _rtol: float) -> Array:
        fine = round(task.weeks[-1] / AUTHORS_STEP)
        at, found = slice(None, None, fine // (len(task.weeks) - 1)), task.empty()
        for i, parameters in enumerate(task.parameters):
            rest = np.array([0.0] * 9 + [1.0])
            base = _every_step(slopes, task.start, RUN_IN_WEEKS, rest, parameters)[-1]
            for j, arm in enumerate(task.arms):
                solved = _every_step(slopes, base, task.weeks[-1], _as_published(arm), parameters)
                found[i, j] = miyano.easi(solved)[at]
        return found

    return solve


def compile_seconds() -> float:
    """What the authors' script spends on compiling at each of its calls (process time)."""
    start = time.process_time()
    _published()
    return time.process_time() - start


def lean() -> Callable[[Task, float], Array]:
    """The same integrator at the loosest tolerance that serves, only the wanted weeks stored."""

    @njit(SIGNATURE, error_model="numpy")
    def slopes(y, t, k, u):
        f = np.empty(miyano.STATES)
        miyano.fill(y, k, u, f)
        return f

    def solve(task: Task, rtol: float) -> Array:
        found, span, rest = task.empty(), np.array([0.0, RUN_IN_WEEKS]), np.zeros(len(miyano.EFFECTS))
        how = {"rtol": rtol, "atol": rtol * ATOL_SHARE, "mxstep": 100_000}
        for i, k in enumerate(task.parameters):
            base = odeint(slopes, task.start, span, args=(k, rest), **how)[-1]
            for j, u in enumerate(task.arms):
                found[i, j] = miyano.easi(odeint(slopes, base, task.weeks, args=(k, u), **how))
        return found

    return solve


def _published() -> Callable[..., Array]:
    plain = njit(miyano.slopes)

    @njit(SIGNATURE, debug=True)
    def slopes(y, t, de, k):
        u, f = de[:9].copy(), np.empty(miyano.STATES)
        u[0] = min([k[2], de[0]]) / k[2]
        u[2] *= max([0.4396, de[9]])
        plain(y, k, u, f)
        return f

    made: Callable[..., Array] = slopes
    return made


def _as_published(arm: Array) -> Array:
    """The arm's effects in the published form: placebo as a huge bound, a tenth entry for tralokinumab."""
    effects = np.append(arm, 1.0)
    effects[0] = 1e20
    return effects


def _every_step(slopes: Callable[..., Array], start: Array, weeks: float, effects: Array, k: Array) -> Array:
    times = np.linspace(0, weeks, round(weeks / AUTHORS_STEP) + 1)
    solved: Array = odeint(slopes, start, times, args=(effects, k), rtol=AUTHORS_RTOL, atol=AUTHORS_ATOL)
    return solved
