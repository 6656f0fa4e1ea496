"""The ensemble engine: one model, many virtual patients, several arms; failures are values, never exceptions."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nagi.equations.model import Arm, Model
from nagi.numerics.accuracy import Accuracy, control_of, rtol_of
from nagi.numerics.baselines import RunIn, baseline_of
from nagi.numerics.driver.tables import Floats, Integers, Jobs, Protocol, Results
from nagi.numerics.methods.tableau import NAMES
from nagi.numerics.patients import usable_parameters, usable_start
from nagi.numerics.printers.cuda import Precision
from nagi.numerics.printers.kernels import Printer
from nagi.numerics.printers.objects import default_folder
from nagi.numerics.protocols import Protocols, protocol_of, run_in_of
from nagi.numerics.results import Run, Summary, Verification
from nagi.numerics.solvers import Solver, solver_of
from nagi.numerics.status import Outcome, Status, equation_of

TIGHTER = 100.0


@dataclass(frozen=True, kw_only=True)
class Engine:
    """A compiled model. Make one with `Engine.of`; it can be shared between threads."""

    model: Model
    rtol: float
    solver: Solver

    @cached_property
    def protocols(self) -> Protocols:
        """Its arms as the solver reads them."""
        return Protocols(self.model)

    @classmethod
    def of(  # noqa: PLR0913 (each argument is a choice of the user)
        cls,
        model: Model,
        *,
        accuracy: Accuracy = "1e-4",
        printer: Printer = "llvm",
        precision: Precision = "double",
        method: str = NAMES[0],
        lanes: int | None = None,
        folder: Path | None = None,
    ) -> "Engine":
        """The engine of a model. `accuracy` is the largest relative error of an output to expect.

        `printer` says who computes: "llvm" (vector code), "scalar" (Numba, about a quarter of the speed),
        "interpreter" (no machine code, some hundred times slower), "cuda" (a graphics processor, extra `gpu`; there
        `precision` "single" too). One that cannot work here is an error that names another, never replaced silently.
        `method`: a Rosenbrock method of `methods.tableau`; the tolerances are calibrated for the first, ask `verify`.
        `lanes` overrides the machine's vector width; `folder` is the place of the disk cache.
        Raises NagiError (N110, N301 to N307; N101 to N105 for a model that cannot be written out).
        """
        rtol = rtol_of(model, accuracy)
        solver = solver_of(
            model, printer,
            precision=precision, rtol=rtol, lanes=lanes, folder=folder or default_folder(), method=method,
        )  # fmt: skip
        return cls(model=model, rtol=rtol, solver=solver)

    def baseline(self, parameters: npt.ArrayLike, *, threads: int | None = None) -> tuple[Floats, Integers]:
        """States (patients, states) before treatment and a `Status` code for each; NaN where it is not OK.

        The steady state on the branch of the run-in, or the end of the run-in for models that have none.
        Raises NagiError for parameters that cannot be used.
        """
        table = usable_parameters(parameters, self.model.parameters)
        states, found = self._before(table, threads)
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
        protocol = self.protocols.of(arms, weeks, some=summary, seed=seed)
        self.solver.refuse(protocol)
        if start is None:
            states, before = self._before(table, threads)
        else:
            states = usable_start(start, self.model.state_names, patients=len(table))
            before = RunIn.given(states)
        good = np.flatnonzero(before.status == Status.OK)
        columns = np.arange(len(arms))
        jobs = Jobs(np.repeat(good, len(arms)), np.tile(columns, good.size), table, states, known)
        results = self._solved(protocol, jobs, threads=threads, summary=summary)
        return _run(protocol.weeks.copy(), arms, states, before, good, results, reduce=summary)

    def outputs_at(
        self, parameters: npt.ArrayLike, states: npt.ArrayLike, *, threads: int | None = None
    ) -> Floats:
        """Outputs (patients, outputs) of states before treatment: every effect has its default, nothing is forced.

        NaN for patients whose states are NaN. Raises NagiError as `run` does.
        """
        table = usable_parameters(parameters, self.model.parameters)
        begin = usable_start(states, self.model.state_names, patients=len(table))
        good = np.flatnonzero(np.isfinite(begin).all(axis=1))
        jobs = Jobs(good, np.zeros_like(good), table, begin, np.arange(len(table)))
        found = np.full((len(table), len(self.model.outputs)), np.nan)
        found[good] = self._solved(self.protocols.instant, jobs, threads=threads, summary=False).outputs[:, 0]
        return found

    def _before(self, table: Floats, threads: int | None) -> tuple[Floats, RunIn]:
        return baseline_of(self.protocols, self.solver, self.rtol, table, threads=threads)

    def _solved(self, protocol: Protocol, jobs: Jobs, *, threads: int | None, summary: bool) -> Results:
        control = control_of(self.model, self.rtol)
        results = self.solver.integrate(protocol, control, jobs, threads=threads, summary=summary)
        _refuse_outputs_that_are_not_finite(results)
        return results

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
        tight = Engine(model=self.model, rtol=self.rtol / TIGHTER, solver=self.solver.doubled).run(
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

    def _outcome(self, run: Run, parameters: Floats, arm: Arm, patient: int, column: int) -> Outcome:
        model, week = self.model, float(run.week[patient, column])
        states = run.last[patient, column]
        treated = run.baseline_status[patient] == Status.OK
        shown = arm if treated else run_in_of(model)
        protocol = protocol_of(
            model, [shown], np.empty(0), seed=0, at_rest=not treated
        )  # what chance held is not told
        segment = min(int(np.searchsorted(protocol.end, week, side="right")), len(protocol.end) - 1)
        rates = self.solver.rates(parameters, protocol.effects[segment], states)
        sizes = np.array(model.scales) + np.abs(states)
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


def _refuse_outputs_that_are_not_finite(results: Results) -> None:
    """The states may reach their end while an output does not: log(x) below 0. Then the job has failed."""
    kept = results.reduced[..., :2] if len(results.reduced) else results.outputs
    with np.errstate(all="ignore"):
        lost = (results.status == Status.OK) & ~np.isfinite(kept.sum(axis=(1, 2)))
    if not lost.any():
        return
    lost[lost] = ~np.isfinite(kept[lost]).all(axis=(1, 2))  # a sum of finite numbers may overflow
    results.status[lost] = Status.NOT_FINITE
    for table in (results.outputs, results.reduced):
        if len(table) == len(lost):
            table[lost] = np.nan


def _run(  # noqa: PLR0913, PLR0917 (arranges what run() has)
    weeks: Floats,
    arms: Sequence[Arm],
    states: Floats,
    before: RunIn,
    good: Integers,
    results: Results,
    *,
    reduce: bool,
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

    reduced = spread(results.reduced, np.nan) if reduce else None
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
