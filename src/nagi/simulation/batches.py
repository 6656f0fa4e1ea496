"""Runs an ensemble in batches of patients: memory stays bounded, progress is told, and Ctrl-C is heard in between."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from nagi.equations.model import Arm, Model
from nagi.numerics.accuracy import Accuracy
from nagi.numerics.engine import Engine
from nagi.numerics.printers.cuda import Precision
from nagi.numerics.printers.kernels import Printer
from nagi.numerics.results import Run

Array = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]
Progress = Callable[[int, int], None]

FIRST = 2_000
"""Patient-arms of the first batch; it shows how many steps one takes."""
STEPS = 500_000
"""Steps of every later batch, about a tenth of a second: so Ctrl-C is soon heard, however slow the model is."""

MOST_ENGINES = 64
_ENGINES: dict[tuple[str, ...], Engine] = {}


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What is kept. `outputs`: one array per output, (patient, arm, week); of a summary (patient, arm, 2), with
    the value at the last week and the mean over the weeks. `status` (patient, arm) codes, `rescued` (patient, arm)
    weeks of the first rescue; before treatment `baseline` (patient, state) and `before` (patient, output).
    """

    outputs: tuple[Array, ...]
    status: Codes
    baseline: Array
    before: Array
    rescued: Array


def engine_for(
    model: Model, accuracy: Accuracy, *, printer: Printer = "llvm", precision: Precision = "double"
) -> Engine:
    """The compiled model; loading its machine code is paid once per process."""
    key = (model.digest, accuracy, printer, precision)
    if key not in _ENGINES:
        if len(_ENGINES) >= MOST_ENGINES:
            _ENGINES.clear()
        _ENGINES[key] = Engine.of(model, accuracy=accuracy, printer=printer, precision=precision)
    engine = _ENGINES[key]
    return engine if engine.model is model else replace(engine, model=model)


def run_batches(  # noqa: PLR0913 (the four tables of a run and three choices)
    engine: Engine, parameters: Array, arms: Sequence[Arm], weeks: Array,
    *, threads: int | None, summary: bool, progress: Progress | None, seed: int | None,
    names: npt.NDArray[np.int64],
) -> Kept:  # fmt: skip
    """Every patient through every arm. A number never depends on the batch its patient falls into."""
    patients, total = len(parameters), len(parameters) * len(arms)
    kept = _room(engine, patients, len(arms), 2 if summary else weeks.size)
    done, size = 0, max(1, FIRST // len(arms))
    while done < patients:
        rows = slice(done, min(done + size, patients))
        run = engine.run(
            parameters[rows], arms,
            weeks=weeks, threads=threads, summary=summary, seed=seed, names=names[rows],
        )  # fmt: skip
        _keep(kept, rows, run)
        kept.before[rows] = engine.outputs_at(parameters[rows], run.baseline, threads=threads)
        done, size = rows.stop, max(1, int(STEPS / (1 + run.steps.mean())) // len(arms))
        if progress is not None:
            progress(done * len(arms), total)
    return kept


def _room(engine: Engine, patients: int, arms: int, points: int) -> Kept:
    return Kept(
        outputs=tuple(np.empty((patients, arms, points)) for _ in engine.model.outputs),
        status=np.empty((patients, arms), dtype=np.int8),
        baseline=np.empty((patients, len(engine.model.states))),
        before=np.empty((patients, len(engine.model.outputs))),
        rescued=np.empty((patients, arms)),
    )


def _keep(kept: Kept, rows: slice, run: Run) -> None:
    kept.status[rows] = run.status
    kept.baseline[rows] = run.baseline
    kept.rescued[rows] = run.rescued
    for column, room in enumerate(kept.outputs):
        if run.summary is None:
            room[rows] = run.outputs[..., column]
        else:
            room[rows, :, 0] = run.summary.endpoint[..., column]
            room[rows, :, 1] = run.summary.mean[..., column]
