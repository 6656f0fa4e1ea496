"""Divisions by something that moves: each distinct 1/expression becomes a symbol `r:0`, `r:1`, ...

Differentiating through the symbol (dr = -r^2 d expression) keeps Jacobian entries short and free of new divisions.
"""

from collections.abc import Sequence

import sympy

from nagi.numerics.symbolic.symbols import kind, rebuilt, symbol, varies


class Reciprocals:
    """The reciprocals found so far: `of[r]` is the expression under the line. Later ones may use earlier ones."""

    def __init__(self) -> None:
        self.of: dict[sympy.Symbol, sympy.Expr] = {}
        self._known: dict[sympy.Expr, sympy.Symbol] = {}
        self._count = 0

    def new(self, below: sympy.Expr) -> sympy.Symbol:
        """The symbol for 1/below."""
        if below not in self._known:
            self._known[below] = symbol("r", self._count)
            self.of[self._known[below]] = below
            self._count += 1
        return self._known[below]

    def extract(self, expression: sympy.Expr) -> sympy.Expr:
        """`expression` without divisions by anything that depends on the state."""
        if not expression.args:
            return expression
        expression = rebuilt(expression, (self.extract(a) for a in expression.args))
        if not isinstance(expression, sympy.Pow) or not varies(expression.base):
            return expression
        base, exponent = expression.base, expression.exp
        if not exponent.is_Rational or exponent >= 0 or (2 * exponent).q != 1:
            return expression
        if exponent.is_Integer:
            return self.new(base) ** (-exponent)
        return self.new(sympy.sqrt(base)) ** (-2 * exponent)

    def merge(self, expressions: Sequence[sympy.Expr]) -> list[sympy.Expr]:
        """Reciprocals that occur only together, as factors of the same products, become the one of their product."""
        together: dict[frozenset[tuple[sympy.Expr, int]], list[sympy.Symbol]] = {}
        for r, where in self._places(expressions).items():
            if all(isinstance(node, sympy.Mul) for node, _ in where):
                together.setdefault(frozenset(where), []).append(r)
        replacing: dict[sympy.Symbol, sympy.Expr] = {}
        for group in together.values():
            if len(group) > 1:
                one = self.new(sympy.Mul(*(self.of.pop(r) for r in group)))
                replacing |= {group[0]: one} | dict.fromkeys(group[1:], sympy.S.One)
        self.of = {r: below.xreplace(replacing) for r, below in self.of.items()}
        self._known = {below: r for below, r in self._known.items() if r in self.of}  # merged ones are gone
        return [e.xreplace(replacing) for e in expressions]

    def _places(self, expressions: Sequence[sympy.Expr]) -> dict[sympy.Symbol, list[tuple[sympy.Expr, int]]]:
        """In which operations each reciprocal occurs, and to which whole power."""
        places: dict[sympy.Symbol, list[tuple[sympy.Expr, int]]] = {}
        for root in [*expressions, *self.of.values()]:
            for node in sympy.preorder_traversal(sympy.Tuple(root)):
                if isinstance(node, sympy.Pow) and node.exp.is_Integer:
                    continue  # seen from the operation above it
                for arg in node.args:
                    base, exponent = arg.as_base_exp()
                    if kind_of(base) == "r" and exponent.is_Integer:
                        places.setdefault(base, []).append((node, int(exponent)))
        return places

    def needed(self, expressions: Sequence[sympy.Expr]) -> dict[sympy.Symbol, int]:
        """The reciprocals that `expressions` use, with their level: 0 if built on no other, else one above it."""
        levels: dict[sympy.Symbol, int] = {}
        for expression in expressions:
            self._levels(expression, levels)
        return levels

    def _levels(self, expression: sympy.Expr, levels: dict[sympy.Symbol, int]) -> int:
        """The level of `expression`: one above the reciprocals in it."""
        level = 0
        for r in sorted((s for s in expression.free_symbols if kind(s) == "r"), key=str):
            if r not in levels:
                levels[r] = self._levels(self.of[r], levels)
            level = max(level, levels[r] + 1)
        return level


def kind_of(expression: sympy.Expr) -> str:
    """The kind of a symbol; nothing for other expressions."""
    return kind(expression) if expression.is_Symbol else ""
