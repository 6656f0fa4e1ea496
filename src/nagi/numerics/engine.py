"""The ensemble engine: one model, many virtual patients, several arms; failures are values, never exceptions."""

import ctypes
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from nagi.equations.model import Arm, Model
from nagi.numerics.driver.records import Control, Floats, Integers, Jobs, Results
from nagi.numerics.driver.solving import polished, solve
from nagi.numerics.methods.tableau import tableau
from nagi.numerics.patients import usable_parameters, usable_start
from nagi.numerics.printers.kernels import Kernels, Printer, kernels
from nagi.numerics.printers.objects import default_folder, native_lanes
from nagi.numerics.protocols import protocol_of, run_in_of
from nagi.numerics.results import Run, Summary, Verification
from nagi.numerics.status import Outcome, Status, equation_of
from nagi.numerics.steadiness import judged, turning, without_rounding
from nagi.numerics.symbolic.lowering import lower

Accuracy = Literal["1e-3", "1e-4", "reference"]
TIGHTER = 100.0


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


@dataclass(frozen=True, kw_only=True)
class Engine:
    """A compiled model. Make one with `Engine.of`; it can be shared between threads."""

    model: Model
    rtol: float
    compiled: Kernels

    @classmethod
    def of(
        cls,
        model: Model,
        *,
        accuracy: Accuracy = "1e-4",
        printer: Printer = "llvm",
        lanes: int | None = None,
        folder: Path | None = None,
    ) -> "Engine":
        """The engine of a model. `accuracy` is the largest relative error of an output to expect.

        `printer` "scalar" is the slow path where machine code may not be made; `lanes` overrides the machine's
        vector width; `folder` the place of the disk cache.
        """
        made = kernels(
            model,
            lambda m: lower(m, tableau()),
            lanes=lanes or native_lanes(),
            printer=printer,
            folder=folder or default_folder(),
        )
        return cls(model=model, rtol=rtol_of(model, accuracy), compiled=made)

    def baseline(self, parameters: npt.ArrayLike, *, threads: int | None = None) -> tuple[Floats, Integers]:
        """States (patients, states) before treatment and a `Status` code for each; NaN where it is not OK.

        The steady state on the branch of the run-in, or the end of the run-in for models that have none.
        Raises NagiError for parameters that cannot be used.
        """
        states, found = self._baseline(usable_parameters(parameters, self.model.parameters), threads)
        return states, found.status

    def run(  # noqa: PLR0913 (all but patients and arms are by keyword)
        self,
        parameters: npt.ArrayLike,
        arms: Sequence[Arm],
        *,
        weeks: npt.ArrayLike,
        start: npt.ArrayLike | None = None,
        threads: int | None = None,
        summary: bool = False,
        seed: int | None = None,
        names: npt.ArrayLike | None = None,
    ) -> Run:
        """Every patient under every arm, outputs at `weeks`. `start` are states at week 0, else the baseline.

        Models with triggers need a `seed`; `names` are the whole numbers by which chance knows the patients, else
        their rows: a patient meets the same triggers wherever the batch is cut.
        With `summary` only reductions are kept. A failed job is NaN with its status; only parameters, starts,
        arms or weeks that cannot be used raise NagiError.
        """
        table = usable_parameters(parameters, self.model.parameters)
        known = np.arange(len(table)) if names is None else np.ascontiguousarray(names, dtype=np.int64)
        protocol = protocol_of(self.model, arms, np.asarray(weeks, dtype=np.float64), some=summary, seed=seed)
        if start is None:
            states, before = self._baseline(table, threads)
        else:
            states = usable_start(start, self.model.state_names, patients=len(table))
            before = RunIn.given(states)
        good = np.flatnonzero(before.status == Status.OK)
        jobs = Jobs(
            np.repeat(good, len(arms)), np.tile(np.arange(len(arms)), good.size), table, states, known
        )
        control = self._control(self.rtol)
        results = solve(self.compiled.kernel, protocol, control, jobs, threads=threads, summary=summary)
        _refuse_outputs_that_are_not_finite(results)
        return _run(protocol.weeks, arms, states, before, good, results)

    def verify(
        self,
        parameters: npt.ArrayLike,
        arms: Sequence[Arm],
        *,
        weeks: npt.ArrayLike,
        seed: int | None = None,
        names: npt.ArrayLike | None = None,
    ) -> Verification:
        """Runs a sample again at a 100 times tighter tolerance; the largest relative error of any output."""
        loose = self.run(parameters, arms, weeks=weeks, seed=seed, names=names)
        tight = Engine(model=self.model, rtol=self.rtol / TIGHTER, compiled=self.compiled).run(
            parameters, arms, weeks=weeks, start=loose.baseline, seed=seed, names=names
        )
        failed = int(((loose.status != Status.OK) | (tight.status != Status.OK)).sum())
        with np.errstate(invalid="ignore", divide="ignore"):
            error = np.abs(loose.outputs - tight.outputs) / np.abs(tight.outputs)
        error = np.where(loose.outputs == tight.outputs, 0.0, error)
        if not error.size or np.isnan(error).all():
            return Verification(largest=np.nan, patient=0, arm="", week=np.nan, failed=failed)
        patient, arm, week, _ = np.unravel_index(int(np.nanargmax(error)), error.shape)
        return Verification(
            largest=float(np.nanmax(error)),
            patient=int(patient),
            arm=arms[int(arm)].name,
            week=float(loose.weeks[week]),
            failed=failed,
        )

    def failures(self, run: Run, parameters: npt.ArrayLike, arms: Sequence[Arm]) -> tuple[Outcome, ...]:
        """Every failed job of `run` in words: when, in which state and equation, and what to do."""
        table = usable_parameters(parameters, self.model.parameters)
        return tuple(
            self._outcome(run, table[patient], arms[arm], int(patient), int(arm))
            for patient, arm in np.argwhere(run.status != Status.OK)
        )

    def _baseline(self, parameters: Floats, threads: int | None) -> tuple[Floats, "RunIn"]:
        steady = _settings()["steady"]
        kernel, model, count = self.compiled.kernel, self.model, len(parameters)
        begin = np.tile([state.start for state in model.states], (count, 1)).astype(np.float64)
        if model.run_in_weeks == 0.0:
            return begin, RunIn.given(begin)
        protocol = protocol_of(model, [run_in_of(model)], np.empty(0), at_rest=True)
        jobs = Jobs(np.arange(count), np.zeros(count, np.int64), parameters, begin, np.arange(count))
        rtol = steady["rtol"] if model.run_in_is_steady else min(self.rtol, rtol_of(model, "reference"))
        if model.relays:  # a crossing decides the branch at one moment
            rtol = min(rtol, rtol_of(model, "1e-4"))
        control = self._control(rtol)
        found = solve(kernel, protocol, control, jobs, threads=threads, summary=False)
        states, status = found.last.copy(), found.status
        if model.run_in_is_steady:
            rest = polished(kernel, control, parameters, protocol.effects[0], states)
            states = without_rounding(model, rest.states)
            status = np.where(
                status == Status.OK, judged(model, replace(rest, states=states), steady), status
            )
            lost = np.flatnonzero(status == Status.NOT_STEADY)
            if lost.size:
                tried = turning(model, kernel, self._control(self.rtol), parameters[lost], found.last[lost])
                status[lost[tried]] = Status.OSCILLATING
        states[status != Status.OK] = np.nan
        return states, RunIn(status, found.time, found.last)

    def _control(self, rtol: float) -> Control:
        steps = _settings()["steps"]
        scales = np.array([state.scale for state in self.model.states], dtype=np.float64)
        return Control(rtol, steps["first"], steps["least"], steps["most"], scales)

    def _outcome(self, run: Run, parameters: Floats, arm: Arm, patient: int, column: int) -> Outcome:
        model, week = self.model, float(run.week[patient, column])
        states = run.last[patient, column]
        treated = run.baseline_status[patient] == Status.OK
        protocol = protocol_of(model, [arm if treated else run_in_of(model)], np.empty(0))
        segment = min(int(np.searchsorted(protocol.end, week, side="right")), len(protocol.end) - 1)
        rates = self._rates(parameters, protocol.effects[segment], states)
        sizes = np.array([s.scale for s in model.states]) + np.abs(states)
        speed = np.where(np.isfinite(rates), np.abs(rates) / sizes, np.inf)
        worst = model.state_names[int(np.argmax(speed))]
        mechanism, equation, formula = equation_of(model, worst)
        return Outcome(
            status=Status(int(run.status[patient, column])),
            patient=patient,
            arm=run.arms[column] if treated else "run-in",
            week=week,
            state=worst,
            mechanism=mechanism,
            equation=equation,
            formula=formula,
            last=dict(zip(model.state_names, states.tolist(), strict=True)),
        )

    def _rates(self, parameters: Floats, effects: Floats, states: Floats) -> Floats:
        kernel = self.compiled.kernel
        prepared = np.concatenate([parameters, effects, np.zeros(kernel.constants)])
        _call(kernel.prep, prepared)
        work = np.concatenate([states, prepared[parameters.size + effects.size :], np.zeros(kernel.states)])
        _call(self.compiled.rhs, work)
        return work[-kernel.states :]


def _call(address: int, workspace: Floats) -> None:
    ctypes.CFUNCTYPE(None, ctypes.c_void_p)(address)(workspace.ctypes.data)


def rtol_of(model: Model, accuracy: Accuracy) -> float:
    """The relative tolerance that gives `accuracy`: the model's own calibration if there is one."""
    settings = _settings()
    return float(settings["models"].get(model.name, settings["rtol"])[accuracy])


@cache
def _settings() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("accuracy.toml").read_text(encoding="utf-8"))


def _refuse_outputs_that_are_not_finite(results: Results) -> None:
    """The states may reach their end while an output does not: log(x) below 0. Then the job has failed."""
    kept = results.reduced[..., :2] if len(results.reduced) else results.outputs
    with np.errstate(all="ignore"):
        lost = (results.status == Status.OK) & ~np.isfinite(kept.sum(axis=(1, 2)))
    lost[lost] = ~np.isfinite(kept[lost]).all(axis=(1, 2))  # a sum of finite numbers may overflow
    results.status[lost] = Status.NOT_FINITE
    for table in (results.outputs, results.reduced):
        if len(table) == len(lost):
            table[lost] = np.nan


def _run(  # noqa: PLR0913, PLR0917 (arranges what run() has)
    weeks: Floats, arms: Sequence[Arm], states: Floats, before: RunIn, good: Integers, results: Results
) -> Run:
    """Rows of the job list back into (patients, arms, ...); patients without a baseline are NaN throughout."""
    shape = (len(states), len(arms))

    def spread(rows: npt.NDArray[Any], blank: npt.ArrayLike) -> npt.NDArray[Any]:
        if good.size == shape[0]:
            return rows.reshape(*shape, *rows.shape[1:])
        table = np.empty((*shape, *rows.shape[1:]), dtype=rows.dtype)
        table[:] = blank
        table[good] = rows.reshape(good.size, shape[1], *rows.shape[1:])
        return table

    reduced = spread(results.reduced, np.nan) if results.reduced.size else None
    summary = (
        Summary(endpoint=reduced[..., 0], mean=reduced[..., 1], improvement=reduced[..., 2])
        if reduced is not None
        else None
    )
    empty = np.empty((*shape, 0, results.outputs.shape[2]))
    return Run(
        weeks=weeks,
        arms=tuple(arm.name for arm in arms),
        outputs=empty if summary else spread(results.outputs, np.nan),
        summary=summary,
        status=spread(results.status, before.status[:, None]),
        week=spread(results.time, before.week[:, None]),
        last=spread(results.last, before.last[:, None]),
        baseline=states,
        baseline_status=before.status,
        steps=spread(results.steps, 0),
        rejected=spread(results.rejected, 0),
        rescued=spread(results.rescued, np.nan),
    )
