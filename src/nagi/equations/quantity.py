"""A quantity of a model: a SymPy expression with its unit, written with the usual operators.

Operators never stop at a wrong unit: they note the fault with its line and go on, so that a mechanism can report
all of them together. What Python cannot pass on to an equation (`if`, `and`, `<`, `float()`) is refused at once.
"""

from dataclasses import dataclass
from fractions import Fraction
from numbers import Integral, Rational, Real
from typing import NoReturn, TypeAlias

import sympy

from nagi.equations.places import Fault, Place, here
from nagi.equations.refusal import body_being_read, refuse
from nagi.equations.units import ONE, Unit, raised, show, similar_units
from nagi.language import Text

Number: TypeAlias = int | float | Fraction


@dataclass(frozen=True, eq=False)
class Declaration:
    """What the author said about a name, in the line that introduced it. `unit` is None if it cannot be read."""

    label: str
    unit: Unit | None
    unit_text: str
    symbol: str
    place: Place
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class Quantity:
    """An expression with a unit. A unit of None fits every other: the number 0, or a fault already noted."""

    expression: sympy.Expr
    unit: Unit | None
    faults: tuple[Fault, ...] = ()
    declared: Declaration | None = None

    def __add__(self, other: "Quantity | Number") -> "Quantity":
        return _sum(self, as_quantity(other), sign=1)

    def __radd__(self, other: Number) -> "Quantity":
        return _sum(as_quantity(other), self, sign=1)

    def __sub__(self, other: "Quantity | Number") -> "Quantity":
        return _sum(self, as_quantity(other), sign=-1)

    def __rsub__(self, other: Number) -> "Quantity":
        return _sum(as_quantity(other), self, sign=-1)

    def __mul__(self, other: "Quantity | Number") -> "Quantity":
        return _product(self, as_quantity(other), power=1)

    def __rmul__(self, other: Number) -> "Quantity":
        return _product(as_quantity(other), self, power=1)

    def __truediv__(self, other: "Quantity | Number") -> "Quantity":
        return _product(self, as_quantity(other), power=-1)

    def __rtruediv__(self, other: Number) -> "Quantity":
        return _product(as_quantity(other), self, power=-1)

    def __pow__(self, exponent: "Quantity | Number") -> "Quantity":
        return _power(self, as_quantity(exponent))

    def __rpow__(self, base: Number) -> "Quantity":
        return _power(as_quantity(base), self)

    def __neg__(self) -> "Quantity":
        return made(-self.expression, self.unit, self)

    def __pos__(self) -> "Quantity":
        return self

    def __abs__(self) -> "Quantity":
        return made(sympy.Abs(self.expression), self.unit, self)

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return described(self)

    def __bool__(self) -> bool:  # noqa: PLE0304 - never returns
        self._refuse(
            "if / and / or / not", "minimum(a, b), maximum(a, b), where(less(a, b), then=..., otherwise=...)"
        )

    def __eq__(self, other: object) -> bool:
        self._refuse("==", "where(less(a, b), then=..., otherwise=...)")

    def __ne__(self, other: object) -> bool:
        self._refuse("!=", "where(less(a, b), then=..., otherwise=...)")

    def __lt__(self, other: object) -> bool:
        self._refuse("< / >", "less(a, b), minimum(a, b), maximum(a, b)")

    __gt__ = __lt__

    def __le__(self, other: object) -> bool:
        self._refuse("<= / >=", "less(a, b), minimum(a, b), maximum(a, b)")

    __ge__ = __le__

    def __float__(self) -> float:
        self._refuse("float() / math", "exp, log, sqrt, tanh of nagi.equations.notation")

    def __int__(self) -> int:
        self._refuse("int()", "exp, log, sqrt, tanh of nagi.equations.notation")

    def __mod__(self, other: object) -> NoReturn:
        self._refuse("%", "+ - * / **, where(less(a, b), then=..., otherwise=...)")

    def __floordiv__(self, other: object) -> NoReturn:
        self._refuse("//", "/")

    def __iter__(self) -> NoReturn:
        self._refuse("for / in", "+ - * / **")

    def __array_ufunc__(self, *_: object, **__: object) -> NoReturn:
        self._refuse("NumPy", "float(x), exp, log, sqrt, tanh of nagi.equations.notation")

    def _refuse(self, seen: str, remedy: str) -> NoReturn:
        """Say that Python decides such things now, but an equation only when it is solved."""
        body = body_being_read()
        since = {
            str(q.expression): q.declared
            for q in [*body.values(), self]
            if isinstance(q, Quantity) and q.declared
        }
        who = (
            ", ".join(f"{name} ({since[name].place})" if name in since else name for name in names(self))
            or "?"
        )
        refuse(
            "NAGI-E101",
            f"{seen} は記号 {who} には使えません。代わりに {remedy} を使ってください。",
            f"{seen} cannot be used on symbols: {who}; use {remedy} instead",
        )


def made(expression: sympy.Expr, unit: Unit | None, *parts: Quantity) -> Quantity:
    """The quantity of `expression`, with what was wrong with its parts and with its value."""
    faults = tuple(fault for part in parts for fault in part.faults)
    if expression.has(sympy.zoo, sympy.nan, sympy.oo, sympy.I):
        said = Text(
            ja="式の値が有限の実数になりません (0 での割り算、負数の平方根など)。式を見直してください。",
            en="the expression has no finite real value (division by 0, root of a negative number); correct it",
        )
        return Quantity(sympy.Integer(0), None, (*faults, Fault("NAGI-E104", here(), said, names(*parts))))
    return Quantity(expression, unit, faults)


def as_quantity(value: object) -> Quantity:
    """`value` as a quantity; a plain number is dimensionless, 0 fits every unit."""
    if isinstance(value, Quantity):
        return value
    if isinstance(value, bool) or not isinstance(value, Real):
        kind = type(value).__name__
        refuse("NAGI-E105", f"{kind} は式に使えません。数か宣言した記号を書いてください。",
               f"a {kind} cannot stand in an equation; write a number or a declared symbol")  # fmt: skip
    return made(_exact(value), None if value == 0 else ONE)


def _exact(value: Real) -> sympy.Expr:
    """Whole numbers and fractions stay exact; other numbers keep all their digits."""
    if isinstance(value, Integral):
        return sympy.Integer(int(value))
    if isinstance(value, Rational):
        return sympy.Rational(int(value.numerator), int(value.denominator))
    number = float(value)
    return sympy.Integer(int(number)) if number.is_integer() else sympy.Float(number)


def joined(seen: str, *parts: Quantity) -> tuple[Unit | None, tuple[Fault, ...]]:
    """The unit that `parts` share, and a fault for those that are in another."""
    known = [part for part in parts if part.unit is not None]
    if not known:
        return None, ()
    wrong = next((part for part in known if part.unit != known[0].unit), None)
    if wrong is None:
        return known[0].unit, ()
    first, second = described(known[0]), described(wrong)
    ja, en = _remedy(known[0], wrong)
    said = Text(
        ja=f"{seen} の両側の単位が違います: {first} と {second}。{ja}",
        en=f"{seen} joins unlike units: {first} and {second}; {en}",
    )
    return None, (Fault("NAGI-E102", here(), said, names(known[0], wrong)),)


def _remedy(first: Quantity, second: Quantity) -> tuple[str, str]:
    """What to do about two unlike units: a bare number wants the unit of the other side."""
    for bare, other in ((first, second), (second, first)):
        if bare.expression.is_number and bare.unit == ONE and other.unit is not None:
            written = f'number({bare.expression}, "{show(other.unit)}")'
            return (
                f"数に単位があるなら {written} と書いてください。",
                f"if the number has that unit, write {written}",
            )
    return "同じ単位にしてください。", "bring both to one unit"


def pure(seen: str, part: Quantity) -> tuple[Fault, ...]:
    """A fault if `part` has a unit where only a pure number has a meaning."""
    if part.unit is None or part.unit == ONE:
        return ()
    said = Text(
        ja=f"{seen} には無次元の量が必要ですが、{described(part)} です。同じ単位の量で割ってください。",
        en=f"{seen} needs a dimensionless quantity, but got {described(part)}; divide by a quantity of that unit",
    )
    return (Fault("NAGI-E103", here(), said, names(part)),)


def unreadable(text: str) -> tuple[Fault, ...]:
    """The fault of a unit that cannot be read."""
    near = ", ".join(similar_units(text))
    said = Text(
        ja=f"単位 {text!r} を読めません。"
        + (f"近い綴り: {near}。" if near else "例: 1, 1/week, conc/week。"),
        en=f"unit {text!r} cannot be read; "
        + (f"nearest: {near}" if near else "write e.g. 1, 1/week, conc/week"),
    )
    return (Fault("NAGI-E106", here(), said),)


def described(part: Quantity) -> str:
    """An expression with its unit for a message, shortened."""
    text = str(part.expression)
    short = text if len(text) <= 60 else text[:57] + "..."
    return f"{short} [{show(part.unit)}]" if part.unit is not None else short


def names(*parts: Quantity) -> tuple[str, ...]:
    """The symbols in `parts`, in alphabetical order."""
    return tuple(sorted({str(symbol) for part in parts for symbol in part.expression.free_symbols}))


def _sum(first: Quantity, second: Quantity, *, sign: int) -> Quantity:
    unit, faults = joined("+" if sign > 0 else "-", first, second)
    return with_faults(made(first.expression + sign * second.expression, unit, first, second), faults)


def _product(first: Quantity, second: Quantity, *, power: int) -> Quantity:
    unit = None
    if first.unit is not None and second.unit is not None:
        unit = first.unit * second.unit if power > 0 else first.unit / second.unit
    return made(first.expression * second.expression**power, unit, first, second)


def _power(base: Quantity, exponent: Quantity) -> Quantity:
    faults = pure("**", exponent)
    unit = base.unit
    if unit is not None and unit != ONE:
        exact = _rational(exponent.expression)
        unit = None if exact is None else raised(unit, exact)
        if exact is None and not faults:
            said = Text(
                ja=f"{described(base)} の指数は整数か Fraction で書いてください (例 Fraction(1, 2))。",
                en=f"write the exponent of {described(base)} as a whole number or a Fraction, e.g. Fraction(1, 2)",
            )
            faults = (Fault("NAGI-E103", here(), said, names(base, exponent)),)
    return with_faults(made(base.expression**exponent.expression, unit, base, exponent), faults)


def _rational(expression: sympy.Expr) -> Fraction | None:
    """The exact value of a whole number or fraction; None for symbols and decimal numbers."""
    return Fraction(int(expression.p), int(expression.q)) if isinstance(expression, sympy.Rational) else None


def with_faults(quantity: Quantity, faults: tuple[Fault, ...]) -> Quantity:
    """`quantity` with more faults noted."""
    if not faults:
        return quantity
    return Quantity(quantity.expression, quantity.unit, quantity.faults + faults, quantity.declared)
