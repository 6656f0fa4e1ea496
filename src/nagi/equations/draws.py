"""Laws of chance that a weekly trigger may follow, each as a formula of one uniform number.

Inversion of the distribution function: the value falls out of one number u between 0 and 1, so that the engine only
has to know where u comes from, and every printer computes the same value.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import sympy

from nagi.equations.places import Fault
from nagi.equations.quantity import Number, Quantity, as_quantity, joined, made, pure, with_faults
from nagi.equations.units import ONE

MOST_COUNTED = 20
"""A Poisson count above this counts as this; its chance is below 1e-6 for means up to 6."""


class Bernoulli(sympy.Function):  # type: ignore[misc]
    """Bernoulli(p, a): a with probability p, else 0."""

    nargs = 2


class Poisson(sympy.Function):  # type: ignore[misc]
    """Poisson(m): how often something of mean m happens; at most MOST_COUNTED."""

    nargs = 1


class Exponential(sympy.Function):  # type: ignore[misc]
    """Exponential(m): exponentially distributed with mean m."""

    nargs = 1


class Uniform(sympy.Function):  # type: ignore[misc]
    """Uniform(a, b): evenly between a and b."""

    nargs = 2


@dataclass(frozen=True)
class Draw:
    """A law with its arguments, as a quantity: what each drawn value is measured in, and how it is written."""

    written: Quantity


def bernoulli(chance: Quantity | Number, *, size: Quantity | Number = 1) -> Draw:
    """`size` with probability `chance`, else 0."""
    share, amount = as_quantity(chance), as_quantity(size)
    return _draw(Bernoulli, amount, share, amount, faults=pure("bernoulli", share))


def poisson(mean: Quantity | Number) -> Draw:
    """How often something happens in a period that happens `mean` times on average; more than 20 counts as 20."""
    often = as_quantity(mean)
    return _draw(Poisson, as_quantity(1), often, faults=pure("poisson", often))


def exponential(mean: Quantity | Number) -> Draw:
    """An exponentially distributed quantity with this mean."""
    return _draw(Exponential, as_quantity(mean), as_quantity(mean))


def uniform(low: Quantity | Number, high: Quantity | Number) -> Draw:
    """Evenly between two quantities in one unit."""
    first, second = as_quantity(low), as_quantity(high)
    unit, faults = joined("uniform", first, second)
    return _draw(Uniform, Quantity(first.expression, unit), first, second, faults=faults)


def drawn(law: sympy.Expr, u: sympy.Expr, resting: float) -> sympy.Expr:
    """The value of a law at the uniform number `u`; `resting` at u = 1, where nothing is drawn."""
    value = _VALUES[law.func](u, *law.args)
    return sympy.Piecewise((value, sympy.StrictLessThan(u, 1)), (_number(resting), True))


def _draw(law: type, like: Quantity, *arguments: Quantity, faults: tuple[Fault, ...] = ()) -> Draw:
    expression = law(*(argument.expression for argument in arguments))
    unit = ONE if like.expression == 0 else like.unit
    return Draw(with_faults(made(expression, unit, *arguments), faults))


def _number(value: float) -> sympy.Expr:
    return sympy.Integer(int(value)) if float(value).is_integer() else sympy.Float(value)


def _bernoulli(u: sympy.Expr, chance: sympy.Expr, size: sympy.Expr) -> sympy.Expr:
    return size * _one_where(u, chance)


def _poisson(u: sympy.Expr, mean: sympy.Expr) -> sympy.Expr:
    """How many values of the distribution function lie at or below u."""
    term = below = sympy.exp(-mean)
    count = 1 - _one_where(u, below)
    for k in range(1, MOST_COUNTED):
        term = term * mean / k
        below = below + term
        count = count + 1 - _one_where(u, below)
    return count


def _one_where(first: sympy.Expr, second: sympy.Expr) -> sympy.Expr:
    return sympy.Piecewise((1, sympy.StrictLessThan(first, second)), (0, True))


_VALUES: Mapping[type, Callable[..., sympy.Expr]] = {
    Bernoulli: _bernoulli,
    Poisson: _poisson,
    Exponential: lambda u, mean: -mean * sympy.log(u),
    Uniform: lambda u, low, high: low + (high - low) * u,
}
