"""The numbers of a trial in Parquet are those in NetCDF, and say what they are."""

import io
import json
import sys

import numpy as np
import pyarrow.parquet as pq
import pytest
import xarray as xr

from nagi.errors import NagiError
from nagi.reports.trial_numbers import numbers, refuse_unwritable_kind
from nagi.simulation.trial.findings import FIELDS


def found() -> xr.Dataset:
    rng = np.random.default_rng(1)
    shape = (3, 2, 1, 2, 2)
    made = {field: (("draw", "trial", "arm", "endpoint", "size"), rng.random(shape)) for field in FIELDS}
    off = {
        f"null_{f}": (("draw", "null_trial", "arm", "endpoint", "size"), rng.random((3, 4, 1, 2, 2)))
        for f in FIELDS
    }
    course = rng.random((2, 3, 1, 5))
    course[0, 1, 0, 2] = np.nan
    return xr.Dataset(
        {
            **made, **off,
            "course": (("every_arm", "week", "output", "quantile"), course),
            "beside_course": (("reference", "week", "output", "quantile"), rng.random((1, 3, 1, 5))),
            "beside": (("draw", "reference", "endpoint"), rng.random((3, 1, 2))),
            "counts": (("count",), np.arange(2)),
            "nothing": (("draw",), np.array([0, 1, 0], dtype=np.int8)),
        },
        coords={
            "arm": ["drug"], "every_arm": ["placebo", "drug"], "endpoint": ["change", "responders"], "size": [10, 20],
            "week": [0.0, 4.0, 8.0], "output": ["EASI"], "quantile": [0.05, 0.25, 0.5, 0.75, 0.95],
            "reference": ["nothing"], "count": ["screened", "enrolled"],
        },
        attrs={"seed": 7, "digest": "abc", "nagi_version": "1", "title": "片顔"},
    )  # fmt: skip


def test_every_number_comes_back_from_parquet() -> None:
    whole = found()
    files = numbers(whole, "parquet")
    assert set(files) == {"trial.parquet", "trial-course.parquet", "trial-references.parquet"}
    table = pq.read_table(io.BytesIO(files["trial.parquet"])).to_pandas()
    assert len(table) == 3 * (2 + 4) * 2 * 2
    keys = ["draw", "trial", "arm", "endpoint", "size"]
    for effect, prefix in (("on", ""), ("off", "null_")):
        back = table[table["effect"] == effect].set_index(keys).to_xarray()
        for field in FIELDS:
            np.testing.assert_array_equal(back[field].values, whole[prefix + field].values)
    assert set(table[table["nothing"]]["draw"]) == {1}
    course = pq.read_table(io.BytesIO(files["trial-course.parquet"])).to_pandas()
    arms = course[~course["reference"]].set_index(["arm", "week", "output", "quantile"]).to_xarray()
    np.testing.assert_array_equal(
        arms["value"].sel(arm=whole["every_arm"].values).values, whole["course"].values
    )
    assert course[course["reference"]]["arm"].unique().tolist() == ["nothing"]
    beside = pq.read_table(io.BytesIO(files["trial-references.parquet"])).to_pandas()
    np.testing.assert_array_equal(beside["value"].values, whole["beside"].values.ravel())


def test_every_file_says_what_it_rests_on_and_what_its_columns_mean() -> None:
    for content in numbers(found(), "parquet").values():
        schema = pq.read_table(io.BytesIO(content)).schema
        told = {key.decode(): value.decode() for key, value in schema.metadata.items()}
        assert (told["seed"], told["digest"], told["title"]) == ("7", "abc", "片顔")
        assert json.loads(told["counts"]) == {"screened": 0, "enrolled": 1}
        assert set(json.loads(told["columns"])) == set(schema.names)


def test_the_bytes_are_the_same_every_time() -> None:
    assert numbers(found(), "parquet") == numbers(found(), "parquet")


def test_without_the_extra_parquet_is_refused_before_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(NagiError, match="NAGI-T114"):
        refuse_unwritable_kind("parquet")
    refuse_unwritable_kind("netcdf")
