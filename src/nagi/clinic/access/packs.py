"""Licensed questionnaires: their texts are not shipped. A clinic that may use one installs it as a file.

`NAGI_HOME/instruments/<name>.toml`: instrument, licence, copyright_line, commercial_ok = true, and one [[item]] with
text and options for each question.
"""

from collections.abc import Mapping
from functools import cache
from typing import Literal

from pydantic import Field, model_validator

from nagi.clinic.place import Place
from nagi.dermatology.scores import instrument, instruments
from nagi.errors import NagiError
from nagi.evidence.files import Reader
from nagi.evidence.record import Line, Record
from nagi.language import Text

FOLDER = "instruments"


class Choice(Record):
    """One box of a question: the number or the code that it counts as."""

    value: int | str
    text: Text


class Item(Record):
    """One question."""

    text: Text
    options: tuple[Choice, ...] = Field(min_length=2)


class Pack(Record):
    """One questionnaire as its owner lets the clinic show it."""

    instrument: Line
    licence: Line
    copyright_line: Line
    commercial_ok: Literal[True]
    item: tuple[Item, ...]

    @model_validator(mode="after")
    def _fits(self) -> "Pack":
        """A form for patients with the number of questions that its scorer knows."""
        if self.instrument not in instruments() or instrument(self.instrument).rated_by != "patient":
            raise ValueError("not an instrument that patients fill in")
        if len(self.item) != instrument(self.instrument).items.count:
            raise ValueError(f"{self.instrument} has {instrument(self.instrument).items.count} questions")
        return self

    @property
    def name(self) -> Text:
        """What it is called."""
        return instrument(self.instrument).name


def packs() -> Mapping[str, Pack]:
    """The questionnaires that this clinic installed, by instrument. Raises NagiError with every problem in the files."""
    return _packs(Place.of_environment())


@cache
def _packs(place: Place) -> Mapping[str, Pack]:
    if not (place.folder / FOLDER).is_dir():
        return {}
    reader = Reader(place.folder)
    found = reader.unique(reader.records(Pack, FOLDER), "instrument")
    if reader.problems:
        raise NagiError(reader.problems)
    return found
