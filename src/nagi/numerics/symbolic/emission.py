"""Expressions to statements: shared parts once, divisions in batches, powers by multiplication."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import sympy

from nagi.numerics.statements import Op
from nagi.numerics.symbolic.building import Builder, groups
from nagi.numerics.symbolic.reciprocals import Reciprocals, kind_of
from nagi.numerics.symbolic.symbols import WhenLess, outer

BATCH = 5
"""Most reciprocals per division: the product of more could overflow in single precision."""
BY_MULTIPLICATION = 64
"""Largest whole exponent written as products."""
FUNCTIONS: Mapping[type, Op] = {sympy.exp: "exp", sympy.log: "log", sympy.tanh: "tanh", sympy.Abs: "abs"}


@dataclass(frozen=True, kw_only=True)
class Shared:
    """Expressions with their common parts named, and the reciprocals they need in batches of one division."""

    expressions: tuple[sympy.Expr, ...]
    parts: Mapping[sympy.Symbol, sympy.Expr]
    below: Mapping[sympy.Symbol, sympy.Expr]
    batches: tuple[tuple[sympy.Symbol, ...], ...]

    @property
    def operations(self) -> int:
        """How large it is."""
        everything = [*self.expressions, *self.parts.values(), *self.below.values()]
        return int(sympy.count_ops(everything))


def share(expressions: Sequence[sympy.Expr], reciprocals: Reciprocals) -> Shared:
    """Find common subexpressions of `expressions` and of everything under their fraction lines."""
    levels = reciprocals.needed(expressions)
    needed = list(levels)
    parts, reduced = sympy.cse(
        [*expressions, *(reciprocals.of[r] for r in needed)],
        symbols=(sympy.Symbol(f"x:{n}", real=True) for n in range(10**9)),
    )
    batches = []
    for level in sorted(set(levels.values())):
        same = [r for r in needed if levels[r] == level]
        batches += [tuple(same[i] for i in group) for group in groups(len(same), BATCH)]
    return Shared(
        expressions=tuple(reduced[: len(expressions)]),
        parts=dict(parts),
        below=dict(zip(needed, reduced[len(expressions) :], strict=True)),
        batches=tuple(batches),
    )


class Emission:
    """Writes expressions into a builder; `values` are the symbols that already have a value."""

    def __init__(self, builder: Builder, shared: Shared, values: Mapping[sympy.Symbol, int]) -> None:
        self.builder = builder
        self.shared = shared
        self.values: dict[sympy.Expr, int] = dict(values)
        self._batch = {r: batch for batch in shared.batches for r in batch}

    def all(self) -> list[int]:
        """The values of the shared expressions."""
        return [self.value(e) for e in self.shared.expressions]

    def value(self, e: sympy.Expr) -> int:
        """The value of one expression."""
        if e not in self.values:
            self.values[e] = self._write(e)
        return self.values[e]

    def _write(self, e: sympy.Expr) -> int:
        for operations, rule in self._rules:
            if isinstance(e, operations):
                return rule(self, e)
        return self.builder.apply(FUNCTIONS[e.func], self.value(e.args[0]))

    def _extreme(self, e: sympy.Expr) -> int:
        op: Op = "max" if isinstance(e, sympy.Max) else "min"
        return self._fold(lambda a, b: self.builder.apply(op, a, b), e.args)

    def _select(self, e: WhenLess) -> int:
        a, b, yes, no = (self.value(a) for a in e.args)
        return self.builder.apply("select", self.builder.apply("less", a, b), yes, no)

    def _symbol(self, e: sympy.Symbol) -> int:
        if e in self.shared.parts:
            return self.value(self.shared.parts[e])
        if kind_of(e) != "r":
            return self.builder.input(outer(e))
        batch = self._batch[e]
        below = [self.value(self.shared.below[r]) for r in batch]
        self.values |= dict(zip(batch, self.builder.reciprocals(below), strict=True))
        return self.values[e]

    def _number(self, e: sympy.Expr) -> int:
        value = float(e)
        return self.builder.neg(self.builder.const(-value)) if value < 0 else self.builder.const(value)

    def _fold(self, join: Callable[[int, int], int], args: Sequence[sympy.Expr]) -> int:
        total = self.value(args[0])
        for arg in args[1:]:
            total = join(total, self.value(arg))
        return total

    def _sum(self, e: sympy.Add) -> int:
        return self.builder.total([self.value(a) for a in e.args])

    def _product(self, e: sympy.Mul) -> int:
        """Divisors, if any are left, go under one line."""
        under = [a for a in e.args if isinstance(a, sympy.Pow) and a.exp.is_Rational and a.exp < 0]
        above = [a for a in e.args if a not in under]
        top = self.builder.product([self.value(a) for a in above]) if above else self.builder.const(1.0)
        if not under:
            return top
        return self.builder.div(top, self.builder.product([self.value(1 / a) for a in under]))

    def _power(self, e: sympy.Pow) -> int:
        base, exponent = e.base, e.exp
        if exponent.is_Rational and exponent < 0:
            return self.builder.div(self.builder.const(1.0), self.value(base ** (-exponent)))
        whole = exponent.is_Integer and exponent <= BY_MULTIPLICATION
        if whole:
            return self._repeated(self.value(base), int(exponent))
        if exponent == sympy.S.Half:
            return self.builder.apply("sqrt", self.value(base))
        if exponent.is_Rational and exponent.q == 2 and exponent.p <= BY_MULTIPLICATION:
            root = self.builder.apply("sqrt", self.value(base))
            return self.builder.mul(self._repeated(self.value(base), int(exponent.p // 2)), root)
        logarithm = self.builder.apply("log", self.value(base))
        return self.builder.apply("exp", self.builder.mul(self.value(exponent), logarithm))

    def _repeated(self, base: int, times: int) -> int:
        if times == 1:
            return base
        half = self._repeated(base, times // 2)
        square = self.builder.mul(half, half)
        return self.builder.mul(square, base) if times % 2 else square

    _rules: ClassVar[tuple[tuple[tuple[type, ...], Callable[..., int]], ...]] = (
        ((sympy.Symbol,), _symbol),
        ((sympy.Number, sympy.NumberSymbol), _number),
        ((sympy.Add,), _sum),
        ((sympy.Mul,), _product),
        ((sympy.Pow,), _power),
        ((sympy.Max, sympy.Min), _extreme),
        ((WhenLess,), _select),
    )
