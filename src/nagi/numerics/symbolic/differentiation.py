"""Derivatives of the hoisted right-hand side, through the reciprocals, each part once."""

from collections.abc import Callable, Mapping
from typing import ClassVar

import sympy

from nagi.numerics.symbolic.symbols import WhenLess, kind


class Derivatives:
    """Total derivatives by one state."""

    def __init__(self, by: sympy.Symbol, reciprocals: Mapping[sympy.Symbol, sympy.Expr]) -> None:
        self.by = by
        self.reciprocals = reciprocals
        self._done: dict[sympy.Expr, sympy.Expr] = {}

    def of(self, expression: sympy.Expr) -> sympy.Expr:
        """d expression / d by."""
        if expression not in self._done:
            self._done[expression] = self._derive(expression)
        return self._done[expression]

    def _derive(self, e: sympy.Expr) -> sympy.Expr:
        if e == self.by:
            return sympy.S.One
        if e.is_Symbol and kind(e) == "r":
            return -(e**2) * self.of(self.reciprocals[e])
        if not e.args:
            return sympy.S.Zero
        for operations, rule in self._rules:
            if isinstance(e, operations):
                return rule(self, e)
        return self._outer(e.func, e.args[0], e) * self.of(e.args[0])

    def _sum(self, e: sympy.Add) -> sympy.Expr:
        return sympy.Add(*(self.of(a) for a in e.args))

    def _product(self, e: sympy.Mul) -> sympy.Expr:
        """Each factor's derivative times the others."""
        terms = []
        for number, factor in enumerate(e.args):
            inner = self.of(factor)
            if inner != 0:
                terms.append(sympy.Mul(*e.args[:number], inner, *e.args[number + 1 :]))
        return sympy.Add(*terms)

    def _power(self, e: sympy.Pow) -> sympy.Expr:
        base, exponent = e.base, e.exp
        inner, growth = self.of(base), self.of(exponent)
        result = sympy.S.Zero
        if inner != 0:
            result += exponent * base ** (exponent - 1) * inner
        if growth != 0:
            result += e * sympy.log(base) * growth
        return result

    def _extreme(self, e: sympy.Expr) -> sympy.Expr:
        """The derivative of the argument that is taken; arguments are compared in the order they are evaluated."""
        value, slope = e.args[0], self.of(e.args[0])
        for number, arg in enumerate(e.args[1:], start=2):
            other = self.of(arg)
            if slope != other:
                low, high = (value, arg) if isinstance(e, sympy.Max) else (arg, value)
                slope = WhenLess(low, high, other, slope)
            value = e.func(*e.args[:number])
        return slope

    def _choice(self, e: WhenLess) -> sympy.Expr:
        """The derivative of the side that is taken; a jump of the value is no part of it."""
        low, high, then, otherwise = e.args
        first, second = self.of(then), self.of(otherwise)
        return first if first == second else WhenLess(low, high, first, second)

    def _outer(self, function: type, a: sympy.Expr, value: sympy.Expr) -> sympy.Expr:
        """The derivative of a function of one argument at `a`, where it has `value`."""
        slopes = {
            sympy.exp: value,
            sympy.log: 1 / a,
            sympy.tanh: 1 - value**2,
            sympy.Abs: WhenLess(a, sympy.S.Zero, sympy.S.NegativeOne, sympy.S.One),
        }
        return slopes[function]

    _rules: ClassVar[tuple[tuple[tuple[type, ...], Callable[..., sympy.Expr]], ...]] = (
        ((sympy.Add,), _sum),
        ((sympy.Mul,), _product),
        ((sympy.Pow,), _power),
        ((sympy.Max, sympy.Min), _extreme),
        ((WhenLess,), _choice),
    )
