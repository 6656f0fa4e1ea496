"""Simulate: every patient under every arm, from the patient's own untreated baseline."""

from collections.abc import Iterable, Sequence
from typing import cast, get_args

import numpy.typing as npt

from nagi.equations.model import Arm, Model
from nagi.errors import NagiError, Problem
from nagi.numerics.accuracy import Accuracy
from nagi.numerics.forcings import problems_of_forcing
from nagi.numerics.printers.cuda import Precision
from nagi.numerics.printers.kernels import Printer
from nagi.simulation.assembly import assembled
from nagi.simulation.batches import Progress, engine_for, run_batches
from nagi.simulation.cohort import Patients, numbered, parameter_array, patient_labels
from nagi.simulation.problems import problem, refuse_no_model, unknown, whole
from nagi.simulation.protocol import chosen_arms, chosen_weeks, ended
from nagi.simulation.provenance import attributes
from nagi.simulation.result import Result

ACCURACIES: tuple[Accuracy, ...] = get_args(Accuracy)
KEEPS = ("weeks", "summary")
TAKEN = frozenset(("status", "baseline", "parameters", "patient", "arm", "week", "parameter", "state"))
"""Names in every result; no output may have one of them."""


def simulate(  # noqa: PLR0913 - the face of the simulator: each argument is a choice of the user
    model: Model,
    patients: Patients,
    *,
    arms: Iterable[str | Arm] | str | Arm,
    weeks: Sequence[float] | npt.ArrayLike,
    accuracy: str = "1e-4",
    printer: str = "llvm",
    precision: str = "double",
    keep: str = "weeks",
    threads: int | None = None,
    progress: Progress | None = None,
    seed: int | None = None,
) -> Result:
    """Run patients through arms and give every output at `weeks` since the start of treatment.

    `patients`: a cohort of `virtual_patients`, or parameters (patient, parameter) in the order of
    `model.parameters`. `arms`: names of the model's arms, or Arm objects of your own. `weeks` ascend and may be
    fractional. `accuracy`: "1e-3" or "1e-4" (largest relative error of EASI) or "reference". `threads`: default all.
    `printer` says who computes: "llvm", "scalar", "interpreter" or "cuda" (see `Engine.of`; there `precision` may be
    "single"); one that cannot work on this machine is an error naming another, and the result says who it was.
    `keep`: "weeks" keeps every week; "summary" only, by patient and arm, the value at the last week, the mean over
    the weeks and the improvement, for large ensembles. `progress(done, total)` is called with patient-arms now and
    then; what it raises stops the run.
    `seed`: a whole number, needed by a model with triggers of chance. A patient meets the same triggers in every arm of
    one `stream`, known by the label of `patients["patient"]`, else by the row.
    A patient who cannot be computed stays in the result, with NaN and a reason in `result["status"]`.
    Raises NagiError (NAGI-M100 to M111, M116, M120, N210; N207 to N209 for an arm of your own; N301 to N307 for a
    printer) with everything that is wrong.
    """
    refuse_no_model(model)
    parameters, problems = parameter_array(model, patients)
    chosen, wrong_arms = chosen_arms(model, arms)
    asked, wrong_weeks = chosen_weeks(weeks, chosen)
    problems += [
        *wrong_arms,
        *wrong_weeks,
        *_wrong_settings(accuracy, keep, threads, progress),
        *_taken(model),
    ]
    problems += problems_of_forcing(model, chosen, seed)
    if problems:
        raise NagiError(problems)
    engine = engine_for(
        model,
        cast(Accuracy, accuracy),
        printer=cast(Printer, printer),
        precision=cast(Precision, precision),
    )
    labels = patient_labels(patients, len(parameters))
    kept = run_batches(
        engine, parameters, ended(chosen, asked), asked,
        threads=threads, summary=keep == "summary", progress=progress, seed=seed, names=numbered(labels),
    )  # fmt: skip
    result = assembled(model, labels, chosen, asked, kept, parameters, keep)
    result.attrs = attributes(
        model, patients, seed=seed,
        accuracy=accuracy, rtol=engine.rtol, keep=keep, printer=printer, precision=precision,
    )  # fmt: skip
    return result


def _wrong_settings(accuracy: str, keep: str, threads: int | None, progress: object) -> list[Problem]:
    problems = [] if accuracy in ACCURACIES else [unknown("NAGI-M110", "accuracy", accuracy, ACCURACIES)]
    problems += [] if keep in KEEPS else [unknown("NAGI-M116", "keep", keep, KEEPS)]
    if threads is not None:
        problems += whole("NAGI-M111", "threads", threads, least=1)
    if progress is not None and not callable(progress):
        ja, en = (
            "progress(済んだ数, 全体の数) と呼べる関数が必要です。",
            "needs a function progress(done, total)",
        )
        problems.append(problem("NAGI-M116", "progress", ja=ja, en=en))
    return problems


def _taken(model: Model) -> list[Problem]:
    ja, en = (
        "この名前は結果の中で使われています。別の名前にしてください。",
        "a result uses this name itself; give the output another",
    )
    return [problem("NAGI-M120", one.name, ja=ja, en=en) for one in model.outputs if one.name in TAKEN]
