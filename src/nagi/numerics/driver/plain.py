"""Job lists without machine code: the statements interpreted on arrays, all jobs of a list at once.

The same rules as `driver/loops.py`, each job with its own time and step. Some hundred times slower; for machines
that forbid making code, for doubts, and as the measure of every printer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nagi.numerics.driver.attempt import LANE, dense_names
from nagi.numerics.driver.stability import Polished, spectrum
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
    trace: Program

    @property
    def start(self) -> dict[str, float]:
        """What an attempt would tell of a state that has not moved: the end of a step of one week."""
        begins = [f"b{i}" for i in self.lowered.needed_states]
        return {"since": -1.0, "per_used": 1.0} | dict.fromkeys([*begins, *dense_names(self.lowered)], 0.0)

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

    def polished(self, control: Control, parameters: Floats, effects: Floats, states: Floats) -> Polished:
        """Newton steps from the ends of run-ins, and what is known of where they lead."""
        fixed = self._fixed(parameters, effects) | _named("a", control.scales)
        after = states.T
        for _ in range(POLISHES):
            found = evaluate(self.lowered.newton, fixed | _named("y", after))
            after = _rows(found, [f"n{i}" for i in range(len(after))], len(states))
        residual = _rows(evaluate(self.lowered.newton, fixed | _named("y", after)), ["res"], len(states))[0]
        moved = np.max(np.abs(after.T - states) / (control.scales + np.abs(states)), axis=1, initial=0.0)
        return self.judged(parameters, effects, np.ascontiguousarray(after.T), residual, moved)

    def judged(
        self, parameters: Floats, effects: Floats, states: Floats, residual: Floats, moved: Floats
    ) -> Polished:
        """Whether such steady states can stay, by the spectrum of all of them; no relay is asked (none runs here)."""
        slopes = np.zeros((len(states), states.shape[1], states.shape[1]))
        given = self._fixed(parameters, effects) | _named("y", states.T)
        for name, entries in evaluate(self.lowered.jacobian, given).items():
            row, column = map(int, name[1:].split("_"))
            slopes[:, row, column] = entries
        growth, turning = spectrum(slopes, np.ones(len(states), dtype=bool))
        beyond = np.zeros(len(states), dtype=bool)
        return Polished(
            states=states, residual=residual, moved=moved, growth=growth, turning=turning, beyond=beyond
        )

    def _fixed(self, parameters: Floats, effects: Floats) -> dict[str, Any]:
        wide = np.broadcast_to(effects, (len(parameters), effects.size))
        return _named("c", self.constants(parameters, wide))

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
        self.lane = {name: np.zeros(count) for name in LANE}
        self.lane |= {name: np.full(count, value) for name, value in _fixed(control).items()}
        self.segment = protocol.first[jobs.arm]
        self.status = np.full(count, RUNNING)
        self.point = np.zeros(count, np.int64)
        self.weeks = np.append(protocol.weeks, np.inf)
        self.outputs = np.full((count, protocol.weeks.size, len(lowered.outputs)), np.nan)
        self._enter(np.arange(count))

    def _enter(self, at: Integers) -> None:
        """The beginning of a segment: constants, outputs at week 0, resets, doses, a careful first step."""
        plain, protocol, segment = self.plain, self.protocol, self.segment[at]
        self.c[:, at] = plain.constants(
            self.jobs.parameters[self.jobs.patient[at]], protocol.effects[segment]
        )
        self._trace(at[self.point[at] == 0], plain.start)
        found = evaluate(plain.lowered.resets, _named("y", self.y[:, at]) | _named("c", self.c[:, at]))
        for name, value in found.items():
            self.y[int(name[1:]), at] = value
        self.y[:, at] += protocol.doses[segment].T
        self.lane["wish"][at[protocol.careful[segment] == 1]] = self.control.step
        self.lane["rest"][at] = protocol.end[segment] - self.lane["time"][at]

    def attempt(self, at: Integers) -> None:
        """One attempt of the jobs `at`."""
        clock = {name: rows[at] for name, rows in self.lane.items()}
        states = _named("y", self.y[:, at]) | _named("c", self.c[:, at]) | _named("a", self.control.scales)
        found = evaluate(self.plain.attempt, clock | states)
        told = {name: np.broadcast_to(value, at.shape) for name, value in found.items()}
        self.y[:, at] = np.stack([told[f"=y{i}"] for i in range(len(self.y))])
        for name, rows in self.lane.items():
            rows[at] = told.get(f"={name}", rows[at])
        good = told["ok"] != 0.0
        ends = good & (told["=rest"] <= 0.0)
        self.lane["time"][at[ends]] = self.protocol.end[self.segment[at[ends]]]
        self._trace(at[good], {name: told[name][good] for name in told if not name.startswith("=")})
        self._stop(at, good, ends, told["square"])
        self._turn(at[ends])

    def _trace(self, at: Integers, found: Values) -> None:
        """The outputs at every week not after the time of the jobs `at`."""
        trace, rows = self.plain.trace, np.arange(at.size)
        while (rows := rows[self.weeks[self.point[at[rows]]] <= self.lane["time"][at[rows]]]).size:
            here = at[rows]
            given = {name: np.broadcast_to(value, at.shape)[rows] for name, value in found.items()}
            given |= {"week": self.weeks[self.point[here]]}
            given |= _named("y", self.y[:, here]) | _named("c", self.c[:, here])
            for name, value in evaluate(trace, given).items():
                self.outputs[here, self.point[here], int(name[1:])] = value
            self.point[here] += 1

    def _stop(self, at: Integers, good: Any, ends: Any, square: Floats) -> None:
        """Jobs that cannot go on; the end of a segment comes before the end of patience."""
        self.status[at[(self.lane["left"][at] < 0.5) & ~ends]] = TOO_MANY_STEPS
        stuck = ~good & (self.lane["wish"][at] < self.control.least)
        why = np.where(~(square < np.inf), NOT_FINITE, np.where(square >= 1.0, STEP_TOO_SMALL, NEGATIVE))
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
        lane = self.lane
        steps = self.control.most - lane["left"].astype(np.int64)
        return Results(
            outputs=kept,
            reduced=reduced,
            status=self.status,
            time=lane["time"],
            last=np.ascontiguousarray(self.y.T),
            steps=steps,
            rejected=lane["rejected"].astype(np.int64),
            rescued=np.full(self.status.size, np.nan),
        )

    def _reduced(self) -> Floats:
        """Per output: value at the last week, mean over the weeks (trapezoids), relative fall."""
        weeks, first, last = self.protocol.weeks, self.outputs[:, 0], self.outputs[:, -1]
        span = weeks[-1] - weeks[0]
        with np.errstate(all="ignore"):
            mean = np.trapezoid(self.outputs, weeks, axis=1) / span if span > 0 else last
            return np.stack([last, mean, (first - last) / first], axis=2)


def _fixed(control: Control) -> dict[str, float]:
    """What of a lane does not change, and the attempts it has."""
    return {"rtol": control.rtol, "least": control.least, "left": float(control.most), "due": np.inf}


def _named(letter: str, rows: Floats) -> dict[str, Any]:
    return {f"{letter}{i}": row for i, row in enumerate(rows)}


def _rows(found: Values, names: list[str], count: int) -> Floats:
    if not names:
        return np.empty((0, count))
    return np.stack([np.broadcast_to(np.asarray(found[name], np.float64), count) for name in names])
