"""SymPy expressions as MathML, in the part of it that SBML allows; every digit of a number is kept."""

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

import sympy

from nagi.errors import NagiError, Problem
from nagi.language import Text

MATHML = "http://www.w3.org/1998/Math/MathML"
OPERATORS: Mapping[type, str] = {
    sympy.Max: "max",
    sympy.Min: "min",
    sympy.Abs: "abs",
    sympy.exp: "exp",
    sympy.log: "ln",
    sympy.tanh: "tanh",
    sympy.StrictLessThan: "lt",
    sympy.LessThan: "leq",
    sympy.StrictGreaterThan: "gt",
    sympy.GreaterThan: "geq",
}


def math(expression: sympy.Expr, *, key: str) -> Element:
    """The whole `math` element. Raises NagiError (NAGI-X012) for a function that cannot be written; `key` names it."""
    strange = sorted({str(part.func) for part in sympy.preorder_traversal(expression) if not _known(part)})
    if strange:
        ja = f"関数 {', '.join(strange)} は SBML に書き出せません。"
        en = f"the function {', '.join(strange)} cannot be written to SBML"
        raise NagiError([Problem(code="NAGI-X012", where="sbml", key=key, said=Text(ja=ja, en=en))])
    whole = Element("math", {"xmlns": MATHML})
    whole.append(_element(expression))
    return whole


def _known(part: sympy.Basic) -> bool:
    plain = (sympy.Symbol, sympy.Add, sympy.Mul, sympy.Pow, sympy.Piecewise, sympy.logic.boolalg.BooleanTrue)
    finite = isinstance(part, sympy.Number | sympy.NumberSymbol) and bool(part.is_finite)
    pair = isinstance(part, sympy.functions.elementary.piecewise.ExprCondPair)
    return finite or pair or isinstance(part, plain) or type(part) in OPERATORS


def _element(e: sympy.Basic) -> Element:
    if isinstance(e, sympy.Symbol):
        return _leaf("ci", str(e.name))
    if isinstance(e, sympy.Number | sympy.NumberSymbol):
        return _number(e)
    if isinstance(e, sympy.Piecewise):
        return _piecewise(e)
    rule = RULES.get(type(e))
    if rule is not None:
        return rule(e)
    return _apply(OPERATORS[type(e)], *map(_element, e.args))


def _apply(operator: str, *arguments: Element) -> Element:
    whole = Element("apply")
    whole.append(Element(operator))
    whole.extend(arguments)
    return whole


def _leaf(tag: str, text: str, **attributes: str) -> Element:
    leaf = Element(tag, attributes)
    leaf.text = text
    return leaf


def _number(e: sympy.Expr) -> Element:
    if e is sympy.pi:
        return Element("pi")
    if e is sympy.E:
        return Element("exponentiale")
    if isinstance(e, sympy.Integer):
        return _leaf("cn", str(int(e)), type="integer")
    if isinstance(e, sympy.Rational):
        return _apply("divide", _number(sympy.Integer(e.p)), _number(sympy.Integer(e.q)))
    return real(float(e))


def real(value: float) -> Element:
    """A number with all its digits."""
    before, _, after = repr(value).partition("e")
    if not after:
        return _leaf("cn", before)
    number = _leaf("cn", before, type="e-notation")
    split = Element("sep")
    split.tail = str(int(after))
    number.append(split)
    return number


def _sum(e: sympy.Add) -> Element:
    return _apply("plus", *map(_element, e.as_ordered_terms()))


def _product(e: sympy.Mul) -> Element:
    """A quotient if a factor has a negative power, and a sign outside."""
    if e.could_extract_minus_sign():
        return _apply("minus", _element(-e))
    above, below = sympy.fraction(e, exact=True)
    if below != 1:
        return _apply("divide", _element(above), _element(below))
    return _apply("times", *map(_element, e.as_ordered_factors()))


def _power(e: sympy.Pow) -> Element:
    if e.exp.is_Number and e.exp.is_negative:
        return _apply("divide", _number(sympy.Integer(1)), _element(e.base**-e.exp))
    if e.exp == sympy.Rational(1, 2):
        return _apply("root", _element(e.base))
    return _apply("power", _element(e.base), _element(e.exp))


def _piecewise(e: sympy.Piecewise) -> Element:
    whole = Element("piecewise")
    for value, condition in e.args:
        piece = Element("otherwise" if condition == sympy.true else "piece")
        piece.append(_element(value))
        if condition != sympy.true:
            piece.append(_element(condition))
        whole.append(piece)
    return whole


RULES: Mapping[type, Callable[[sympy.Expr], Element]] = {
    sympy.Add: _sum,
    sympy.Mul: _product,
    sympy.Pow: _power,
}
