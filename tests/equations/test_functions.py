"""An equation means what the same line of Python means on plain numbers; units follow the functions."""

import math
from collections.abc import Callable
from fractions import Fraction

import pytest
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st

from nagi.equations.functions import (
    absolute,
    exp,
    hill,
    less,
    log,
    maximum,
    minimum,
    number,
    sqrt,
    tanh,
    where,
)  # fmt: skip
from nagi.equations.quantity import Quantity, as_quantity
from nagi.equations.units import ONE, read_unit, show

Pair = tuple[Quantity, float]
"""An expression and its value."""

POINT = {"x": 0.7, "y": 1.3, "z": 2.9}
X, Y, Z = (Quantity(sympy.Symbol(name, real=True), ONE) for name in POINT)

ONE_ARGUMENT: list[tuple[Callable[[Quantity], Quantity], Callable[[float], float]]] = [
    (lambda q: -q, lambda v: -v),
    (abs, abs),
    (tanh, math.tanh),
    (lambda q: exp(minimum(q, 3)), lambda v: math.exp(min(v, 3))),
    (lambda q: log(0.5 + absolute(q)), lambda v: math.log(0.5 + abs(v))),
    (lambda q: sqrt(absolute(q)), lambda v: math.sqrt(abs(v))),
    (lambda q: q**2, lambda v: v**2),
    (lambda q: absolute(q) ** Fraction(3, 2), lambda v: abs(v) ** 1.5),
    (lambda q: 2 ** -absolute(q), lambda v: 2 ** -abs(v)),
    (lambda q: hill(absolute(q), 1.5, 3), lambda v: abs(v) ** 3 / (1.5**3 + abs(v) ** 3)),
    (lambda q: hill(absolute(q), 0.3), lambda v: abs(v) / (0.3 + abs(v))),
]
TWO_ARGUMENTS: list[tuple[Callable[[Quantity, Quantity], Quantity], Callable[[float, float], float]]] = [
    (lambda p, q: p + q, lambda v, w: v + w),
    (lambda p, q: p - q, lambda v, w: v - w),
    (lambda p, q: p * q, lambda v, w: v * w),
    (lambda p, q: p / (1 + absolute(q)), lambda v, w: v / (1 + abs(w))),
    (minimum, min),
    (maximum, max),
    (lambda p, q: where(less(p, q), then=p + 1, otherwise=q / 3), lambda v, w: v + 1 if v < w else w / 3),
]


def leaves() -> st.SearchStrategy[Pair]:
    numbers = st.one_of(
        st.integers(-5, 5), st.floats(-5, 5, allow_subnormal=False), st.fractions(-5, 5, max_denominator=9)
    )
    return st.one_of(
        st.sampled_from([(X, POINT["x"]), (Y, POINT["y"]), (Z, POINT["z"])]),
        numbers.map(lambda n: (as_quantity(n), float(n))),
    )


def longer(shorter: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    one = st.tuples(st.sampled_from(ONE_ARGUMENT), shorter).map(
        lambda t: (t[0][0](t[1][0]), t[0][1](t[1][1]))
    )
    two = st.tuples(st.sampled_from(TWO_ARGUMENTS), shorter, shorter).map(
        lambda t: (t[0][0](t[1][0], t[2][0]), t[0][1](t[1][1], t[2][1]))
    )
    return st.one_of(one, two).filter(lambda pair: abs(pair[1]) < 1e6)


@given(st.recursive(leaves(), longer, max_leaves=8))
def test_an_expression_has_the_value_of_the_same_python(pair: Pair) -> None:
    quantity, value = pair
    assert quantity.faults == ()
    found = sympy.lambdify([q.expression for q in (X, Y, Z)], quantity.expression, "math")(*POINT.values())
    assume(math.isfinite(value))
    assert found == pytest.approx(value, rel=1e-9, abs=1e-9)


C, K, N = (number(n, unit) for n, unit in ((2, "conc"), (3, "1/week"), (5, "cells")))
UNITS = [
    (C * K, "conc/week"),
    (C / N, "conc/cells"),
    (1 / C, "1/conc"),
    (K - 0, "1/week"),
    (0 + C, "conc"),
    (-C, "conc"),
    (+C, "conc"),
    (C**2, "conc^2"),
    (C**-1, "1/conc"),
    (sqrt(C * K), "conc^(1/2)/week^(1/2)"),
    (sqrt(C) ** 2, "conc"),
    (C ** Fraction(1, 3) * C ** Fraction(2, 3), "conc"),
    (minimum(C, 2 * C, 0), "conc"),
    (maximum(C, 0), "conc"),
    (absolute(K), "1/week"),
    (hill(C, 2 * C, 3), "1"),
    (hill(C, 2 * C), "1"),
    (exp(C / C), "1"),
    (where(less(C, 0), then=K, otherwise=2 * K), "1/week"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("quantity", "unit"), UNITS, ids=[f"{unit}-{i}" for i, (_, unit) in enumerate(UNITS)]
)
def test_units_follow_the_operators_exactly(quantity: Quantity, unit: str) -> None:
    assert quantity.unit is not None
    assert show(quantity.unit) == unit
    assert quantity.faults == ()


@given(st.fractions(-3, 3, max_denominator=12), st.fractions(-3, 3, max_denominator=12))
def test_exponents_of_units_are_exact(p: Fraction, q: Fraction) -> None:
    assert (C**p * C**q).unit == (C ** (p + q)).unit


@pytest.mark.parametrize(
    "text", ["1", "1/week", "conc/week", "conc/cells/week", "ng/mL", "log10cfu/week", "IU/mL"]
)
def test_a_unit_is_shown_so_that_it_reads_back(text: str) -> None:
    unit = read_unit(text)
    assert unit is not None
    assert read_unit(show(unit)) == unit


@pytest.mark.parametrize("text", ["", " ", "weak", "2*week", "week +", "1/", "conc**x"])
def test_what_is_no_unit_is_not_guessed(text: str) -> None:
    assert read_unit(text) is None


def test_numbers_stay_as_they_were_written() -> None:
    assert as_quantity(36.0).expression == sympy.Integer(36)
    assert as_quantity(Fraction(1, 3)).expression == sympy.Rational(1, 3)
    assert float(as_quantity(0.4396).expression) == 0.4396
