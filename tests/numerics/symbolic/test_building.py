"""Programs: equal statements once, signs and multiply-adds exact, NaN never folded away."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nagi.numerics.printers.interpreter import evaluate
from nagi.numerics.symbolic.building import Builder, groups


def ops(build: Builder, value: int) -> list[str]:
    return [o.op for o in build.program(["a", "b", "c"], {"v": value}).operations if o.op != "input"]


def test_equal_statements_are_written_once() -> None:
    build = Builder()
    a, b = build.input("a"), build.input("b")
    assert build.mul(a, b) == build.mul(b, a)
    assert build.sub(a, b) != build.sub(b, a)


def test_a_product_used_once_joins_the_sum() -> None:
    build = Builder()
    a, b, c = (build.input(n) for n in "abc")
    assert ops(build, build.add(build.mul(a, b), c)) == ["fma"]
    assert ops(build, build.sub(c, build.mul(a, b))) == ["neg", "fma"]


def test_a_product_used_twice_stays() -> None:
    build = Builder()
    a, b, c = (build.input(n) for n in "abc")
    product = build.mul(a, b)
    assert sorted(ops(build, build.div(build.add(product, c), product))) == ["add", "div", "mul"]


def test_signs_leave_products_and_sums() -> None:
    build = Builder()
    a, b = build.input("a"), build.input("b")
    assert build.mul(build.neg(a), build.neg(b)) == build.mul(a, b)
    assert build.add(a, build.neg(b)) == build.sub(a, b)
    assert build.neg(build.neg(a)) == a


def test_zero_times_a_value_is_not_folded() -> None:
    build = Builder()
    value = build.add(build.mul(build.const(0.0), build.input("a")), build.const(0.0))
    got = evaluate(build.program(["a"], {"v": value}), {"a": np.nan})
    assert np.isnan(got["v"])


def test_what_no_result_needs_is_left_out() -> None:
    build = Builder()
    build.apply("exp", build.input("b"))
    program = build.program(["a", "b"], {"v": build.input("a")})
    assert len(program.operations) == 1
    assert program.inputs == ("a", "b")


@given(st.lists(st.floats(0.01, 100.0), min_size=1, max_size=5))
def test_reciprocals_by_one_division(values: list[float]) -> None:
    build = Builder()
    found = build.reciprocals([build.input(f"v{i}") for i in range(len(values))])
    program = build.program([], {f"r{i}": r for i, r in enumerate(found)})
    got = evaluate(program, {f"v{i}": v for i, v in enumerate(values)})
    assert sum(o.op == "div" for o in program.operations) == 1
    assert [got[f"r{i}"] for i in range(len(values))] == pytest.approx([1 / v for v in values], rel=1e-13)


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (1, [1]), (5, [5]), (6, [3, 3]), (8, [4, 4]), (14, [4, 5, 5])]
)
def test_groups_are_even(count: int, sizes: list[int]) -> None:
    found = groups(count, 5)
    assert [len(g) for g in found] == sizes
    assert [i for g in found for i in g] == list(range(count))
