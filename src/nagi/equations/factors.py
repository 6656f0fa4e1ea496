"""Factors: how one mechanism scales a parameter or a named expression of another, without touching its text.

A published mechanism stays as printed; an extension says `factor("...", of=("k6",), equals=...)`. Without the extension
the equations are the published ones, symbol by symbol.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import sympy

from nagi.equations.contents import Contents
from nagi.equations.declarations import ZERO, AssignedDeclared, ParameterDeclared, said, unnamed
from nagi.equations.quantity import Declaration, Number, Quantity, as_quantity, made

Factors = dict[sympy.Symbol, sympy.Expr]


@dataclass(frozen=True, eq=False)
class FactorDeclared(AssignedDeclared):
    """A pure number by which the parameters or named expressions `of` are multiplied where they are declared."""

    equals: Quantity = ZERO
    of: tuple[str, ...] = ()


def factor(label: str, *, of: Sequence[str], equals: Quantity | Number, symbol: str = "") -> Quantity:
    """A pure number that multiplies parameters or named expressions of other mechanisms.

    It acts in the mechanism that declares them: who merely needs the parameter still gets the plain one. Factors of
    several mechanisms on one name are multiplied.
    """
    return unnamed(FactorDeclared(*said(label, "1", symbol), equals=as_quantity(equals), of=tuple(of)))


def scaled(parts: Sequence[Contents]) -> tuple[Contents, ...]:
    """The mechanisms with the factors of all of them written in."""
    factors: Factors = {}
    for _, declared in _factors(parts):
        for name in declared.of:
            target = _symbol(name)
            factors[target] = factors.get(target, sympy.Integer(1)) * _symbol(declared.symbol)
    return tuple(_scaled(part, factors) for part in parts) if factors else tuple(parts)


def missing_targets(parts: Sequence[Contents]) -> Iterator[tuple[str, str, set[str]]]:
    """Mechanism, name and what there is instead, for every factor of something that no mechanism declares."""
    there = {
        d.symbol
        for part in parts
        for d in part.symbols
        if isinstance(d, ParameterDeclared | AssignedDeclared)
    }
    for mechanism, declared in _factors(parts):
        for name in declared.of:
            if name not in there:
                yield mechanism, name, there


def _factors(parts: Sequence[Contents]) -> Iterator[tuple[str, FactorDeclared]]:
    for part in parts:
        yield from ((part.name, declared) for declared in part.of_kind(FactorDeclared))


def _scaled(part: Contents, factors: Factors) -> Contents:
    own = {_symbol(p.symbol) for p in part.of_kind(ParameterDeclared)} & factors.keys()
    inside = {symbol: symbol * factors[symbol] for symbol in own}
    return replace(
        part,
        symbols=tuple(_assigned(declared, inside, factors) for declared in part.symbols),
        rates=tuple(replace(rate, equals=_written(rate.equals, inside)) for rate in part.rates),
    )


def _assigned(declared: Declaration, inside: Factors, factors: Factors) -> Declaration:
    if not isinstance(declared, AssignedDeclared):
        return declared
    equals = _written(declared.equals, inside)
    by = factors.get(_symbol(declared.symbol))
    return replace(
        declared, equals=equals if by is None else made(equals.expression * by, equals.unit, equals)
    )


def _written(value: Quantity, inside: Factors) -> Quantity:
    return made(value.expression.xreplace(inside), value.unit, value) if inside else value


def _symbol(name: str) -> sympy.Symbol:
    return sympy.Symbol(name, real=True)
