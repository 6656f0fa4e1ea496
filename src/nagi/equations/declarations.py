"""What a mechanism may declare. The attribute is the paper's symbol, the label its words; a unit is always given."""

from dataclasses import dataclass, replace

import sympy

from nagi.equations.places import Fault, Place, here
from nagi.equations.quantity import Declaration, Number, Quantity, as_quantity, unreadable
from nagi.equations.units import Unit, read_unit

ZERO = as_quantity(0)


@dataclass(frozen=True, eq=False)
class StateDeclared(Declaration):
    """A state with its start, typical size and bounds."""

    start: float = 0.0
    scale: float = 1.0
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, eq=False)
class NeededDeclared(Declaration):
    """A quantity that another mechanism supplies."""


@dataclass(frozen=True, eq=False)
class ParameterDeclared(Declaration):
    """A number of the patient: log-normal, given here or by its record."""

    id: str = ""
    mean_ln: float | None = None
    sd_ln: float | None = None


@dataclass(frozen=True, eq=False)
class EffectDeclared(Declaration):
    """What an arm may change."""

    default: float = 0.0


@dataclass(frozen=True, eq=False)
class AssignedDeclared(Declaration):
    """A named expression; a read-out if `is_output`."""

    equals: Quantity = ZERO
    is_output: bool = False


@dataclass(frozen=True, kw_only=True)
class RateDeclared:
    """The time derivative of a state."""

    of: Quantity
    equals: Quantity
    equation: str
    note: str
    place: Place


def state(  # noqa: PLR0913 - the words of a declaration
    label: str,
    unit: str,
    *,
    start: float,
    lower: float | None = None,
    upper: float | None = None,
    scale: float | None = None,
    symbol: str = "",
) -> Quantity:
    """A state. `start` is where a run-in begins; `scale` its typical size, |start| (or 1) unless given."""
    typical = float(abs(start) or 1 if scale is None else scale)
    return unnamed(
        StateDeclared(*said(label, unit, symbol), float(start), typical, _float(lower), _float(upper))
    )


def needed(label: str, unit: str, *, symbol: str = "") -> Quantity:
    """A quantity that another mechanism supplies under the same name and unit."""
    return unnamed(NeededDeclared(*said(label, unit, symbol)))


def parameter(  # noqa: PLR0913 - the words of a declaration
    label: str,
    unit: str,
    *,
    id: str = "",  # noqa: A002 - the word of the records
    mean_ln: float | None = None,
    sd_ln: float | None = None,
    symbol: str = "",
) -> Quantity:
    """A log-normal number of the patient: by the `id` of its record, or with `mean_ln` and `sd_ln` given here."""
    return unnamed(ParameterDeclared(*said(label, unit, symbol), id=id, mean_ln=mean_ln, sd_ln=sd_ln))


def effect(label: str, unit: str, *, default: float = 0.0, symbol: str = "") -> Quantity:
    """What an arm may change; mechanisms that declare the same effect share it."""
    return unnamed(EffectDeclared(*said(label, unit, symbol), default=float(default)))


def quantity(label: str, unit: str, *, equals: Quantity | Number, symbol: str = "") -> Quantity:
    """A named expression that rates and other mechanisms may use."""
    return unnamed(AssignedDeclared(*said(label, unit, symbol), equals=as_quantity(equals)))


def output(label: str, unit: str, *, equals: Quantity | Number, symbol: str = "") -> Quantity:
    """A named expression that is reported for every week."""
    return unnamed(AssignedDeclared(*said(label, unit, symbol), equals=as_quantity(equals), is_output=True))


def rate(*, of: Quantity, equals: Quantity | Number, equation: str, note: str = "") -> RateDeclared:
    """The time derivative of a state, with its equation in the source; a deviation from it is a `note`."""
    return RateDeclared(of=of, equals=as_quantity(equals), equation=equation, note=note, place=here())


def named(quantity: Quantity, attribute: str) -> Quantity:
    """`quantity` as the symbol it is called by: its `symbol` if the author gave one, else the attribute."""
    if quantity.declared is None or not isinstance(quantity.expression, sympy.Dummy):
        return quantity
    name = quantity.declared.symbol or attribute
    return Quantity(
        sympy.Symbol(name, real=True), quantity.unit, declared=replace(quantity.declared, symbol=name)
    )


def said(label: str, unit: str, symbol: str) -> tuple[str, Unit | None, str, str, Place, tuple[Fault, ...]]:
    """What every declaration says, in the order of its fields."""
    known = read_unit(unit)
    return label, known, unit, symbol, here(), () if known is not None else unreadable(unit)


def _float(bound: float | None) -> float | None:
    return None if bound is None else float(bound)


def unnamed(declared: Declaration) -> Quantity:
    """Until it has a name, a declaration is a symbol equal to nothing else."""
    return Quantity(sympy.Dummy(real=True), declared.unit, declared=declared)
