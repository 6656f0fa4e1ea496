"""A model's equations in the form the generators need: hoisted, without divisions, with the Jacobian."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sympy

from nagi.equations.model import Model
from nagi.numerics.symbolic.differentiation import Derivatives
from nagi.numerics.symbolic.emission import Shared, share
from nagi.numerics.symbolic.hoisting import Constants, distribute
from nagi.numerics.symbolic.reciprocals import Reciprocals
from nagi.numerics.symbolic.symbols import WhenLess, kind, rebuilt, symbol

Entry = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Equations:
    """Everything symbolic about one model, in the symbols y, c and r."""

    states: int
    slopes: Shared
    """f."""
    start: Shared
    """f, then the entries of the Jacobian in the order of `pattern`: what a step needs at its start."""
    pattern: tuple[Entry, ...]
    outputs: Shared
    resets: Shared
    reset_states: tuple[int, ...]
    margins: Shared
    """Of each relay: it turns where this rises above 0. Then their time derivatives."""
    relays: tuple[int, ...]
    """The states that are relays."""
    needed: tuple[int, ...]
    constants: Mapping[sympy.Symbol, sympy.Expr]


def equations(model: Model) -> Equations:
    """Run the symbolic pass on `model`."""
    names = {sympy.Symbol(n, real=True): symbol("y", i) for i, n in enumerate(model.state_names)}
    rates = {rate.state: rate.expression for rate in model.rates}
    constants, reciprocals = Constants(), Reciprocals()

    def ready(expression: sympy.Expr) -> sympy.Expr:
        inner = _plain_powers(_choices(_assigned(expression, model))).xreplace(names)
        return reciprocals.extract(constants.hoist(distribute(inner)))

    slopes = reciprocals.merge([ready(rates[name]) for name in model.state_names])
    jacobian = _jacobian(slopes, constants, reciprocals)
    outputs = [ready(output.expression) for output in model.outputs]
    resets = [ready(model.resets[name]) for name in model.resets]
    margins = [ready(relay.margin) for relay in model.relays]
    speeds = [reciprocals.extract(constants.hoist(_along(m, slopes, reciprocals))) for m in margins]
    return Equations(
        states=len(slopes),
        slopes=share(slopes, reciprocals),
        start=share([*slopes, *jacobian.values()], reciprocals),
        pattern=tuple(jacobian),
        outputs=share(outputs, reciprocals),
        resets=share(resets, reciprocals),
        margins=share([*margins, *speeds], reciprocals),
        relays=tuple(model.state_names.index(relay.name) for relay in model.relays),
        reset_states=tuple(model.state_names.index(name) for name in model.resets),
        needed=_needed(outputs, reciprocals),
        constants={c: value for value, c in constants.found.items()},
    )


def _assigned(expression: sympy.Expr, model: Model) -> sympy.Expr:
    """Named assignments put in, the last first: each may use those before it."""
    for name, value in reversed(model.assignments):
        expression = expression.xreplace({sympy.Symbol(name, real=True): value})
    return expression


def _choices(expression: sympy.Expr) -> sympy.Expr:
    """Where one thing holds while another is less: a Piecewise as nested `WhenLess`."""
    if not expression.args or not expression.has(sympy.Piecewise):
        return expression
    if not isinstance(expression, sympy.Piecewise):
        return rebuilt(expression, (_choices(a) for a in expression.args))
    *parts, (last, _) = expression.args
    chosen = _choices(last)
    for value, condition in reversed(parts):
        then, small, large = _choices(value), _choices(condition.lts), _choices(condition.gts)
        strict = isinstance(condition, sympy.StrictLessThan | sympy.StrictGreaterThan)
        chosen = WhenLess(small, large, then, chosen) if strict else WhenLess(large, small, chosen, then)
    return chosen


def _plain_powers(expression: sympy.Expr) -> sympy.Expr:
    """x**2.0 as x**2, so that it becomes a product."""
    if not expression.args:
        return expression
    expression = rebuilt(expression, (_plain_powers(a) for a in expression.args))
    if isinstance(expression, sympy.Pow) and expression.exp.is_Float and (2 * expression.exp) % 1 == 0:
        return expression.base ** sympy.Rational(int(2 * expression.exp), 2)
    return expression


def _jacobian(
    slopes: Sequence[sympy.Expr], constants: Constants, reciprocals: Reciprocals
) -> dict[Entry, sympy.Expr]:
    entries: dict[Entry, sympy.Expr] = {}
    for column in range(len(slopes)):
        derivatives = Derivatives(symbol("y", column), reciprocals.of)
        for row, slope in enumerate(slopes):
            value = derivatives.of(slope)
            if value != 0:
                entries[row, column] = reciprocals.extract(constants.hoist(value))
    return entries


def _along(expression: sympy.Expr, slopes: Sequence[sympy.Expr], reciprocals: Reciprocals) -> sympy.Expr:
    """The time derivative of an expression while the states move."""
    parts = [
        Derivatives(symbol("y", i), reciprocals.of).of(expression) * slope for i, slope in enumerate(slopes)
    ]
    return sympy.Add(*parts)


def _needed(outputs: Sequence[sympy.Expr], reciprocals: Reciprocals) -> tuple[int, ...]:
    seen = [*outputs, *(reciprocals.of[r] for r in reciprocals.needed(outputs))]
    names = {s.name for e in seen for s in e.free_symbols if kind(s) == "y"}
    return tuple(sorted(int(name.split(":")[1]) for name in names))
