"""What trials in people measured, to be shown beside what a published model computes."""

from typing import Literal

from pydantic import Field

from nagi.errors import NagiError
from nagi.evidence.files import Reader, knowledge_root
from nagi.evidence.record import Id, Line, Record

Measure = Literal["improvement", "EASI-50", "EASI-75", "EASI-90"]
"""Mean improvement of EASI from baseline, or the share of people improved by at least so much; both in percent."""


class Comparison(Record):
    """One drug against its control in one trial, at one week, in percent."""

    arm: Line
    trial: Line
    background: Line
    measure: Measure
    week: float = Field(gt=0)
    active: float = Field(ge=0, le=100)
    control: float = Field(ge=0, le=100)
    work: Id


class Trials(Record):
    """The comparisons that stand beside one model."""

    model: Line
    comparison: tuple[Comparison, ...] = Field(min_length=1)


def read_trials(model: str) -> tuple[Comparison, ...]:
    """The comparisons for `model`; none if it has no file. Raises NagiError with every problem of the file."""
    reader = Reader(knowledge_root())
    path = reader.root / "trials" / f"{model}.toml"
    if not path.is_file():
        return ()
    table = reader.table(path)
    if reader.problems:
        raise NagiError(reader.problems)
    return reader.whole(reader.record(Trials, table, path, model)).comparison
