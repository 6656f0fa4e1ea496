"""The unit of time of a file, and units of its quantities as nagi writes them."""

from fractions import Fraction
from typing import Any

from nagi.equations.units import read_unit
from nagi.interchange.sbml.library import libsbml
from nagi.interchange.sbml.refusals import Refusals
from nagi.interchange.sbml.units import DIMENSIONLESS, KINDS, definitions


def times_per_week(model: Any, refusals: Refusals) -> Fraction:
    """How many units of the file's time a week has; 1 where the file names no unit of time.

    A unit that is no time is noted as refused (NAGI-X120).
    """
    name = model.getTimeUnits()
    seconds = Fraction(1) if name in {"", "second"} else _seconds(model.getUnitDefinition(name))
    if seconds is None:
        ja, en = f"時間の単位 {name} は時間ではありません。", f"the unit of time, {name}, is no time"
        refusals.refuse("NAGI-X120", "timeUnits", ja=ja, en=en)
        return Fraction(1)
    return Fraction(KINDS["week"][1]) / seconds if name else Fraction(1)


def _seconds(definition: Any) -> Fraction | None:
    """The seconds of a unit of time, if it is one."""
    if definition is None or definition.getNumUnits() != 1:
        return None
    unit = definition.getUnit(0)
    if unit.getKind() != libsbml().UNIT_KIND_SECOND or unit.getExponentAsDouble() != 1:
        return None
    size = Fraction(unit.getMultiplier()) * Fraction(10) ** unit.getScale()
    return size if size > 0 else None


def unit_text(model: Any, units: str) -> str:
    """A unit as nagi writes it, where it has the same; else the name the file gives it; empty where there is none."""
    if units == DIMENSIONLESS:
        return "1"
    definition = model.getUnitDefinition(units)
    if definition is not None and _same(definition):
        return str(definition.getName())
    return units if read_unit(units) is None else ""


def _same(definition: Any) -> bool:
    """Whether the name of a definition is a unit of nagi and means what the definition says."""
    name = definition.getName()
    ours = definitions([name]).get(name) if name else None
    if ours is None:
        return False
    listed = (definition.getUnit(number) for number in range(definition.getNumUnits()))
    theirs = [
        (libsbml().UnitKind_toString(u.getKind()), u.getExponentAsDouble(), u.getScale(), u.getMultiplier())
        for u in listed
    ]
    mine = [(f.kind, float(f.exponent), f.scale, float(f.multiplier)) for f in ours.factors]
    return sorted(theirs) == sorted(mine)
