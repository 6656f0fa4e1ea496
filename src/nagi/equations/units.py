"""Units of a model: Pint's own, small, with exact exponents.

Two units are equal only if they are written with the same units to the same powers. `1/day` is not `1/week`,
because the numbers of a model are used as they stand: nothing is ever converted behind the reader's back.
"""

from difflib import get_close_matches
from fractions import Fraction
from typing import TypeAlias, cast

import pint

Unit: TypeAlias = pint.Unit

DEFINITIONS = (
    "week = [time]",
    "day = 1/7 * week",
    "hour = 1/24 * day = h",
    "conc = [concentration]",  # the concentration unit of a source that does not say which
    "cells = [cell]",
    "particles = [particle]",
    "log10cfu = [colonies]",  # common logarithm of a colony count per area
    "points = [score]",
    "au = [arbitrary]",
    "gram = [mass] = g",
    "metre = [length] = m",
    "litre = [volume] = L",
    "mole = [substance] = mol",
    "international_unit = [activity] = IU",
    "giga- = 1000000000 = G-",
    "kilo- = 1000 = k-",
    "centi- = 1/100 = c-",
    "milli- = 1/1000 = m-",
    "micro- = 1/1000000 = u-",
    "nano- = 1/1000000000 = n-",
    "pico- = 1/1000000000000 = p-",
)


def _registry() -> pint.UnitRegistry[Fraction]:
    registry: pint.UnitRegistry[Fraction] = pint.UnitRegistry(None, non_int_type=Fraction)
    for line in DEFINITIONS:
        registry.define(line)
    return registry


REGISTRY = _registry()
ONE: Unit = REGISTRY.parse_units("1")
WEEK: Unit = REGISTRY.parse_units("week")


def read_unit(text: str) -> Unit | None:
    """The unit written as `text`, e.g. "conc/week/cells", "1"; None if it cannot be read."""
    if not text.strip():
        return None
    try:
        return REGISTRY.parse_units(text)
    except Exception:  # Pint's parser raises half a dozen unrelated classes
        return None


def similar_units(text: str) -> list[str]:
    """Known units spelt nearly like a part of `text`."""
    known = [line.split("=")[0].strip() for line in DEFINITIONS if "-" not in line]
    parts = text.replace("*", "/").split("/")
    return [
        near for part in parts if part.strip() not in known for near in get_close_matches(part, known, n=2)
    ]


def show(unit: Unit) -> str:
    """The unit as a person writes it: "1/week", "conc/week", "conc^(1/2)"."""
    items = sorted((1 * unit).unit_items())
    above = "*".join(_power(name, exponent) for name, exponent in items if exponent > 0)
    below = "".join("/" + _power(name, -exponent) for name, exponent in items if exponent < 0)
    return (above or "1") + below


def _power(name: str, exponent: Fraction | int) -> str:
    symbol = str(REGISTRY.get_symbol(name))
    if exponent == 1:
        return symbol
    exact = Fraction(exponent)
    return f"{symbol}^{exact}" if exact.denominator == 1 else f"{symbol}^({exact})"


def raised(unit: Unit, exponent: Fraction) -> Unit:
    """The unit to an exact power; to the power of 0 it is 1 (Pint would keep `conc^0`)."""
    return cast(Unit, unit**exponent) if exponent else ONE


def same_dimension(first: Unit, second: Unit) -> bool:
    """Whether two units measure the same thing on another scale, e.g. day and week."""
    return bool(first.dimensionality == second.dimensionality)
