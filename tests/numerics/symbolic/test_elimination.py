"""Sparse elimination without exchange against a dense solver, on diagonally dominant matrices."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nagi.numerics.printers.interpreter import evaluate
from nagi.numerics.statements import Program
from nagi.numerics.symbolic.building import Builder
from nagi.numerics.symbolic.elimination import Elimination, elimination_order

SIZE = 7


def solver(entries: frozenset[tuple[int, int]]) -> Program:
    build = Builder()
    matrix = {(i, k): build.input(f"m{i}_{k}") for i, k in sorted(entries)}
    right = [build.input(f"b{i}") for i in range(SIZE)]
    solution = Elimination(build, SIZE, matrix).solve(right)
    names = [*(f"m{i}_{k}" for i, k in sorted(entries)), *(f"b{i}" for i in range(SIZE))]
    return build.program(names, {f"x{i}": v for i, v in enumerate(solution)})


cells = st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1))


@settings(max_examples=100, deadline=None)
@given(off=st.frozensets(cells, max_size=30), seed=st.integers(0, 2**31))
def test_the_solution_is_that_of_a_dense_solver(off: frozenset[tuple[int, int]], seed: int) -> None:
    draw = np.random.default_rng(seed)
    entries = off | {(i, i) for i in range(SIZE)}
    matrix = np.zeros((SIZE, SIZE))
    for i, k in entries:
        matrix[i, k] = draw.uniform(-1, 1) + (10.0 if i == k else 0.0)
    right = draw.uniform(-1, 1, SIZE)
    inputs = {f"m{i}_{k}": matrix[i, k] for i, k in entries} | {f"b{i}": right[i] for i in range(SIZE)}
    got = evaluate(solver(entries), inputs)
    assert [got[f"x{i}"] for i in range(SIZE)] == pytest.approx(
        np.linalg.solve(matrix, right), rel=1e-11, abs=1e-13
    )


def test_an_arrow_is_eliminated_without_new_entries() -> None:
    """Full first row and column: the dense corner must come last."""
    arrow = frozenset({(0, k) for k in range(5)} | {(k, 0) for k in range(5)} | {(k, k) for k in range(5)})
    assert elimination_order(5, arrow)[:3] == [1, 2, 3]


def test_pivots_that_nothing_changes_share_a_division() -> None:
    diagonal = frozenset((i, i) for i in range(SIZE))
    assert sum(o.op == "div" for o in solver(diagonal).operations) == 2  # 7 pivots, at most 5 per division


def test_an_empty_pivot_gives_no_number_instead_of_an_error() -> None:
    entries = frozenset((i, i) for i in range(1, SIZE))
    inputs = {f"m{i}_{i}": 2.0 for i in range(1, SIZE)} | {f"b{i}": 1.0 for i in range(SIZE)}
    got = evaluate(solver(entries), inputs)
    assert not np.isfinite(got["x0"])
    assert got["x1"] == 0.5
