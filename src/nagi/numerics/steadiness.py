"""Whether Newton steps led from the end of a run-in to the steady state of its branch, and if not, why not."""

from collections.abc import Mapping

import numpy as np

from nagi.equations.model import Arm, Model
from nagi.numerics.driver.stability import Flags, Polished
from nagi.numerics.driver.tables import Control, Floats, Integers, Jobs
from nagi.numerics.protocols import protocol_of
from nagi.numerics.solvers import Solver
from nagi.numerics.status import Status

ROUNDING = 1e-13
"""Of the scale of a state."""
STRETCHES = tuple(0.05 * (1 + (0.618034 * k) % 1) for k in range(24))
"""Shares of the run-in after which a patient without rest is looked at: uneven, so that no rhythm hides in them."""
MOST_TURNS = 4
"""A state that turns as often as this is not on its way to rest."""
LEAST_MOVE = 1e-2
"""Of a state, for a turn to count."""


def judged(model: Model, rest: Polished, steady: Mapping[str, float]) -> Integers:
    """A `Status` for each patient: OK if the steady state is near, stable and inside the bounds."""
    reached = (rest.residual <= steady["residual"]) & _inside(model, rest.states)
    stable, near = rest.growth <= steady["growth"], rest.moved <= steady["moved"]
    status = np.where(stable, np.int64(Status.OK), np.int64(Status.UNSTABLE))
    status[~(reached & near)] = Status.NOT_STEADY
    status[reached & ((~stable & rest.turning) | rest.beyond)] = Status.OSCILLATING
    return status


def turning(model: Model, solver: Solver, control: Control, parameters: Floats, states: Floats) -> Flags:
    """Whether a state goes up and down again and again as the run-in goes on: it will not come to rest."""
    path, rows = [states], np.arange(len(states))
    for stretch in STRETCHES:
        arm = Arm(name="run-in", effects={}, weeks=model.run_in_weeks * stretch)
        protocol = protocol_of(model, [arm], np.empty(0), at_rest=True)
        jobs = Jobs(rows, np.zeros_like(rows), parameters, path[-1], rows)
        path.append(solver.integrate(protocol, control, jobs, threads=1, summary=False).last)
    with np.errstate(invalid="ignore"):
        moves = np.diff(path, axis=0) / (control.scales + np.abs(states))
        seen = np.sign(np.where(np.abs(moves) > LEAST_MOVE, moves, 0.0))
    found: Flags = ((seen[1:] * seen[:-1] < 0).sum(axis=0) >= MOST_TURNS).any(axis=1)
    return found


def without_rounding(model: Model, states: Floats) -> Floats:
    """A steady state at a bound, e.g. bacteria extinct, comes out of Newton's method a rounding beside it."""
    bounded = np.clip(states, *model.bounds)
    return np.where(np.abs(bounded - states) <= ROUNDING * np.array(model.scales), bounded, states)


def _inside(model: Model, states: Floats) -> Flags:
    lower, upper = model.bounds
    inside: Flags = np.all((states >= lower) & (states <= upper), axis=1)
    return inside
