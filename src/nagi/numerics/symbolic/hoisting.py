"""What does not depend on the state is computed once per arm: constants `c:0`, `c:1`, ... taken out of expressions."""

import sympy

from nagi.numerics.symbolic.symbols import kind, rebuilt, symbol, varies


def distribute(expression: sympy.Expr) -> sympy.Expr:
    """1 + k * (C + u) -> (1 + k * u) + k * C: constant factors over sums inside a sum, so that more can be hoisted.

    Only where the bracket enters linearly and holds something constant.
    """
    if not expression.args:
        return expression
    expression = rebuilt(expression, (distribute(a) for a in expression.args))
    if not isinstance(expression, sympy.Add):
        return expression
    return sympy.Add(*(part for term in expression.args for part in _spread(term)))


def _spread(term: sympy.Expr) -> tuple[sympy.Expr, ...]:
    moving = [f for f in sympy.Mul.make_args(term) if varies(f)]
    if len(moving) != 1 or not isinstance(moving[0], sympy.Add):
        return (term,)
    bracket = moving[0]
    if all(varies(part) for part in bracket.args):
        return (term,)
    factor = sympy.Mul(*(f for f in sympy.Mul.make_args(term) if not varies(f)))
    return tuple(factor * part for part in bracket.args)


class Constants:
    """The constants found so far; a later one may be built on earlier ones."""

    def __init__(self) -> None:
        self.found: dict[sympy.Expr, sympy.Symbol] = {}
        self._done: dict[sympy.Expr, sympy.Expr] = {}

    def hoist(self, expression: sympy.Expr) -> sympy.Expr:
        """`expression` with every largest part that does not depend on the state as a constant."""
        if expression not in self._done:
            self._done[expression] = self._hoisted(expression)
        return self._done[expression]

    def _hoisted(self, expression: sympy.Expr) -> sympy.Expr:
        if not varies(expression):
            return self._constant(expression)
        if isinstance(expression, sympy.Add | sympy.Mul):
            still = [a for a in expression.args if not varies(a)]
            moving = [self.hoist(a) for a in expression.args if varies(a)]
            return expression.func(self._constant(expression.func(*still)), *moving)
        return rebuilt(expression, (self.hoist(a) for a in expression.args))

    def _constant(self, value: sympy.Expr) -> sympy.Expr:
        """A symbol for a value without states; numbers stay, and a minus sign stays outside."""
        if not value.free_symbols or (value.is_Symbol and kind(value) == "c"):
            return value
        number, rest = value.as_coeff_Mul()
        if number.is_negative:
            return -self._constant(-number * rest)
        if value not in self.found:
            self.found[value] = symbol("c", len(self.found))
        return self.found[value]
