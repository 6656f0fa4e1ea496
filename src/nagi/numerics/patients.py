"""Whether numbers of patients can be used at all: shape, finite, not negative. Each problem names the parameter."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from nagi.errors import NagiError, Problem
from nagi.language import Text, filled
from nagi.numerics.driver.tables import Floats

MOST_NAMED = 3
WHOM = "{0} {0:patient|patients} ({0:row|rows} {1})"


def usable_parameters(parameters: npt.ArrayLike, names: Sequence[str]) -> Floats:
    """The parameters as a table (patients, parameters). Raises NagiError (N201 to N203) naming what is wrong."""
    table = _table(parameters, names, where="parameters", code="NAGI-N201")
    if not table.size or (table.min() >= 0 and table.max() < np.inf):  # NaN is neither
        return table
    problems = [*_bad(table, names, code="NAGI-N202"), *_negative(table, names)]
    if problems:
        raise NagiError(problems)
    return table


def usable_start(start: npt.ArrayLike, names: Sequence[str], *, patients: int) -> Floats:
    """Start states as a table (patients, states); NaN rows are patients whose baseline failed. Raises N204."""
    table = _table(start, names, where="start", code="NAGI-N204")
    if table.shape[0] != patients:
        ja = f"初期状態は {table.shape[0]} 人分ですが、パラメータは {patients} 人分です。"
        en = f"start states are for {table.shape[0]} patients, parameters for {patients}"
        raise NagiError([Problem(code="NAGI-N204", where="start", key="", said=Text(ja, en))])
    return table


def _table(values: npt.ArrayLike, names: Sequence[str], *, where: str, code: str) -> Floats:
    try:
        table = np.ascontiguousarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        table = np.empty(0)
    if table.ndim == 2 and table.shape[1] == len(names):
        return table
    ja = f"(患者数, {len(names)}) の数の表が必要です(列: {'、'.join(names)})。渡された形は {table.shape} です。"
    en = f"needs a table of numbers (patients, {len(names)}) with columns {', '.join(names)}; got {table.shape}"
    raise NagiError([Problem(code=code, where=where, key="", said=Text(ja, en))])


def _rows(bad: npt.NDArray[np.bool_]) -> str:
    rows = np.flatnonzero(bad)
    return ", ".join(str(row) for row in rows[:MOST_NAMED]) + (", …" if rows.size > MOST_NAMED else "")


def _bad(table: Floats, names: Sequence[str], *, code: str) -> Iterator[Problem]:
    bad = ~np.isfinite(table)
    for column in np.flatnonzero(bad.any(axis=0)).tolist():
        count, rows = int(bad[:, column].sum()), _rows(bad[:, column])
        ja = f"{count} 人で有限の数ではありません(行 {rows})。値を確かめてください。"
        en = filled(f"is not a finite number for {WHOM}; check the values", count, rows)
        yield Problem(code=code, where="parameters", key=names[column], said=Text(ja, en))


def _negative(table: Floats, names: Sequence[str]) -> Iterator[Problem]:
    bad = table < 0
    for column in np.flatnonzero(bad.any(axis=0)).tolist():
        count, rows = int(bad[:, column].sum()), _rows(bad[:, column])
        ja = f"{count} 人で負の値です(行 {rows})。速度や濃度は 0 以上でなければなりません。"
        en = filled(f"is negative for {WHOM}; rates and concentrations must be 0 or more", count, rows)
        yield Problem(code="NAGI-N203", where="parameters", key=names[column], said=Text(ja, en))
