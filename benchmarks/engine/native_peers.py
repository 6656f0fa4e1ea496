"""Peers that are no dependency of nagi: used where they are installed, named where they are not.

uv run --with scikit-sundae python benchmarks/engine/run.py
"""

import importlib.util
from collections.abc import Callable
from typing import Any

import miyano
import numpy as np
from scipy_peers import Array, Task

PACKAGES = {"CVODE (scikit-sundae, BDF, dense)": "sksundae"}


def available() -> dict[str, Callable[[Task, float], Array]]:
    """The optional peers that can be imported here."""
    found: dict[str, Callable[[Task, float], Array]] = {}
    for name, package in PACKAGES.items():
        if importlib.util.find_spec(package):
            found[name] = cvode
        else:
            print(f"{name}: {package} is not installed")
    return found


def cvode(task: Task, rtol: float) -> Array:
    """EASI (n, a, w) by SUNDIALS CVODE with the compiled right-hand side, only the wanted weeks stored."""
    from sksundae.cvode import CVODE  # noqa: PLC0415 - optional

    now: dict[str, Array] = {}

    def slopes(_t: float, y: Array, yp: Array) -> None:
        miyano.fill(y, now["k"], now["u"], yp)

    solver = CVODE(slopes, method="BDF", rtol=rtol, atol=rtol / 100, max_num_steps=100_000)
    found = np.empty((len(task.parameters), len(task.arms), len(task.weeks)))
    span, rest = np.array([0.0, miyano.RUN_IN_WEEKS]), np.zeros(len(miyano.EFFECTS))
    for i, k in enumerate(task.parameters):
        now.update(k=k, u=rest)
        base = _last(solver.solve(span, task.start))
        for j, u in enumerate(task.arms):
            now["u"] = u
            found[i, j] = miyano.easi(np.asarray(solver.solve(task.weeks, base).y))
    return found


def _last(solution: Any) -> Array:
    return np.asarray(solution.y)[-1].copy()
