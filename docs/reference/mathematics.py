"""Equations as MathML: drawn by the browser itself, without a script or a font from elsewhere.

A picture of an equation cannot be read aloud, copied or made dark; MathJax and KaTeX are scripts of a megabyte.
Every browser of today draws MathML, and SymPy, which holds our equations, writes it.
"""

import unicodedata
from html import escape
from typing import Any
from xml.dom.minidom import Element, parseString

import sympy
from sympy.printing.mathml import MathMLPresentationPrinter

from nagi.equations.latex import GREEK, SUBSCRIPTED
from nagi.equations.model import Model

LAMBDA = {"lambda": "lamda"}
"""How Unicode spells it."""


class _Printer(MathMLPresentationPrinter):  # type: ignore[misc] # SymPy has no types
    """Names as `nagi.equations.latex` writes them; gain before loss, as papers do."""

    def _print_Symbol(self, sym: sympy.Symbol, style: str = "plain") -> Element:  # noqa: N802
        return parseString(symbol(str(sym))).documentElement  # noqa: S318 - our own text, made a line before

    def _as_ordered_terms(self, expr: sympy.Expr, order: object = None) -> list[Any]:
        terms = super()._as_ordered_terms(expr, order=order)
        return sorted(terms, key=lambda term: bool(term.could_extract_minus_sign()))


def equations(model: Model, words: tuple[str, str]) -> str:
    """Every rate and every named quantity of the model; `words` head the columns of number and equation."""
    rates = [
        (f"({rate.equation})", _rate(rate.state), rate.expression if rate.written is None else rate.written)
        for rate in model.rates
    ]
    named = [("", symbol(name), expression) for name, expression in model.assignments]
    head = "".join(f"<th>{escape(word)}</th>" for word in words)
    rows = "".join(
        f"<tr><td>{number}</td><td>{_math(f'{left}<mo>=</mo>{written(right)}')}</td></tr>"
        for number, left, right in [*rates, *named]
    )
    return f'<div class="equations"><table><tr>{head}</tr>{rows}</table></div>'


def written(expression: sympy.Expr) -> str:
    """The right-hand side as MathML."""
    text = str(_Printer().doprint(expression))
    return (
        text.replace("<mo>&InvisibleTimes;</mo>", '<mspace width="0.2em"/>')
        .replace("<mo>-</mo>", "<mo>&#8722;</mo>")
        .replace("&ExponentialE;", "e")
    )


def inline(name: str) -> str:
    """A symbol within a text."""
    return f"<math>{symbol(name)}</math>"


def symbol(name: str) -> str:
    """A name as a symbol: k1 and k_rep get subscripts, lambda its letter, whole words stand upright."""
    parts = SUBSCRIPTED.fullmatch(name)
    head, _, tail = name.partition("_")
    if parts is not None and not (name.isalpha() and name.isupper()) and name not in GREEK:
        head, tail = parts.groups()
    first = f"<mi>{unicodedata.lookup(f'greek small letter {LAMBDA.get(head, head)}') if head in GREEK else head}</mi>"
    return f"<msub>{first}<mi>{tail.replace('_', ' ')}</mi></msub>" if tail else first


def _math(content: str) -> str:
    return f'<math displaystyle="true"><mrow>{content}</mrow></math>'


def _rate(state: str) -> str:
    return f"<mfrac><mrow><mi>d</mi>{symbol(state)}</mrow><mrow><mi>d</mi><mi>t</mi></mrow></mfrac>"
