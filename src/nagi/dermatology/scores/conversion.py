"""Published conversion tables between EASI, objective SCORAD and a six-grade IGA (Hurault 2018)."""

import csv
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nagi.dermatology.scores.instrument import Code
from nagi.dermatology.scores.limits import Limits, exact
from nagi.errors import NagiError, Problem
from nagi.evidence.files import Reader, knowledge_root
from nagi.evidence.record import Line, Record
from nagi.evidence.records import Doi
from nagi.language import Text

FOLDER = Path("instruments", "conversion")


class Table(Record):
    """One direction of conversion and the columns that hold it."""

    source: Code
    target: Code
    file: Line
    source_column: Line
    target_column: Line
    caution: Text | None = None


class Tables(Record):
    """The header of the tables: where they come from and what they may be used for."""

    doi: Doi
    license: Line
    copyright_line: Line
    license_file: Line
    separator: Line
    note: Text
    tables: tuple[Table, ...]


@dataclass(frozen=True, kw_only=True)
class Conversion:
    """An estimated value on another scale, with its source and what it must not be taken for."""

    source: str
    target: str
    value: float
    doi: str
    notes: tuple[Text, ...]


def convert(value: float, *, source: str, target: str) -> Conversion:
    """Estimate a score on another scale; between two rows by linear interpolation.

    Directions: easi to oscorad, oscorad to easi, easi to p_iga (0-5, not vIGA-AD). The two directions are
    separate regressions, so there and back is not the same number. A value outside the table (NAGI-D203)
    and an unknown direction (NAGI-D210) are refused.
    """
    header = _tables()
    table = next((t for t in header.tables if (t.source, t.target) == (source, target)), None)
    if table is None:
        choice = ", ".join(f"{t.source}→{t.target}" for t in header.tables)
        said = Text(ja=f"換算表は {choice} のみです。", en=f"tables exist for {choice}")
        raise NagiError([Problem(code="NAGI-D210", where="conversion", key="target", said=said)])
    given, wanted = _columns(table, header.separator)
    problems = Limits(low=given[0], high=given[-1]).problems(value, where="conversion", key=source)
    if problems:
        raise NagiError(problems)
    notes = (header.note,) if table.caution is None else (header.note, table.caution)
    found = _interpolated(value, given, wanted)
    return Conversion(source=source, target=target, value=found, doi=header.doi, notes=notes)


def _interpolated(value: float, given: tuple[float, ...], wanted: tuple[float, ...]) -> float:
    place = bisect_left(given, value)
    if given[place] == value:
        return wanted[place]
    x0, x1, y0, y1 = map(exact, (*given[place - 1 : place + 1], *wanted[place - 1 : place + 1]))
    return float(y0 + (y1 - y0) * (exact(value) - x0) / (x1 - x0))


@cache
def _tables() -> Tables:
    reader = Reader(knowledge_root())
    path = reader.root / FOLDER / "tables.toml"
    header = reader.record(Tables, reader.table(path), path, "tables")
    if header is None:
        raise NagiError(reader.problems)
    return header


@cache
def _columns(table: Table, separator: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    with (knowledge_root() / FOLDER / table.file).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=separator))
    given = tuple(float(row[table.source_column]) for row in rows)
    return given, tuple(float(row[table.target_column]) for row in rows)
