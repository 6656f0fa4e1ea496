"""Functions that an equation may use, with the units they ask for."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import sympy

from nagi.equations.places import Fault
from nagi.equations.quantity import Number, Quantity, as_quantity, joined, made, pure, unreadable, with_faults
from nagi.equations.units import ONE, read_unit


@dataclass(frozen=True)
class Condition:
    """A comparison of two quantities, decided while the equations are solved."""

    relation: sympy.Basic
    sides: tuple[Quantity, Quantity]
    faults: tuple[Fault, ...]

    def __bool__(self) -> bool:
        """Refused as on a symbol: `if` would decide now."""
        return bool(self.sides[0] if self.sides[0].expression.free_symbols else self.sides[1])


def minimum(first: Quantity | Number, *others: Quantity | Number) -> Quantity:
    """The smallest of quantities in one unit."""
    return _chosen("minimum", sympy.Min, first, *others)


def maximum(first: Quantity | Number, *others: Quantity | Number) -> Quantity:
    """The largest of quantities in one unit, e.g. `maximum(a, 0)` for a positive part."""
    return _chosen("maximum", sympy.Max, first, *others)


def absolute(value: Quantity | Number) -> Quantity:
    """The size of a quantity without its sign."""
    return abs(as_quantity(value))


def exp(value: Quantity | Number) -> Quantity:
    """Natural exponential of a dimensionless quantity."""
    return _pure("exp", sympy.exp, value)


def log(value: Quantity | Number) -> Quantity:
    """Natural logarithm of a dimensionless quantity."""
    return _pure("log", sympy.log, value)


def tanh(value: Quantity | Number) -> Quantity:
    """Hyperbolic tangent of a dimensionless quantity."""
    return _pure("tanh", sympy.tanh, value)


def sqrt(value: Quantity | Number) -> Quantity:
    """Square root; the unit is the square root of the unit."""
    return as_quantity(value) ** Fraction(1, 2)


def hill(x: Quantity | Number, k: Quantity | Number, n: Quantity | Number = 1) -> Quantity:
    """Saturation x^n / (k^n + x^n): 0 at x = 0, one half at x = k. `x` and `k` share a unit, `n` has none."""
    amount, half, power = as_quantity(x), as_quantity(k), as_quantity(n)
    _, faults = joined("hill", amount, half)
    if power.expression == 1:
        share = made(amount.expression / (half.expression + amount.expression), ONE, amount, half)
        return with_faults(share, faults)
    ratio = made(amount.expression / half.expression, ONE, amount, half) ** power
    return with_faults(made(ratio.expression / (1 + ratio.expression), ONE, ratio), faults)


def less(first: Quantity | Number, second: Quantity | Number) -> Condition:
    """Whether `first` is smaller than `second` (same unit), for `where`."""
    left, right = as_quantity(first), as_quantity(second)
    _, faults = joined("less", left, right)
    relation = sympy.StrictLessThan(left.expression, right.expression)
    return Condition(relation, (left, right), faults)


def where(condition: Condition, *, then: Quantity | Number, otherwise: Quantity | Number) -> Quantity:
    """`then` while the condition holds, else `otherwise` (same unit). The solution may have a kink there."""
    first, second = as_quantity(then), as_quantity(otherwise)
    unit, faults = joined("where", first, second)
    chosen = sympy.Piecewise((first.expression, condition.relation), (second.expression, True))
    return with_faults(made(chosen, unit, *condition.sides, first, second), condition.faults + faults)


def number(value: Number, unit: str) -> Quantity:
    """A fixed number with a unit, e.g. `number(1, "1/week")` where a paper writes a bare 1."""
    known = read_unit(unit)
    return with_faults(
        made(as_quantity(value).expression, known), () if known is not None else unreadable(unit)
    )


def _pure(name: str, function: Callable[[sympy.Expr], sympy.Expr], value: Quantity | Number) -> Quantity:
    inside = as_quantity(value)
    return with_faults(made(function(inside.expression), ONE, inside), pure(name, inside))


def _chosen(name: str, function: Callable[..., sympy.Expr], *values: Quantity | Number) -> Quantity:
    parts = [as_quantity(value) for value in values]
    unit, faults = joined(name, *parts)
    return with_faults(made(function(*(part.expression for part in parts)), unit, *parts), faults)
