"""What the twin assumes, read from `knowledge/twin`: scatter of measurements, arms, and when it says nothing."""

from collections.abc import Mapping
from functools import cache

from pydantic import Field

from nagi.errors import NagiError
from nagi.evidence.files import Reader, knowledge_root
from nagi.evidence.record import Id, Line, Record
from nagi.language import Text
from nagi.simulation.twin.instruments import History, Instrument


class Silence(Record):
    """`contradiction`: least share of the model's people as unusual as the person; `untaught`: largest share of
    virtual patients that may keep their weight."""

    contradiction: float = Field(gt=0, lt=1)
    contradiction_note: Text
    untaught: float = Field(gt=0, le=1)
    untaught_note: Text


class Calm(Record):
    """One output at or below a number: a part of "stable enough to be needled"."""

    output: Line
    at_most: float
    note: Text


class Compared(Record):
    """One arm of a forecast, the route of the rules it stands for, and the claim that says what is known of it."""

    name: Line
    route: Line | None = None
    claim: Id
    label: Text


class Medicines(Record):
    """What each answer about medicines in use means to the model.

    `topical`: guideline care's own effect `topical_effect`. `as_arm`: an arm of the model. `no_effect`: nothing.
    `not_in_model`: the forecast is silent. `left_out`: said, not simulated. `stopped`: effects, where the model has
    them, of an arm in which medicines end.
    """

    field: Line
    topical_effect: Line
    topical: tuple[Line, ...]
    as_arm: tuple[Line, ...]
    no_effect: tuple[Line, ...]
    not_in_model: tuple[Line, ...]
    left_out: tuple[Line, ...]
    stopped: Mapping[str, float]
    kept_note: Text
    left_out_note: Text
    two_note: Text


class OfSite(Record):
    """How one site is measured: its `signs`, summed and multiplied by `points`, stand for EASI, and its own itch.

    `limits` are the thresholds of the rules for each sign of a stable site, `itch_limit` that for its itch.
    """

    virtual_patients: int = Field(gt=0)
    signs: tuple[Line, ...]
    limits: tuple[Line, ...]
    itch_limit: Line
    points: float = Field(gt=0)
    note: Text
    instrument: tuple[Instrument, ...]


class Assumptions(Record):
    """Everything the twin assumes about one model. Times in weeks.

    `care`: how much of guideline care is in effect today, by the answer about it; `idle_if_zero`: the
    parameter without which an exosome does nothing; `reason`: why nothing is shown.
    """

    model: Line
    virtual_patients: int = Field(gt=0)
    weeks: int = Field(gt=0)
    lead_weeks: float = Field(ge=0)
    lead_note: Text
    idle_if_zero: Line
    care: Mapping[str, float]
    medicines: Medicines
    reason: Mapping[str, Text]
    instrument: tuple[Instrument, ...] = Field(min_length=1)
    history: History | None = None
    silence: Silence
    calm: tuple[Calm, ...]
    site: OfSite
    arm: tuple[Compared, ...]


@cache
def assumptions(model: str) -> Assumptions:
    """The assumptions about `model`. Raises NagiError (NAGI-K001 to K003) with every problem of its file."""
    reader = Reader(knowledge_root())
    path = reader.root / "twin" / f"{model}.toml"
    table = reader.table(path)
    if reader.problems:
        raise NagiError(reader.problems)
    return reader.whole(reader.record(Assumptions, table, path, model))
