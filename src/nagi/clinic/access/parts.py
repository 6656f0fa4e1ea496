"""Which field of the field dictionary is asked of whom, and under which heading."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from nagi.clinic.records.models import Part
from nagi.evidence.fields import Field
from nagi.evidence.record import Record
from nagi.evidence.rulebook import load_rules

VITALS = "vitals."


class Section(Record):
    """Some fields under one heading, in the order in which they are asked."""

    part: Part
    step: str
    key: str
    each_site: bool = False
    fields: tuple[str, ...]


class Parts(Record):
    """All sections, and the fields that nobody answers on a visit."""

    section: tuple[Section, ...]
    elsewhere: Mapping[str, tuple[str, ...]]
    vital: tuple[Field, ...]


@cache
def parts() -> Parts:
    """As parts.toml says."""
    file = Path(__file__).with_name("parts.toml")
    return Parts.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))


def sections(part: Part, step: str) -> tuple[Section, ...]:
    """What one step of one part asks."""
    return tuple(one for one in parts().section if (one.part, one.step) == (part, step))


@cache
def fields() -> Mapping[str, Field]:
    """The field dictionary, with what is measured beside it."""
    return {**load_rules().fields, **{one.name: one for one in parts().vital}}


@cache
def names_of(part: Part) -> frozenset[str]:
    """The fields of one part."""
    return frozenset(name for one in parts().section if one.part is part for name in one.fields)
