"""Patients that come as a file, and weeks and arms that come as text."""

import zipfile
import zlib
from pathlib import Path

import numpy as np

from nagi.errors import NagiError
from nagi.simulation.cohort import Array
from nagi.simulation.problems import problem, unknown

WANTED = "parameters"
MOST_WEEKS = 1_000_000
DAMAGED = (OSError, ValueError, TypeError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)
"""What the readers of ZIP and of arrays raise at bytes that are not theirs (RuntimeError: an unknown compression)."""


def read_parameters(path: Path) -> Array:
    """The array `parameters` (patient, parameter) of an .npz file; nothing in the file is executed.

    Raises NagiError (NAGI-M112) if it cannot be opened or holds no such array of numbers.
    """
    try:
        with np.lib.npyio.NpzFile(path.open("rb"), own_fid=True, allow_pickle=False) as held:
            names = list(held.files)
            found = np.asarray(held[WANTED], dtype=np.float64) if WANTED in names else None
    except DAMAGED as error:
        ja = "parameters (患者, パラメータ) の数値配列をもつ .npz ファイルが必要です。"
        en = "needs to be an .npz file with an array of numbers `parameters` (patient, parameter)"
        raise NagiError([problem("NAGI-M112", path.name, ja=ja, en=en)]) from error
    if found is None:
        raise NagiError([unknown("NAGI-M112", path.name, WANTED, names)])
    return found


def read_patient(text: str) -> Array:
    """One patient of a file as `FILE.npz:ROW`, rows counted from 0: an array (1, parameter).

    Raises NagiError (NAGI-M112) for the file, (NAGI-M116) if there is no such row.
    """
    file, _, row = text.rpartition(":")
    if not file or not row.isdecimal():
        ja, en = (
            f"{text!r} は読めません。FILE.npz:0 のように書いてください。",
            f"{text!r} cannot be read; write FILE.npz:0",
        )
        raise NagiError([problem("NAGI-M116", "--patient", ja=ja, en=en)])
    table = np.atleast_2d(read_parameters(Path(file)))
    if int(row) >= len(table):
        ja = f"{row} 行目の患者はいません。0 から {len(table) - 1} までです。"
        en = f"there is no row {row}; rows go from 0 to {len(table) - 1}"
        raise NagiError([problem("NAGI-M116", "--patient", ja=ja, en=en)])
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
    weeks: Array = np.minimum(first + step * np.arange(count), last)
    return weeks
