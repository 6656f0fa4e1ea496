"""States before treatment: where the run-in ends, or the steady state on its branch."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from nagi.equations.model import Model
from nagi.numerics.accuracy import control_of, rtol_of, settings
from nagi.numerics.driver.tables import Floats, Integers, Jobs
from nagi.numerics.protocols import Protocols
from nagi.numerics.solvers import Solver
from nagi.numerics.status import Status
from nagi.numerics.steadiness import judged, turning, without_rounding


class RunIn(NamedTuple):
    """How the time before treatment ended for each patient: status, week, and the last good states."""

    status: Integers
    week: Floats
    last: Floats

    @classmethod
    def given(cls, states: Floats) -> "RunIn":
        """Starts that the caller brings; NaN where there was none."""
        status = np.where(np.isfinite(states).all(axis=1), Status.OK, Status.NOT_FINITE).astype(np.int64)
        return cls(status, np.zeros(len(states)), states)


def baseline_of(
    protocols: Protocols, solver: Solver, rtol: float, parameters: Floats, *, threads: int | None
) -> tuple[Floats, RunIn]:
    """States (patients, states), NaN where the run-in failed, and how it ended. `rtol` is that of the arms."""
    model, rows = protocols.model, np.arange(len(parameters))
    begin = np.repeat(
        np.array([[state.start for state in model.states]], dtype=np.float64), rows.size, axis=0
    )
    if model.run_in_weeks == 0.0:
        return begin, RunIn.given(begin)
    jobs = Jobs(rows, np.zeros_like(rows), parameters, begin, rows)
    control = control_of(model, _rtol_before(model, rtol))
    found = solver.integrate(protocols.run_in, control, jobs, threads=threads, summary=False)
    states, status = found.last.copy(), found.status
    if model.run_in_is_steady:
        rest = solver.polish(control, parameters, protocols.run_in.effects[0], states, threads=threads)
        states = without_rounding(model, rest.states)
        reached = judged(model, replace(rest, states=states), settings()["steady"])
        status = np.where(status == Status.OK, reached, status)
        lost = np.flatnonzero(status == Status.NOT_STEADY)
        if lost.size:
            tried = turning(model, solver, control_of(model, rtol), parameters[lost], found.last[lost])
            status[lost[tried]] = Status.OSCILLATING
    states[status != Status.OK] = np.nan
    return states, RunIn(status, found.time, found.last)


def _rtol_before(model: Model, rtol: float) -> float:
    """That of the run-in: loose where Newton steps follow, but a relay's crossing decides the branch at one moment."""
    loose = settings()["steady"]["rtol"] if model.run_in_is_steady else min(rtol, rtol_of(model, "reference"))
    return float(min(loose, rtol_of(model, "1e-4")) if model.relays else loose)
