"""The one task that everybody solves, and how a way of solving it is described."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

import nagi
from nagi.equations.model import Model
from nagi.numerics.engine import Engine

Array = np.ndarray
RUN_IN_WEEKS = 1000.0
"""The published run-in; nagi finds the same baseline in its own way, which is part of its time."""
EFFECTS = (
    "placebo_on", "block_IL4", "block_IL13", "block_IL17", "block_IL22", "block_IL31", "block_TSLP", "block_OX40L",
    "add_IFNg",
)  # fmt: skip
"""The model's names of the effects in the order in which peers get them: u0 u4 u13 u17 u22 u31 uL uO uG."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """Patients (n, 51), arms (a, 9 effects), the start of the run-in, the weeks to report, EASI (n, a, w) to reach."""

    parameters: Array
    arms: Array
    start: Array
    weeks: Array
    reference: Array

    @property
    def jobs(self) -> int:
        """How many patient-arms."""
        return len(self.parameters) * len(self.arms)

    def first(self, patients: int) -> "Task":
        """The same task for the first few patients, for slow peers."""
        return replace(self, parameters=self.parameters[:patients], reference=self.reference[:patients])

    def empty(self) -> Array:
        """Room for EASI (n, a, w)."""
        return np.empty((len(self.parameters), len(self.arms), len(self.weeks)))

    def error(self, found: Array) -> float:
        """The largest relative error of EASI over all patients, arms and weeks; infinite if anything is missing."""
        worst = np.abs(found / self.reference - 1).max()
        return float(worst) if np.isfinite(worst) else float("inf")


Solve = Callable[[Task, float], Array]
"""EASI (n, a, w) of a task at a relative tolerance, run-in included."""


@dataclass(frozen=True, kw_only=True)
class Peer:
    """One way to solve the task.

    `fixed` is the tolerance of a way that has one of its own. `patients` bounds how many patients a slow one gets;
    `target` is the least ratio of its time to the engine's at `points` output points.
    """

    name: str
    solve: Solve
    points: int = 241
    target: float | None = None
    fixed: float | None = None
    patients: int | None = None


def task_of(model: Model, patients: int, points: int) -> Task:
    """Drawn patients, all published arms, `points` equally spaced output points, and nagi's reference solution."""
    cohort = nagi.virtual_patients(model, n=patients, seed=1)
    parameters = np.stack([cohort[name].values for name in model.parameters], axis=1)
    weeks = np.linspace(0.0, 24.0, points)
    tight = Engine.of(model, accuracy="reference").run(parameters, tuple(model.arms.values()), weeks=weeks)
    return Task(
        parameters=parameters,
        arms=np.array([[arm.effects.get(name, 0.0) for name in EFFECTS] for arm in model.arms.values()]),
        start=np.array([state.start for state in model.states]),
        weeks=weeks,
        reference=tight.outputs[..., 0],
    )
