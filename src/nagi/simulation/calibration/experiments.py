"""Virtual experiments: every unknown answered by the same few people in every arm that a measure asks for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from nagi.equations.model import Arm, Dose, Model, Switch
from nagi.numerics.status import Status
from nagi.physiology.skin.experiments import bench
from nagi.simulation.batches import engine_for
from nagi.simulation.calibration.checking import refuse_unsound
from nagi.simulation.calibration.measures import Seen, measured
from nagi.simulation.calibration.targets import ArmRead, Calibration, Measure, Scale
from nagi.simulation.calibration.unknowns import Unknowns

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Progress = Callable[[int, int], None]
AT_ONCE = 8192
"""Patients in memory at a time."""
MOST_FAILED = 0.02
"""Share of its patient-arms that may fail before an answer counts as none."""


@dataclass(frozen=True, kw_only=True)
class Experiments:
    """The experiments of one calibration with `patients` virtual people each.

    `seed` is that of the people and of their flares: with the same people, answers differ only by the unknowns.
    """

    told: Calibration
    unknowns: Unknowns
    patients: int
    seed: int
    models: Mapping[str, Model]
    threads: int | None = None

    @classmethod
    def of(
        cls, model: Model, told: Calibration, *, patients: int, seed: int, threads: int | None = None
    ) -> "Experiments":
        """The experiments of `told` on `model`. Raises NagiError (NAGI-C102 to C105) if they do not fit together."""
        models = {
            "person": model,
            "mouse": bench() if any(one.scale == "mouse" for one in told.arm) else model,
        }
        made = cls(
            told=told, unknowns=Unknowns.of(model, told), patients=patients, seed=seed, models=models, threads=threads,
        )  # fmt: skip
        refuse_unsound(told, models, made.arms)
        return made

    @cached_property
    def arms(self) -> Mapping[str, Arm]:
        """Arms by name: those of the file, and the model's own."""
        return {**self.models["person"].arms, **{one.name: _arm(one) for one in self.told.arm}}

    def answers(
        self,
        unknown: Array,
        measures: Sequence[Measure],
        *,
        first: Integers | None = None,
        held: Mapping[str, float] | None = None,
        progress: Progress | None = None,
    ) -> Array:
        """Answers (unknown, measure). `first`: the number of each unknown's first person; the same people if left out.

        `held`: parameters of people kept at one value. NaN where more than a few patients could not be computed.
        """
        begins = np.zeros(len(unknown), dtype=np.int64) if first is None else first
        size = max(1, AT_ONCE // self.patients)
        found = []
        for start in range(0, len(unknown), size):
            rows = slice(start, start + size)
            found.append(self._answered(unknown[rows], measures, begins[rows], held or {}))
            if progress is not None:
                progress(min(start + size, len(unknown)), len(unknown))
        return np.concatenate(found)

    def _answered(
        self, unknown: Array, measures: Sequence[Measure], first: Integers, held: Mapping[str, float]
    ) -> Array:
        drawn = {
            int(one): self.unknowns.people(int(one), self.patients, self.seed) for one in set(first.tolist())
        }
        people = np.stack([drawn[int(one)] for one in first])
        names = first[:, None] + np.arange(self.patients)
        seen = Seen()
        for scale in sorted({self._scale(one) for one in measures}):
            values = {self.told.idle_if_zero: 1.0} if scale == "mouse" else held
            table = self.unknowns.parameters(unknown, people, values)
            seen.parameters = dict(
                zip(self.unknowns.model.parameters, np.moveaxis(table, -1, 0), strict=True)
            )
            asked = [one for one in measures if self._scale(one) == scale]
            self._run(self.models[scale], table, asked, names, seen)
        answers = np.stack([measured(one, seen) for one in measures], axis=1)
        for column, one in enumerate(measures):
            failed = [seen.failed[name] for name in one.arms]
            lost = np.max(failed, axis=0) > MOST_FAILED if failed else np.zeros(len(unknown), dtype=bool)
            answers[lost, column] = np.nan
        return answers

    def _scale(self, measure: Measure) -> Scale:
        return next((one.scale for one in self.told.arm if one.name == measure.arm), "person")

    def _run(
        self, model: Model, table: Array, measures: Sequence[Measure], names: Integers, seen: Seen
    ) -> None:
        """Simulate what the measures ask for; `seen` takes the outputs."""
        engine = engine_for(model, "1e-3")
        flat = self._for(model, table)
        shape, outputs = names.shape, [one.name for one in model.outputs]
        wanted = _wanted(measures) or {next(iter(self.arms)): 1.0}
        for last in sorted(set(wanted.values())):
            arms = [_until(self.arms[name], last) for name, week in wanted.items() if week == last]
            weeks = _weeks(measures, last)
            run = engine.run(
                flat, arms, weeks=weeks, seed=self.seed, names=names.ravel(), threads=self.threads
            )
            before = engine.outputs_at(flat, run.baseline, threads=self.threads)
            for place, output in enumerate(outputs):
                seen.before[output] = before[:, place].reshape(shape)
            for row, arm in enumerate(arms):
                seen.weeks[arm.name] = weeks
                seen.failed[arm.name] = (run.status[:, row] != Status.OK).reshape(shape).mean(axis=1)
                seen.baseline[arm.name] = dict(seen.before)
                for place, output in enumerate(outputs):
                    seen.after[arm.name, output] = run.outputs[:, row, :, place].reshape(*shape, len(weeks))

    def _for(self, model: Model, table: Array) -> Array:
        """Parameters (patient, parameter) of `model`; those of its own read-outs, which nobody else has, are typical."""
        known = self.unknowns.model.parameters
        columns = [
            table[..., known.index(one.name)]
            if one.name in known
            else np.full(table.shape[:-1], np.exp(one.mean_ln))
            for one in model.population
        ]
        return np.ascontiguousarray(np.stack(columns, axis=-1).reshape(-1, len(columns)))


def _wanted(measures: Iterable[Measure]) -> dict[str, float]:
    """Every arm with the last week that is asked of it."""
    wanted: dict[str, float] = {}
    for one in measures:
        for name in one.arms:
            wanted[name] = max(wanted.get(name, 1.0), float(np.ceil(one.last)))
    return wanted


def _weeks(measures: Iterable[Measure], last: float) -> Array:
    """Every whole week, and those between that are asked for."""
    asked = [week for one in measures for week in (one.week, one.later) if week is not None and week <= last]
    return np.unique(np.array([*np.arange(0.0, last + 1), *asked]))


def _arm(read: ArmRead) -> Arm:
    return Arm(
        name=read.name, effects=dict(read.effects), weeks=read.weeks,
        switches=tuple(Switch(week=one.week, effects=dict(one.effects)) for one in read.switches),
        doses=tuple(Dose(week=one.week, state=one.state, amount=one.amount) for one in read.doses),
    )  # fmt: skip


def _until(arm: Arm, last: float) -> Arm:
    """The arm up to a week."""
    return replace(
        arm, weeks=last,
        switches=tuple(one for one in arm.switches if one.week < last),
        doses=tuple(one for one in arm.doses if one.week < last),
    )  # fmt: skip
