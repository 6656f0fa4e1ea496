"""Formulas of SBML (libSBML's syntax trees) as SymPy expressions.

Where all arguments are numbers, functions are computed at once in double precision: exact arithmetic on numbers
somebody else chose can take for ever.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy

from nagi.interchange.sbml.choices import Relation, choice, relation
from nagi.interchange.sbml.library import libsbml
from nagi.interchange.sbml.refusals import Refusals

Names = Callable[[str], sympy.Expr | None]
"""What an id stands for; None if it stands for nothing."""
NOW = "time (csymbol)"
"""Asks `Names` for the time; no id has a space."""
MOST_PARTS = 100_000
"""Parts of all formulas with their functions written out."""
MOST_CALLS = 40
"""Functions that call each other."""
LARGEST_POWER = 1000
ONE = sympy.Integer(1)
LOGIC: Mapping[str, Callable[[list[bool]], bool]] = {
    "and": all,
    "or": any,
    "not": lambda parts: not parts[0],
    "true": lambda _: True,
    "false": lambda _: False,
}
AVOGADRO = sympy.Float(6.02214179e23)
"""As SBML defines it."""


@dataclass
class Formulas:
    """Reads formulas; what cannot be read is noted in `refusals`, and 1 stands in its place."""

    refusals: Refusals
    functions: Mapping[str, Any]
    never_negative: frozenset[sympy.Symbol] = frozenset()
    parts: int = 0
    inside: list[str] = field(default_factory=list)

    def read(self, tree: Any, names: Names, *, key: str) -> sympy.Expr:
        """The formula `tree` of the element `key`."""
        if tree is None:
            self._refuse("NAGI-X111", key, "式がありません。", "has no formula")
            return ONE
        return self._expression(tree, names, key)

    def _refuse(self, code: str, key: str, ja: str, en: str) -> sympy.Expr:
        self.refusals.refuse(code, key, ja=ja, en=en)
        return ONE

    def _expression(self, tree: Any, names: Names, key: str) -> sympy.Expr:
        self.parts += 1
        if self.parts > MOST_PARTS:
            return self._refuse("NAGI-X114", "", "式が大きすぎます。", "the formulas are too large")
        if tree.isNumber():
            return self._number(tree, key)
        sbml = libsbml()
        special = {
            sbml.AST_NAME: self._name,
            sbml.AST_NAME_TIME: self._name,
            sbml.AST_FUNCTION: self._call,
            sbml.AST_FUNCTION_PIECEWISE: self._piecewise,
        }
        constants = {
            sbml.AST_CONSTANT_PI: sympy.pi,
            sbml.AST_CONSTANT_E: sympy.E,
            sbml.AST_NAME_AVOGADRO: AVOGADRO,
        }
        kind = tree.getType()
        if kind in special:
            return special[kind](tree, names, key)
        return constants[kind] if kind in constants else self._operation(tree, names, key)

    def _operation(self, tree: Any, names: Names, key: str) -> sympy.Expr:
        word = _word(tree)
        if word not in OPERATIONS:
            ja, en = f"関数 {word} は使えません。", f"the function {word} cannot be taken over"
            return self._refuse("NAGI-X110", key, ja, en)
        try:
            return _finite(OPERATIONS[word](*self._arguments(tree, names, key)))
        except (ArithmeticError, ValueError, TypeError):
            ja, en = f"{word} の値が有限の実数になりません。", f"{word} has no finite real value"
            return self._refuse("NAGI-X113", key, ja, en)

    def _arguments(self, tree: Any, names: Names, key: str) -> list[sympy.Expr]:
        return [self._expression(tree.getChild(n), names, key) for n in range(tree.getNumChildren())]

    def _number(self, tree: Any, key: str) -> sympy.Expr:
        sbml = libsbml()
        if tree.getType() == sbml.AST_RATIONAL and tree.getDenominator() != 0:
            return sympy.Rational(tree.getNumerator(), tree.getDenominator())
        value = float(tree.getInteger()) if tree.isInteger() else float(tree.getReal())
        if not math.isfinite(value):
            return self._refuse(
                "NAGI-X113", key, "有限でない数があります。", "holds a number that is not finite"
            )
        return _float(value)

    def _name(self, tree: Any, names: Names, key: str) -> sympy.Expr:
        now = tree.getType() == libsbml().AST_NAME_TIME
        value = names(NOW if now else tree.getName())
        if value is None:
            name = "time" if now else tree.getName()
            ja, en = f"ここで {name} は使えません。", f"{name} has no value here"
            return self._refuse("NAGI-X112", key, ja, en)
        return value

    def _call(self, tree: Any, names: Names, key: str) -> sympy.Expr:
        """A function definition written out."""
        name = tree.getName()
        body = self.functions.get(name)
        if len(self.inside) > MOST_CALLS:
            return self._refuse(
                "NAGI-X114", "", "関数の入れ子が深すぎます。", "functions call each other too deeply"
            )
        if body is None or name in self.inside:
            ja, en = (
                f"関数 {name} が定義されていないか、自分を呼びます。",
                f"{name} is not defined, or calls itself",
            )
            return self._refuse("NAGI-X110", key, ja, en)
        values = self._arguments(tree, names, key)
        bound = [body.getChild(i).getName() for i in range(body.getNumChildren() - 1)]
        inner = dict(zip(bound, values, strict=False))
        self.inside.append(name)
        value = self._expression(body.getChild(body.getNumChildren() - 1), inner.get, key)
        self.inside.pop()
        return value

    def _piecewise(self, tree: Any, names: Names, key: str) -> sympy.Expr:
        """From the last piece to the first, each a minimum, a maximum, or decided by numbers alone."""
        count = tree.getNumChildren()
        if count % 2 == 0:
            ja, en = "piecewise に otherwise がありません。", "a piecewise has no otherwise"
            return self._refuse("NAGI-X115", key, ja, en)
        value = self._expression(tree.getChild(count - 1), names, key)
        for place in range(count - 3, -1, -2):
            then = self._expression(tree.getChild(place), names, key)
            condition = self._condition(tree.getChild(place + 1), names, key)
            chosen = None if condition is None else choice(condition, then, value, self.never_negative)
            if chosen is None:
                return self._refuse(
                    "NAGI-X115", key,
                    "この piecewise は min や max で書けません。時刻による切り替えは event で書いてください。",
                    "a piecewise that is neither a minimum nor a maximum; write a change at a given time as an event",
                )  # fmt: skip
            value = chosen
        return value

    def _condition(self, tree: Any, names: Names, key: str) -> Relation | None:
        """What a condition compares; and, or, not and the truth only where numbers decide."""
        word = _word(tree)
        if word in LOGIC:
            inner = [self._condition(tree.getChild(n), names, key) for n in range(tree.getNumChildren())]
            decided = [one for one in inner if isinstance(one, bool)]
            return LOGIC[word](decided) if len(decided) == len(inner) else None
        if not tree.isRelational() or tree.getNumChildren() != 2:
            return None
        left, right = (self._expression(tree.getChild(i), names, key) for i in range(2))
        return relation(word, left, right)


def _word(tree: Any) -> str:
    """What a formula calls its operation; a csymbol by what it means, not by the text that stands in it."""
    sbml, kind = libsbml(), tree.getType()
    relations = {
        sbml.AST_RELATIONAL_LT: "lt", sbml.AST_RELATIONAL_LEQ: "leq", sbml.AST_RELATIONAL_GT: "gt",
        sbml.AST_RELATIONAL_GEQ: "geq", sbml.AST_RELATIONAL_EQ: "eq", sbml.AST_RELATIONAL_NEQ: "neq",
    }  # fmt: skip
    symbols = {
        sbml.AST_FUNCTION_DELAY: "delay",
        sbml.AST_FUNCTION_RATE_OF: "rateOf",
        sbml.AST_CSYMBOL_FUNCTION: "csymbol",
    }
    known = {**relations, **symbols}.get(kind)
    return known or str(tree.getOperatorName() or tree.getName() or f"MathML {kind}")


def _float(value: float) -> sympy.Expr:
    """Whole numbers stay exact as long as double precision is."""
    return sympy.Integer(int(value)) if value.is_integer() and abs(value) < 2**53 else sympy.Float(value)


def _finite(value: sympy.Expr) -> sympy.Expr:
    if value.has(sympy.zoo, sympy.nan, sympy.oo, -sympy.oo, sympy.I):
        raise ValueError
    if value.is_Float and not math.isfinite(float(value)):
        raise ValueError
    return value


def _power(base: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
    if base.is_number and exponent.is_number:
        return _float(math.pow(float(base), float(exponent)))
    if exponent.is_number and abs(float(exponent)) > LARGEST_POWER:
        raise ValueError
    return base**exponent


def _pure(
    exact: Callable[[sympy.Expr], sympy.Expr], number: Callable[[float], float]
) -> Callable[..., sympy.Expr]:
    """A function of one argument, computed at once if that is a number."""
    return lambda x: _float(number(float(x))) if x.is_number else exact(x)


def _minus(*values: sympy.Expr) -> sympy.Expr:
    return -values[0] if len(values) == 1 else values[0] - values[1]


def _divide(above: sympy.Expr, below: sympy.Expr) -> sympy.Expr:
    if below == 0:
        raise ZeroDivisionError
    return above / below


def _root(*values: sympy.Expr) -> sympy.Expr:
    degree, inside = values if len(values) == 2 else (sympy.Integer(2), values[0])
    return _power(inside, _divide(ONE, degree))


def _logarithm(*values: sympy.Expr) -> sympy.Expr:
    """To the base 10 unless one stands before."""
    base, x = values if len(values) == 2 else (sympy.Integer(10), values[0])
    return _divide(_log(x), _log(base))


_exp, _log = _pure(sympy.exp, math.exp), _pure(sympy.log, math.log)
OPERATIONS: Mapping[str, Callable[..., sympy.Expr]] = {
    "plus": sympy.Add,
    "times": sympy.Mul,
    "minus": _minus,
    "divide": _divide,
    "power": _power,
    "pow": _power,
    "root": _root,
    "sqrt": _root,
    "exp": _exp,
    "ln": _log,
    "log": _logarithm,
    "log10": _logarithm,
    "abs": sympy.Abs,
    "min": sympy.Min,
    "max": sympy.Max,
    "tanh": _pure(sympy.tanh, math.tanh),
    "sinh": lambda x: (_exp(x) - _exp(-x)) / 2,
    "cosh": lambda x: (_exp(x) + _exp(-x)) / 2,
    "coth": lambda x: _divide(ONE, _pure(sympy.tanh, math.tanh)(x)),
    "sech": lambda x: 2 / (_exp(x) + _exp(-x)),
    "csch": lambda x: _divide(sympy.Integer(2), _exp(x) - _exp(-x)),
}
