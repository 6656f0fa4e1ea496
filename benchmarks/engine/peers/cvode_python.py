"""CVODE through scikit-sundae, as a user of it would at best: everything called back is compiled by Numba."""

import linecache
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit
from sksundae.cvode import CVODE
from task import EFFECTS, RUN_IN_WEEKS, Array, Peer, Task

import nagi
from nagi.numerics.methods.tableau import tableau
from nagi.numerics.statements import Program
from nagi.numerics.symbolic.lowering import lower
from peers import miyano
from peers.printing import python_function

ATOL_SHARE = 1e-2


def peers() -> list[Peer]:
    """One peer: BDF, dense, nagi's hoisted right-hand side and analytic Jacobian handed over as compiled functions."""
    lowered = lower(nagi.load_model("miyano2021"), tableau())
    states = range(len(lowered.states))
    prep = _compiled("prep", lowered.prep, map(str, range(lowered.constants)))
    rhs = _compiled("rhs", lowered.rhs, map(str, states))
    entries = [name[1:].replace("_", ", ") for name in lowered.jacobian.results]
    fill = _compiled("jac", lowered.jacobian, entries)
    constants = np.empty(lowered.constants)

    @njit(error_model="numpy")
    def slopes(t, y, yp, c):
        rhs(y, c[0], yp)

    @njit(error_model="numpy")
    def jacobian(t, y, yp, jj, c):
        fill(y, c[0], jj)

    def solve(task: Task, rtol: float) -> Array:
        solver = CVODE(
            slopes, jacfn=jacobian, userdata=(constants,), method="BDF", rtol=rtol, atol=rtol * ATOL_SHARE,
            max_num_steps=100_000,
        )  # fmt: skip
        found, span = task.empty(), np.array([0.0, RUN_IN_WEEKS])
        for i, parameters in enumerate(task.parameters):
            prep(np.concatenate([parameters, np.zeros(len(EFFECTS))]), constants, constants)
            base = solver.solve(span, task.start).y[-1].copy()
            for j, effects in enumerate(task.arms):
                prep(np.concatenate([parameters, effects]), constants, constants)
                found[i, j] = miyano.easi(solver.solve(task.weeks, base).y)
        return found

    return [Peer(name="CVODE through scikit-sundae", solve=solve, target=300, patients=16)]


def _compiled(name: str, program: Program, cells: Any) -> Callable[..., None]:
    text, place = python_function(name, program, cells), f"<printed {name}>"
    linecache.cache[place] = (len(text), None, text.splitlines(keepends=True), place)
    space: dict[str, Any] = {}
    exec(compile(text, place, "exec"), space)
    made: Callable[..., None] = njit(error_model="numpy", fastmath={"contract"})(space[name])
    return made
