"""Simulate: every patient under every arm, from the patient's own untreated baseline."""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import version
from typing import cast, get_args

import numpy as np
import numpy.typing as npt
import xarray as xr

from nagi.equations.model import Arm, Model
from nagi.errors import NagiError, Problem
from nagi.evidence.files import digest, knowledge_root
from nagi.numerics.engine import Accuracy, Engine
from nagi.numerics.printers.cuda import Precision
from nagi.numerics.printers.kernels import Printer
from nagi.numerics.results import Run
from nagi.numerics.status import Status
from nagi.simulation.cohort import Array, Patients, parameter_array, patient_labels
from nagi.simulation.problems import refuse_no_model, unknown, whole
from nagi.simulation.protocol import chosen_arms, chosen_weeks
from nagi.simulation.result import BASELINE, FORMAT, Result

ACCURACIES: tuple[Accuracy, ...] = get_args(Accuracy)


def simulate(  # noqa: PLR0913 - the face of the simulator: each argument is a choice of the user
    model: Model,
    patients: Patients,
    *,
    arms: Iterable[str | Arm] | str | Arm,
    weeks: Sequence[float] | npt.ArrayLike,
    accuracy: str = "1e-4",
    printer: str = "llvm",
    precision: str = "double",
    threads: int | None = None,
) -> Result:
    """Run patients through arms and give every output at `weeks` since the start of treatment.

    `patients`: a cohort of `virtual_patients`, or parameters (patient, parameter) in the order of
    `model.parameters`. `arms`: names of the model's arms, or Arm objects of your own. `weeks` ascend and may be
    fractional. `accuracy`: "1e-3" or "1e-4" (largest relative error of EASI) or "reference". `threads`: default all.
    `printer` says who computes: "llvm", "scalar", "interpreter" or "cuda" (see `Engine.of`; there `precision` may be
    "single"); one that cannot work on this machine is an error naming another, and the result says who it was.
    A patient who cannot be computed stays in the result, with NaN and a reason in `result["status"]`.
    Raises NagiError (NAGI-M100 to M111; N207, N208 for an arm of your own; N301 to N306 for a printer) with everything
    that is wrong.
    """
    refuse_no_model(model)
    parameters, problems = parameter_array(model, patients)
    chosen, wrong_arms = chosen_arms(model, arms)
    asked, wrong_weeks = chosen_weeks(weeks, chosen)
    problems = [*problems, *wrong_arms, *wrong_weeks, *_wrong_settings(accuracy, threads)]
    if problems:
        raise NagiError(problems)
    engine = Engine.of(
        model,
        accuracy=cast(Accuracy, accuracy),
        printer=cast(Printer, printer),
        precision=cast(Precision, precision),
    )
    run = engine.run(parameters, chosen, weeks=asked, threads=threads)
    result = Result(
        _variables(model, parameters, run, engine.outputs_at(parameters, run.baseline)),
        coords=_coordinates(model, patients, chosen, asked, len(parameters)),
    )
    result["week"].attrs = {"units": "week", "long_name": "weeks since the start of treatment"}
    result.attrs = _attributes(model, patients) | {
        "accuracy": accuracy, "rtol": engine.rtol, "printer": printer, "precision": precision,
    }  # fmt: skip
    return result


def _wrong_settings(accuracy: str, threads: int | None) -> list[Problem]:
    problems = [] if accuracy in ACCURACIES else [unknown("NAGI-M110", "accuracy", accuracy, ACCURACIES)]
    return problems if threads is None else problems + whole("NAGI-M111", "threads", threads, least=1)


def _coordinates(
    model: Model, patients: Patients, arms: Sequence[Arm], weeks: Array, count: int
) -> dict[str, npt.ArrayLike]:
    return {
        "patient": patient_labels(patients, count),
        "arm": [arm.name for arm in arms],
        "week": weeks,
        "parameter": list(model.parameters),
        "state": list(model.state_names),
    }


def _variables(model: Model, parameters: Array, run: Run, before: Array) -> dict[str, xr.Variable]:
    """Everything a result holds; outputs first. `before` are the outputs (patient, output) before treatment."""
    held: dict[str, xr.Variable] = {}
    for column, output in enumerate(model.outputs):
        said = {"units": output.unit, "long_name": output.label}
        held[output.name] = xr.Variable(("patient", "arm", "week"), run.outputs[..., column], said)
        said = {"units": output.unit, "long_name": f"{output.label} before treatment"}
        held[output.name + BASELINE] = xr.Variable("patient", before[:, column], said)
    held["status"] = xr.Variable(("patient", "arm"), _named(run.status))
    held["baseline"] = xr.Variable(("patient", "state"), run.baseline)
    held["parameters"] = xr.Variable(("patient", "parameter"), parameters)
    return held


def _named(codes: npt.NDArray[np.int64]) -> npt.NDArray[np.str_]:
    """Codes of `nagi.numerics.status.Status` by name: "ok", "too_many_steps" …"""
    names = np.empty(codes.shape, dtype=f"U{max(len(status.name) for status in Status)}")
    for status in Status:
        names[codes == status] = status.name.lower()
    return names


@cache
def _evidence_digest() -> str:
    """The digest of all installed knowledge; it cannot change while a process runs."""
    root = knowledge_root()
    return digest(root.rglob("*.toml"), root)


def _attributes(model: Model, patients: Patients) -> dict[str, object]:
    """What the numbers rest on, so that they can be computed again."""
    attributes: dict[str, object] = {
        "format": FORMAT,
        "title": model.title,
        "work": model.work,
        "model": model.name,
        "model_digest": model.digest,
        "evidence_digest": _evidence_digest(),
        "nagi_version": version("nagi-skin"),
    }
    if isinstance(patients, xr.Dataset) and patients.attrs.get("model_digest") == model.digest:
        attributes["seed"] = patients.attrs["seed"]
    return attributes
