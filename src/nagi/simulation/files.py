"""What comes from files and from text, and what goes into files: patients, weeks, results."""

import os
import tempfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from nagi.errors import NagiError
from nagi.simulation.problems import problem, unknown
from nagi.simulation.provenance import FORMAT

Array = npt.NDArray[np.float64]

WANTED, NAMES = "parameters", "names"
MOST_WEEKS = 1_000_000
DAMAGED = (OSError, ValueError, TypeError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)
"""What the readers of ZIP and of arrays raise at bytes that are not theirs (RuntimeError: an unknown compression)."""


def read_parameters(path: Path, names: Sequence[str] = ()) -> Array:
    """The array `parameters` (patient, parameter) of an .npz file; nothing in the file is executed.

    If the file also holds `names` (parameter), the columns are put into the order of `names` here.
    Raises NagiError (NAGI-M112) if it cannot be opened or holds no such array of numbers.
    """
    try:
        with np.lib.npyio.NpzFile(path.open("rb"), own_fid=True, allow_pickle=False) as held:
            keys = list(held.files)
            found = np.asarray(held[WANTED], dtype=np.float64) if WANTED in keys else None
            columns = [str(name) for name in np.ravel(held[NAMES])] if NAMES in keys else []
    except DAMAGED as error:
        ja = "parameters (患者, パラメータ) の数値配列をもつ .npz ファイルが必要です。"
        en = "needs to be an .npz file with an array of numbers `parameters` (patient, parameter)"
        raise NagiError([problem("NAGI-M112", path.name, ja=ja, en=en)]) from error
    if found is None:
        raise NagiError([unknown("NAGI-M112", path.name, WANTED, keys)])
    return _ordered(found, columns, names, path) if columns and names else found


def _ordered(found: Array, columns: Sequence[str], names: Sequence[str], path: Path) -> Array:
    """The columns called `columns` in the order of `names`."""
    if found.ndim != 2 or found.shape[1] != len(columns):
        seen = tuple(int(size) for size in found.shape)
        ja = f"names は {len(columns)} 個ですが、parameters の形は {seen} です。"
        en = f"has {len(columns)} names, but parameters of the shape {seen}"
        raise NagiError([problem("NAGI-M112", path.name, ja=ja, en=en)])
    lacking = [name for name in names if name not in columns]
    if lacking:
        raise NagiError([unknown("NAGI-M112", path.name, name, columns) for name in lacking])
    return np.ascontiguousarray(found[:, [columns.index(name) for name in names]])


def read_patient(text: str) -> Array:
    """One patient of a file as `FILE.npz:ROW`, rows counted from 0: an array (1, parameter).

    Raises NagiError (NAGI-M112) for the file, (NAGI-X013) if there is no such row.
    """
    file, _, row = text.rpartition(":")
    if not file or not row.isdecimal():
        ja, en = (
            f"{text!r} は読めません。FILE.npz:0 のように書いてください。",
            f"{text!r} cannot be read; write FILE.npz:0",
        )
        raise NagiError([problem("NAGI-X013", "--patient", ja=ja, en=en)])
    table = np.atleast_2d(read_parameters(Path(file)))
    if int(row) >= len(table):
        ja = f"{row} 行目の患者はいません。0 から {len(table) - 1} までです。"
        en = f"there is no row {row}; rows go from 0 to {len(table) - 1}"
        raise NagiError([problem("NAGI-X013", "--patient", ja=ja, en=en)])
    patient: Array = table[int(row)][np.newaxis]
    return patient


def read_weeks(text: str) -> Array:
    """Weeks as text: `0:24` is 0, 1 … 24 (both ends), `0:24:0.5` every half week, `0,4,16` just these.

    Raises NagiError (NAGI-M115) if the text is none of these.
    """
    try:
        if ":" not in text:
            return np.asarray([float(part) for part in text.split(",")])
        first, last, *step = (float(part) for part in text.split(":"))
        return _evenly(first, last, *step)
    except (TypeError, ValueError) as error:
        ja = f"{text!r} は読めません。0:24、0:24:0.5、0,4,16 のように書いてください。"
        en = f"{text!r} cannot be read; write 0:24, 0:24:0.5 or 0,4,16"
        raise NagiError([problem("NAGI-M115", "--weeks", ja=ja, en=en)]) from error


def _evenly(first: float, last: float, step: float = 1.0) -> Array:
    count = (
        int((last - first) / step + 1e-9) + 1 if step > 0 and np.isfinite([first, last, step]).all() else 0
    )
    if not 0 < count <= MOST_WEEKS:
        raise ValueError("no weeks, or too many")
    # 0:1:0.3 means 0.9, not 0.8999999999999999: weeks are looked up by their value later
    weeks: Array = np.minimum(np.round(first + step * np.arange(count), 12), last)
    return weeks


def refuse_unwritable(path: Path) -> None:
    """Raises OSError now if `path` could not be written later: before a long run, not after it."""
    if path.is_dir():
        raise IsADirectoryError(21, os.strerror(21), str(path))
    with tempfile.TemporaryFile(prefix=".nagi-", dir=path.parent):
        pass


def write_whole(path: Path, content: bytes | memoryview) -> None:
    """Write a file so that either all of it is there afterwards, or what was there before."""
    with tempfile.TemporaryDirectory(prefix=".nagi-", dir=path.parent) as stage:
        new = Path(stage) / path.name
        new.write_bytes(content)
        new.replace(path)


def read_netcdf(path: Path) -> xr.Dataset:
    """The Dataset in a file of `Result.to_netcdf`. Raises NagiError (NAGI-M114) for any other file."""
    try:
        with xr.open_dataset(path, engine="h5netcdf", decode_times=False) as opened:
            read = opened.load()
    except (OSError, ValueError, KeyError, RuntimeError) as error:  # what HDF5 says of damaged files
        ja = f"{path.name} は開けないか、NetCDF ではありません。"
        en = f"{path.name} cannot be opened or is not NetCDF"
        raise NagiError([problem("NAGI-M114", "path", ja=ja, en=en)]) from error
    if read.attrs.get("format") != FORMAT:
        ja = f"{path.name} は nagi の計算結果ではありません。"
        en = f"{path.name} is not the result of nagi.simulate"
        raise NagiError([problem("NAGI-M114", "path", ja=ja, en=en)])
    return _as_text(read).assign_attrs(_plain(read.attrs))


def _as_text(read: xr.Dataset) -> xr.Dataset:
    """Text comes back from a file as objects; make it text again."""
    names = [name for name, one in read.variables.items() if one.dtype == object]
    return read.assign({name: read[name].astype(str) for name in names})


def _plain(attributes: Mapping[Any, Any]) -> dict[Any, Any]:
    """Attributes come back from a file as NumPy scalars."""
    return {k: value.item() if isinstance(value, np.generic) else value for k, value in attributes.items()}
