"""Job lists without machine code: the statements interpreted on arrays, all jobs of a list at once.

The same rules as `driver/loops.py`, each job with its own time and step. Some hundred times slower; for machines
that forbid making code, for doubts, and as the measure of every printer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nagi.numerics.driver.tables import (
    NEGATIVE,
    NOT_FINITE,
    OK,
    STEP_TOO_SMALL,
    TOO_MANY_STEPS,
    Control,
    Floats,
    Integers,
    Jobs,
    Protocol,
    Results,
)  # fmt: skip
from nagi.numerics.printers.interpreter import evaluate
from nagi.numerics.statements import Program
from nagi.numerics.symbolic.lowered import Lowered

POLISHES = 3
RUNNING = -2
Values = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Plain:
    """The programs of one model, to be interpreted."""

    lowered: Lowered
    attempt: Program

    def constants(self, parameters: Floats, effects: Floats) -> Floats:
        """What `prep` makes of (jobs, parameters) and (jobs, effects): (constants, jobs)."""
        names = (*self.lowered.parameters, *self.lowered.effects)
        found = evaluate(self.lowered.prep, dict(zip(names, (*parameters.T, *effects.T), strict=True)))
        return _rows(found, [f"c{i}" for i in range(self.lowered.constants)], len(parameters))

    def rates(self, parameters: Floats, effects: Floats, states: Floats) -> Floats:
        """Time derivatives of one patient's states."""
        fixed = self.constants(parameters[None], effects[None])
        found = evaluate(self.lowered.rhs, _named("y", states[:, None]) | _named("c", fixed))
        return _rows(found, [f"f{i}" for i in range(states.size)], 1)[:, 0]

    def polished(
        self, control: Control, parameters: Floats, effects: Floats, states: Floats
    ) -> tuple[Floats, Floats, Floats]:
        """States after Newton steps, their residual per week, and how far they moved (relative)."""
        wide = np.broadcast_to(effects, (len(states), effects.size))
        fixed = _named("c", self.constants(parameters, wide)) | _named("a", control.scales)
        after = states.T
        for _ in range(POLISHES):
            found = evaluate(self.lowered.newton, fixed | _named("y", after))
            after = _rows(found, [f"n{i}" for i in range(len(after))], len(states))
        residual = _rows(evaluate(self.lowered.newton, fixed | _named("y", after)), ["res"], len(states))[0]
        moved = np.max(np.abs(after.T - states) / (control.scales + np.abs(states)), axis=1, initial=0.0)
        return np.ascontiguousarray(after.T), residual, moved

    def integrated(self, protocol: Protocol, control: Control, jobs: Jobs, *, summary: bool) -> Results:
        """All jobs, in the order of the list. See `driver.solving.solve`."""
        walk = _Walk(self, protocol, control, jobs)
        while (active := np.flatnonzero(walk.status == RUNNING)).size:
            walk.attempt(active)
        return walk.results(summary=summary)


class _Walk:
    """Every job at its own time; arrays have jobs last."""

    def __init__(self, plain: Plain, protocol: Protocol, control: Control, jobs: Jobs) -> None:
        self.plain, self.protocol, self.control, self.jobs = plain, protocol, control, jobs
        lowered, count = plain.lowered, jobs.patient.size
        self.y = np.array(jobs.start[jobs.patient].T)
        self.c = np.empty((lowered.constants, count))
        self.t, self.wish, self.rest = np.zeros(count), np.zeros(count), np.zeros(count)
        self.segment = protocol.first[jobs.arm]
        self.status = np.full(count, RUNNING)
        self.steps, self.rejected, self.point = (np.zeros(count, np.int64) for _ in range(3))
        self.outputs = np.full((count, protocol.weeks.size, len(lowered.outputs)), np.nan)
        self._enter(np.arange(count))

    def _enter(self, at: Integers) -> None:
        """The beginning of a segment: constants, outputs at week 0, resets, doses, a careful first step."""
        plain, protocol, segment = self.plain, self.protocol, self.segment[at]
        self.c[:, at] = plain.constants(
            self.jobs.parameters[self.jobs.patient[at]], protocol.effects[segment]
        )
        if protocol.weeks.size and protocol.weeks[0] <= 0.0:
            fresh = at[self.steps[at] == 0]
            self._keep(fresh, self.y[list(plain.lowered.needed_states)][:, fresh])
        found = evaluate(plain.lowered.resets, _named("y", self.y[:, at]) | _named("c", self.c[:, at]))
        for name, value in found.items():
            self.y[int(name[1:]), at] = value
        self.y[:, at] += protocol.doses[segment].T
        self.wish[at] = self.control.step
        self.rest[at] = protocol.end[segment] - self.t[at]

    def attempt(self, at: Integers) -> None:
        """One attempt of the jobs `at`."""
        control, size = self.control, len(self.y)
        fixed = {"wish": self.wish[at], "rest": self.rest[at], "rtol": control.rtol}
        found = evaluate(
            self.plain.attempt,
            fixed | _named("y", self.y[:, at]) | _named("c", self.c[:, at]) | _named("a", control.scales),
        )
        found = {name: np.broadcast_to(value, at.shape) for name, value in found.items()}
        self.steps[at] += 1
        good = found["ok"] != 0.0
        self.rejected[at[~good]] += 1
        ends = good & (found["used"] >= self.rest[at])
        reached = self.t[at] + np.where(good, found["used"], 0.0)
        reached[ends] = self.protocol.end[self.segment[at[ends]]]
        self._trace(at, good, reached, found)
        self.y[:, at] = np.stack([found[f"n{i}"] for i in range(size)])
        self.rest[at] -= reached - self.t[at]
        self.t[at], self.wish[at] = reached, found["next"]
        self._stop(at, good, ends, found)
        self._turn(at[ends])

    def _trace(self, at: Integers, good: Any, reached: Floats, found: Values) -> None:
        """Dense output at every week inside the steps just made."""
        weeks, lowered = self.protocol.weeks, self.plain.lowered
        while True:
            due = np.append(weeks, np.inf)[self.point[at]]
            here = np.flatnonzero(good & (due <= reached))
            if not here.size:
                return
            s = np.minimum(1.0, (due[here] - self.t[at[here]]) / found["used"][here])
            inside = []
            for i in lowered.needed_states:
                curve = np.zeros(here.size)
                for k in reversed(range(lowered.dense_order)):
                    curve = found[f"d{k}_{i}"][here] + s * curve
                y, n = self.y[i, at[here]], found[f"n{i}"][here]
                inside.append((1.0 - s) * y + s * (n + (1.0 - s) * curve))
            self._keep(at[here], np.array(inside).reshape(-1, here.size))

    def _keep(self, at: Integers, needed: Floats) -> None:
        lowered = self.plain.lowered
        states = {f"y{i}": needed[k] for k, i in enumerate(lowered.needed_states)}
        found = evaluate(lowered.outputs_program, states | _named("c", self.c[:, at]))
        for o in range(len(lowered.outputs)):
            self.outputs[at, self.point[at], o] = found[f"o{o}"]
        self.point[at] += 1

    def _stop(self, at: Integers, good: Any, ends: Any, found: Values) -> None:
        """Jobs that cannot go on; the end of a segment comes before the end of patience."""
        self.status[at[(self.steps[at] >= self.control.most) & ~ends]] = TOO_MANY_STEPS
        stuck = ~good & (found["next"] < self.control.least)
        err = found["err"]
        why = np.where(~(err < np.inf), NOT_FINITE, np.where(err >= 1.0, STEP_TOO_SMALL, NEGATIVE))
        self.status[at[stuck]] = why[stuck]

    def _turn(self, at: Integers) -> None:
        """Jobs at the end of a segment begin the next, or are done."""
        last = self.segment[at] + 1 == self.protocol.first[self.jobs.arm[at] + 1]
        self.status[at[last]] = OK
        going_on = at[~last]
        self.segment[going_on] += 1
        if going_on.size:
            self._enter(going_on)

    def results(self, *, summary: bool) -> Results:
        """What is known of every job; a failed one has no outputs."""
        self.outputs[self.status != OK] = np.nan
        kept, reduced = self.outputs, np.empty((0, self.outputs.shape[2], 3))
        if summary:
            kept, reduced = np.empty((0, *self.outputs.shape[1:])), self._reduced()
        return Results(
            kept, reduced, self.status, self.t, np.ascontiguousarray(self.y.T), self.steps, self.rejected
        )

    def _reduced(self) -> Floats:
        """Per output: value at the last week, mean over the weeks (trapezoids), relative fall."""
        weeks, first, last = self.protocol.weeks, self.outputs[:, 0], self.outputs[:, -1]
        span = weeks[-1] - weeks[0]
        with np.errstate(all="ignore"):
            mean = np.trapezoid(self.outputs, weeks, axis=1) / span if span > 0 else last
            return np.stack([last, mean, (first - last) / first], axis=2)


def _named(letter: str, rows: Floats) -> dict[str, Any]:
    return {f"{letter}{i}": row for i, row in enumerate(rows)}


def _rows(found: Values, names: list[str], count: int) -> Floats:
    if not names:
        return np.empty((0, count))
    return np.stack([np.broadcast_to(np.asarray(found[name], np.float64), count) for name in names])
