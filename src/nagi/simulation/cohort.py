"""Virtual patients: parameters drawn from a model's published distributions, or given by the user."""

import hashlib
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import xarray as xr

from nagi.equations.model import Model
from nagi.errors import NagiError, Problem
from nagi.simulation.problems import MOST_LISTED, problem, refuse_no_model, unknown, whole
from nagi.simulation.provenance import nagi_version
from nagi.simulation.streams import standard_normals

Array = npt.NDArray[np.float64]
Patients = xr.Dataset | xr.DataArray | npt.ArrayLike

FEW = 100
"""Columns of up to so many patients are copied into a table sooner than it is found that they are one."""


def virtual_patients(model: Model, n: int, *, seed: int) -> xr.Dataset:
    """Draw `n` patients: a Dataset with one variable (patient) per parameter, in the model's units.

    Each parameter is log-normal and independent, as published, or 0 with the probability that its record gives.
    Patient i is the same for every `n`.
    Raises NagiError (NAGI-M101) if `n` is not a whole number >= 1 or `seed` not one >= 0.
    """
    refuse_no_model(model)
    problems = whole("NAGI-M101", "n", n, least=1) + whole("NAGI-M101", "seed", seed, least=0)
    if problems:
        raise NagiError(problems)
    # One table whose columns are the variables: simulate needs no second copy of a large cohort.
    table = np.empty((n, len(model.population)))
    variables = {}
    for column, one in enumerate(model.population):
        z = standard_normals(seed, "cohort", one.name, count=n)
        table[:, column] = np.exp(one.mean_ln + one.sd_ln * z)
        said = {"units": one.unit, "long_name": one.label, "record": one.id}
        if one.zero:
            absent = standard_normals(seed, "cohort", f"{one.name} is zero", count=n)
            table[absent < NormalDist().inv_cdf(one.zero), column] = 0.0
        variables[one.name] = xr.Variable("patient", table[:, column], said)
    drawn = xr.Dataset(variables, coords={"patient": np.arange(n)})
    drawn.attrs = {
        "title": f"virtual patients of {model.name}",
        "model": model.name,
        "model_digest": model.digest,
        "seed": int(seed),
        "nagi_version": nagi_version(),
    }
    return drawn


def parameter_array(model: Model, patients: Patients) -> tuple[Array, list[Problem]]:
    """The parameters as (patient, parameter) in published order, and everything that is wrong with them."""
    if isinstance(patients, xr.DataArray) and "parameter" in patients.coords:
        patients = patients.to_dataset("parameter")
    if isinstance(patients, xr.Dataset):
        values, problems = _stacked(model, patients)
    else:
        values, problems = _as_floats(patients)
    problems = problems or _misshapen(model, values)
    return values, problems or _bad_values(model, values)


def patient_labels(patients: Patients, count: int) -> npt.NDArray[np.generic]:
    """The patients' own labels if they have some, else 0, 1, 2 …"""
    if isinstance(patients, xr.Dataset | xr.DataArray) and "patient" in patients.coords:
        return np.asarray(patients.coords.variables["patient"].values)
    return np.arange(count)


def far_from_published(model: Model, patients: Patients) -> tuple[str, ...]:
    """Parameters whose median is more than 10 times and 6 standard deviations off: their columns may be exchanged."""
    table, problems = parameter_array(model, patients)
    if problems:
        raise NagiError(problems)
    with np.errstate(divide="ignore"):
        middle = np.log(np.median(table, axis=0))
    return tuple(
        one.name
        for one, seen in zip(model.population, middle, strict=True)
        if abs(seen - one.mean_ln) > np.log(10) + 6 * one.sd_ln
    )


def numbered(labels: npt.NDArray[np.generic]) -> npt.NDArray[np.int64]:
    """The whole numbers by which chance knows patients: their labels, or a digest of labels that are no numbers."""
    if np.issubdtype(labels.dtype, np.integer):
        return labels.astype(np.int64)
    digests = [hashlib.sha256(str(label).encode()).digest()[:8] for label in labels.tolist()]
    return np.array([int.from_bytes(one, "little", signed=True) for one in digests], dtype=np.int64)


def _stacked(model: Model, cohort: xr.Dataset) -> tuple[Array, list[Problem]]:
    problems, variables = [], dict(cohort.variables)
    for name in model.parameters:
        if name not in variables:
            problems.append(_missing(name, [str(held) for held in cohort.data_vars]))
        elif variables[name].dims != ("patient",):
            seen = ", ".join(str(dim) for dim in variables[name].dims)
            ja = f"次元は (patient) でなければなりません。今は ({seen}) です。"
            problems.append(problem("NAGI-M102", name, ja=ja, en=f"needs dims (patient), has ({seen})"))
    if problems:
        return np.empty((0, 0)), problems
    if not model.parameters:
        return np.empty((cohort.sizes.get("patient", 0), 0)), []
    columns = [variables[name].values for name in model.parameters]
    if len(columns[0]) <= FEW:
        return _as_floats(np.array(columns).T)
    table = _table_of(columns)
    return _as_floats(np.stack(columns, axis=1) if table is None else table)


def _table_of(columns: list[Array]) -> Array | None:
    """The table (patient, parameter) in memory of which these are the columns, in this order; None if there is none."""
    table = columns[0].base
    if not isinstance(table, np.ndarray) or table.shape != (len(columns[0]), len(columns)):
        return None
    place = table.__array_interface__["data"][0]  # .ctypes takes three times as long
    for column in columns:
        if column.base is not table or column.strides != table.strides[:1]:
            return None
        if column.__array_interface__["data"][0] != place:
            return None
        place += table.strides[1]
    return table


def _missing(name: str, held: list[str]) -> Problem:
    if not held:
        return problem("NAGI-M102", name, ja="このパラメータがありません。", en="this parameter is missing")
    near = unknown("NAGI-M102", name, name, held).said
    return problem(
        "NAGI-M102",
        name,
        ja=f"このパラメータがありません。{near.ja}",
        en=f"this parameter is missing: {near.en}",
    )


def _misshapen(model: Model, values: Array) -> list[Problem]:
    wanted = len(model.parameters)
    if values.ndim == 2 and values.shape[1] == wanted and len(values):
        return []
    seen = tuple(int(size) for size in values.shape)
    ja = f"形は (患者数, {wanted}) でなければなりません。今は {seen} です。並びは model.parameters の順です。"
    en = f"needs the shape (patients, {wanted}) in the order of model.parameters, has {seen}"
    return [problem("NAGI-M103", "parameters", ja=ja, en=en)]


def _as_floats(values: npt.ArrayLike | xr.DataArray) -> tuple[Array, list[Problem]]:
    try:
        return np.require(values, dtype=np.float64, requirements=["C", "W"]), []  # compiled code needs both
    except (TypeError, ValueError):
        ja, en = "数値の配列ではありません。", "is not an array of numbers"
        return np.empty((0, 0)), [problem("NAGI-M103", "parameters", ja=ja, en=en)]


def _bad_values(model: Model, values: Array) -> list[Problem]:
    if not values.size or (
        values.min() >= 0 and values.max() < np.inf
    ):  # NaN is neither; no table of flags for large cohorts
        return []
    rows, columns = np.nonzero(~(np.isfinite(values) & (values >= 0)))
    problems = [
        _bad(model.parameters[column], int(row), float(values[row, column]))
        for row, column in zip(rows[:MOST_LISTED], columns[:MOST_LISTED], strict=True)
    ]
    if len(rows) > MOST_LISTED:
        left = len(rows) - MOST_LISTED
        ja, en = f"ほかに {left} 個の値が使えません。", f"and {left} more values cannot be used"
        problems.append(problem("NAGI-M104", "parameters", ja=ja, en=en))
    return problems


def _bad(name: str, row: int, value: float) -> Problem:
    return problem(
        "NAGI-M104", name,
        ja=f"患者 {row} の値 {value:g} は使えません。0 以上の有限の数が必要です。",
        en=f"patient {row} has {value:g}; needs a finite number >= 0",
    )  # fmt: skip
