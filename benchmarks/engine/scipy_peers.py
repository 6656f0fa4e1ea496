"""Peers that need nothing but SciPy: the way the authors publish it, and a lean way with the same integrator."""

from collections.abc import Callable
from dataclasses import dataclass

import miyano
import numpy as np
from scipy.integrate import odeint

Array = np.ndarray
AUTHORS_RTOL, AUTHORS_ATOL = 1e-8, 1e-6
AUTHORS_STEP = 0.1
"""Weeks between the points that the authors' script stores, in the run-in as well."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """Patients (n, 51), arms (a, 9 effects), the start of the run-in, and the weeks to report."""

    parameters: Array
    arms: Array
    start: Array
    weeks: Array


def authors_way(task: Task, rtol: float = AUTHORS_RTOL) -> Array:
    """EASI (n, a, w): stiff integration at the published tolerance, every 0.1 week stored, states kept.

    The published script also compiles its right-hand side at every call; that second is left out here.
    """
    del rtol  # the published one
    published = {"rtol": AUTHORS_RTOL, "atol": AUTHORS_ATOL}
    run_in = np.arange(0, miyano.RUN_IN_WEEKS + AUTHORS_STEP / 2, AUTHORS_STEP)
    fine = np.arange(0, task.weeks[-1] + AUTHORS_STEP / 2, AUTHORS_STEP)
    at = np.searchsorted(fine, task.weeks - AUTHORS_STEP / 2)
    found = _empty(task)
    for i, k in enumerate(task.parameters):
        rest = np.zeros(len(miyano.EFFECTS))
        base = _odeint(task.start, run_in, (k, rest), **published)[-1]
        for j, u in enumerate(task.arms):
            found[i, j] = miyano.easi(_odeint(base, fine, (k, u), **published))[at]
    return found


def lean_odeint(task: Task, rtol: float) -> Array:
    """EASI (n, a, w): the same integrator at the loosest tolerance that serves, only the wanted weeks stored."""
    found, span = _empty(task), np.array([0.0, miyano.RUN_IN_WEEKS])
    rest = np.zeros(len(miyano.EFFECTS))
    for i, k in enumerate(task.parameters):
        base = _odeint(task.start, span, (k, rest), rtol=rtol, atol=rtol / 100)[-1]
        for j, u in enumerate(task.arms):
            found[i, j] = miyano.easi(_odeint(base, task.weeks, (k, u), rtol=rtol, atol=rtol / 100))
    return found


def _odeint(start: Array, weeks: Array, inputs: tuple[Array, Array], *, rtol: float, atol: float) -> Array:
    solved: Array = odeint(miyano.derivative, start, weeks, args=inputs, rtol=rtol, atol=atol, mxstep=100_000)
    return solved


def _empty(task: Task) -> Array:
    return np.empty((len(task.parameters), len(task.arms), len(task.weeks)))


PEERS: dict[str, Callable[[Task, float], Array]] = {
    "authors' way (odeint, 0.1 week)": authors_way,
    "lean odeint": lean_odeint,
}
