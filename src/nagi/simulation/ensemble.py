"""Simulate: every patient under every arm, from the patient's own untreated baseline."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from importlib.metadata import version
from typing import cast, get_args

import numpy as np
import numpy.typing as npt
import sympy
import xarray as xr

from nagi.equations.model import Arm, Model
from nagi.errors import NagiError, Problem
from nagi.evidence.files import digest, knowledge_root
from nagi.numerics.engine import Accuracy, Engine
from nagi.numerics.results import Run
from nagi.numerics.status import Status
from nagi.simulation.cohort import Array, Patients, parameter_array, patient_labels
from nagi.simulation.problems import refuse_no_model, unknown, whole
from nagi.simulation.protocol import chosen_arms, chosen_weeks, ended
from nagi.simulation.result import BASELINE, FORMAT, Result

ACCURACIES: tuple[Accuracy, ...] = get_args(Accuracy)


def simulate(  # noqa: PLR0913 - the face of the simulator: each argument is a choice of the user
    model: Model,
    patients: Patients,
    *,
    arms: Iterable[str | Arm] | str | Arm,
    weeks: Sequence[float] | npt.ArrayLike,
    accuracy: str = "1e-4",
    threads: int | None = None,
) -> Result:
    """Run patients through arms and give every output at `weeks` since the start of treatment.

    `patients`: a cohort of `virtual_patients`, or parameters (patient, parameter) in the order of
    `model.parameters`. `arms`: names of the model's arms, or Arm objects of your own. `weeks` ascend and may be
    fractional. `accuracy`: "1e-3" or "1e-4" (largest relative error of EASI) or "reference". `threads`: default all.
    A patient who cannot be computed stays in the result, with NaN and a reason in `result["status"]`.
    Raises NagiError (NAGI-M100 to M111; N207, N208 for an arm of your own) with everything that is wrong.
    """
    refuse_no_model(model)
    parameters, problems = parameter_array(model, patients)
    chosen, wrong_arms = chosen_arms(model, arms)
    asked, wrong_weeks = chosen_weeks(weeks, chosen)
    problems = [*problems, *wrong_arms, *wrong_weeks, *_wrong_settings(accuracy, threads)]
    if problems:
        raise NagiError(problems)
    engine = Engine.of(model, accuracy=cast(Accuracy, accuracy))
    run = engine.run(parameters, ended(chosen, asked), weeks=asked, threads=threads)
    result = Result(
        _variables(model, parameters, run),
        coords=_coordinates(model, patients, chosen, asked, len(parameters)),
    )
    result["week"].attrs = {"units": "week", "long_name": "weeks since the start of treatment"}
    result.attrs = _attributes(model, patients, accuracy, engine.rtol)
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


def _variables(model: Model, parameters: Array, run: Run) -> dict[str, xr.Variable]:
    """Everything a result holds; outputs first."""
    held: dict[str, xr.Variable] = {}
    before = _outputs_at_baseline(model, parameters, run.baseline)
    for column, output in enumerate(model.outputs):
        said = {"units": output.unit, "long_name": output.label}
        held[output.name] = xr.Variable(("patient", "arm", "week"), run.outputs[..., column], said)
        said = {"units": output.unit, "long_name": f"{output.label} before treatment"}
        held[output.name + BASELINE] = xr.Variable("patient", before[column], said)
    held["status"] = xr.Variable(("patient", "arm"), _named(run.status))
    held["baseline"] = xr.Variable(("patient", "state"), run.baseline)
    held["parameters"] = xr.Variable(("patient", "parameter"), parameters)
    return held


def _outputs_at_baseline(model: Model, parameters: Array, baseline: Array) -> list[Array]:
    """Each output at the end of the run-in, where every effect has its default."""
    names = (*model.state_names, *model.parameters, *model.effect_names)
    compute = _compiled(names, tuple(output.expression for output in model.outputs))
    values = compute(*baseline.T, *parameters.T, *(effect.default for effect in model.effects))
    return [np.broadcast_to(np.asarray(value, dtype=np.float64), len(baseline)) for value in values]


@lru_cache(maxsize=64)
def _compiled(names: tuple[str, ...], expressions: tuple[sympy.Expr, ...]) -> Callable[..., list[Array]]:
    """The expressions as one function of arrays, in the order of `names`."""
    function: Callable[..., list[Array]] = sympy.lambdify(
        [sympy.Symbol(name, real=True) for name in names], list(expressions), "numpy"
    )
    return function


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


def _attributes(model: Model, patients: Patients, accuracy: str, rtol: float) -> dict[str, object]:
    """What the numbers rest on, so that they can be computed again."""
    attributes: dict[str, object] = {
        "format": FORMAT,
        "title": model.title,
        "work": model.work,
        "model": model.name,
        "model_digest": model.digest,
        "evidence_digest": _evidence_digest(),
        "nagi_version": version("nagi-skin"),
        "accuracy": accuracy,
        "rtol": rtol,
    }
    if isinstance(patients, xr.Dataset) and patients.attrs.get("model_digest") == model.digest:
        attributes["seed"] = patients.attrs["seed"]
    return attributes
