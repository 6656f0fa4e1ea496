"""Every number of a virtual trial as files: NetCDF with named dimensions, or Parquet as long tables."""

import io
import json
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import numpy as np
import xarray as xr

from nagi.errors import NagiError, Problem
from nagi.language import Text
from nagi.services.trials.columns import COLUMNS, Kind
from nagi.simulation.trial.findings import FIELDS

Table = Mapping[str, np.ndarray[Any, Any]]
NUMBERS, ESTIMATES, COURSE, REFERENCES = (
    "trial.nc", "trial.parquet", "trial-course.parquet", "trial-references.parquet",
)  # fmt: skip
WITHOUT = Text(
    ja="Parquet で書くには pyarrow が要ります。pip install 'nagi-skin[parquet]' を実行してください。",
    en="Parquet needs pyarrow: pip install 'nagi-skin[parquet]'",
)


def numbers(found: xr.Dataset, kind: Kind) -> dict[str, bytes]:
    """The contents of the files that hold `found`, by name. Raises NagiError (NAGI-T114) if Parquet is not installed."""
    if kind == "netcdf":
        return {NUMBERS: bytes(found.to_netcdf(engine="h5netcdf"))}
    tables = {ESTIMATES: estimates(found), COURSE: course(found)}
    if "beside" in found:
        tables[REFERENCES] = _long(found["beside"].rename(reference="arm"), "value")
    return {name: _parquet(table, found) for name, table in tables.items()}


def refuse_unwritable_kind(kind: Kind) -> None:
    """Raises NagiError (NAGI-T114) before a long run whose numbers could not be written."""
    if kind == "parquet":
        _pyarrow()


def estimates(found: xr.Dataset) -> Table:
    """One row per trial, arm, endpoint and size, those with the effect off last."""
    on, off = ({field: _long(found[f"{null}{field}"], field) for field in FIELDS} for null in ("", "null_"))
    tables = []
    for effect, parts in (("on", on), ("off", off)):
        keys = {name: column for name, column in parts["p"].items() if name != "p"}
        rows = len(parts["p"]["p"])
        tables.append(
            {"effect": np.repeat(effect, rows), **keys, **{field: parts[field][field] for field in FIELDS}}
        )
    joined = {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}
    return joined | {"nothing": found["nothing"].values.astype(bool)[joined["draw"]]}


def course(found: xr.Dataset) -> Table:
    """One row per arm or reference, week, output and quantile."""
    tables = [_told(found["course"].rename(every_arm="arm"), reference=False)]
    if "beside_course" in found:
        tables.append(_told(found["beside_course"].rename(reference="arm"), reference=True))
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def _told(values: xr.DataArray, *, reference: bool) -> Table:
    table = _long(values, "value")
    return {**table, "reference": np.full(len(table["value"]), reference)}


def _long(values: xr.DataArray, name: str) -> dict[str, np.ndarray[Any, Any]]:
    """One row per value: a column for each dimension, by its labels or counted from 0."""
    labels = [
        values[dim].values if dim in values.coords else np.arange(values.sizes[dim]) for dim in values.dims
    ]
    grids = np.meshgrid(*labels, indexing="ij")
    keys = {
        str(dim).removeprefix("null_"): grid.ravel() for dim, grid in zip(values.dims, grids, strict=True)
    }
    return {**keys, name: values.values.ravel()}


def _parquet(table: Table, found: xr.Dataset) -> bytes:
    arrow, parquet = _pyarrow()
    counts = {
        str(name): int(count)
        for name, count in zip(found["count"].values, found["counts"].values, strict=True)
    }
    told = {
        **found.attrs,
        "counts": json.dumps(counts),
        "columns": json.dumps({name: COLUMNS[name] for name in table}),
    }
    made = arrow.table(dict(table)).replace_schema_metadata({key: str(value) for key, value in told.items()})
    room = io.BytesIO()
    parquet.write_table(made, room)
    return room.getvalue()


def _pyarrow() -> tuple[Any, Any]:
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")  # an extra, and large
    except ImportError:
        raise NagiError(
            [Problem(code="NAGI-T114", where="nagi trial", key="--format", said=WITHOUT)]
        ) from None
