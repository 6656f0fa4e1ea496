"""Units of a model as unit definitions of SBML."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from nagi.equations.units import REGISTRY, Unit, read_unit, show

DIMENSIONLESS = "dimensionless"
KINDS = {
    "week": ("second", 604800),
    "day": ("second", 86400),
    "hour": ("second", 3600),
    "cells": ("item", 1),
    "particles": ("item", 1),
    "gram": ("gram", 1),
    "metre": ("metre", 1),
    "litre": ("litre", 1),
    "mole": ("mole", 1),
}
"""Units that SBML knows, and how many of its own one of ours is. Units of a source that does not say which, scores and
logarithms have none: they become dimensionless and keep their name."""
SCALES = {"": 0, "kilo": 3, "centi": -2, "milli": -3, "micro": -6, "nano": -9, "pico": -12}


@dataclass(frozen=True, kw_only=True)
class Factor:
    """(multiplier x 10^scale x kind)^exponent."""

    kind: str
    exponent: Fraction
    scale: int
    multiplier: int


@dataclass(frozen=True, kw_only=True)
class Definition:
    """One unit definition; `name` is how nagi writes the unit."""

    id: str
    name: str
    factors: tuple[Factor, ...]


def definitions(units: Iterable[str]) -> dict[str, Definition]:
    """The definitions of all `units` that can be read, by their text; each has an id of its own."""
    found: dict[str, Definition] = {}
    for text in dict.fromkeys(units):
        unit = read_unit(text)
        if unit is not None and show(unit) != "1":
            name = show(unit)
            shared = next((d for d in found.values() if d.name == name), None)
            free = _free_id(name, {d.id for d in found.values()})
            found[text] = shared or Definition(id=free, name=name, factors=tuple(_factors(unit)))
    return found


def _free_id(name: str, taken: set[str]) -> str:
    words = re.sub(r"\W+", "_", name.removeprefix("1").replace("/", "_per_")).strip("_")
    number = 1
    while (f"{words}_{number}" if number > 1 else words) in taken:
        number += 1
    return f"{words}_{number}" if number > 1 else words


def _factors(unit: Unit) -> Iterator[Factor]:
    for name, exponent in sorted((1 * unit).unit_items()):
        prefix, base, _ = REGISTRY.parse_unit_name(name)[0]
        kind, size = KINDS.get(base, (DIMENSIONLESS, 1))
        yield Factor(kind=kind, exponent=Fraction(exponent), scale=SCALES[prefix], multiplier=size)
