"""Every printer says what the interpreter says, for every operation and for values that are not numbers."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from nagi.numerics.printers.interpreter import evaluate
from nagi.numerics.printers.llvm import module_text
from nagi.numerics.printers.objects import LoadedCode, compiled
from nagi.numerics.printers.scalar import scalar_addresses, scalar_text
from nagi.numerics.solvers import call as _call
from nagi.numerics.statements import Op, Operation, Program

NARY: dict[Op, int] = {
    "add": 2, "sub": 2, "mul": 2, "div": 2, "neg": 1, "fma": 3, "min": 2, "max": 2, "abs": 1, "sqrt": 1,
    "exp": 1, "log": 1, "tanh": 1, "less": 2, "select": 3,
}  # fmt: skip
VALUES = [0.0, 1.0, -1.0, 0.3, 2.5, -700.0, 1e-300, 1e200, np.inf, -np.inf, np.nan]
CASES = np.array([[a, b, c] for a in VALUES for b in VALUES for c in (0.5, -2.0, np.nan)])


def every_operation() -> Program:
    """One result for each operation on the inputs a, b, c, and a constant."""
    operations = [Operation("input", name=name) for name in "abc"]
    results = {}
    for op, count in NARY.items():
        results[op] = len(operations)
        operations.append(Operation(op, tuple(range(count))))
    results["const"] = len(operations)
    operations.append(Operation("const", value=0.1))
    results["given"] = 0
    return Program(inputs=("a", "b", "c"), operations=tuple(operations), results=results)


def told(address: int, lanes: int) -> npt.NDArray[np.float64]:
    """Results (cases, results) of a compiled function, W cases at a time."""
    program = every_operation()
    width = len(program.inputs) + len(program.results)
    rows = []
    raw = np.zeros(width * lanes + 8)
    begin = (-(raw.ctypes.data >> 3)) & 7
    work = raw[begin : begin + width * lanes].reshape(width, lanes)
    for case in range(0, len(CASES), lanes):
        block = CASES[case : case + lanes]
        work[:3, : len(block)] = block.T
        _call(address, work)
        rows.append(work[3:, : len(block)].T.copy())
    return np.vstack(rows)


@pytest.fixture(scope="module")
def expected() -> npt.NDArray[np.float64]:
    program = every_operation()
    results = evaluate(program, dict(zip("abc", CASES.T, strict=True)))
    return np.column_stack([np.broadcast_to(results[name], len(CASES)) for name in program.results])


def agree(found: npt.NDArray[np.float64], expected: npt.NDArray[np.float64]) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-15, atol=0.0)


@pytest.mark.parametrize("lanes", [1, 2, 4, 8])
def test_vectors_agree_with_the_interpreter(lanes: int, expected: npt.NDArray[np.float64]) -> None:
    code = LoadedCode(compiled(module_text([("f", every_operation(), lanes)])))
    agree(told(code.address("f"), lanes), expected)


@pytest.mark.parametrize("place", [lambda tmp: tmp, lambda tmp: None], ids=["on disk", "in memory"])
def test_scalar_code_agrees_with_the_interpreter(
    place: Callable[[Path], Path | None], tmp_path: Path, expected: npt.NDArray[np.float64]
) -> None:
    addresses, _alive = scalar_addresses([("f", every_operation())], folder=place(tmp_path))
    agree(told(addresses["f"], 1), expected)


def test_scalar_code_from_the_cache_agrees_too(tmp_path: Path, expected: npt.NDArray[np.float64]) -> None:
    scalar_addresses([("f", every_operation())], folder=tmp_path)
    assert list(tmp_path.rglob("*.nbi"))
    addresses, _alive = scalar_addresses([("f", every_operation())], folder=tmp_path)
    agree(told(addresses["f"], 1), expected)


def test_scalar_source_is_named_by_its_content(tmp_path: Path) -> None:
    scalar_addresses([("f", every_operation())], folder=tmp_path)
    (source,) = tmp_path.glob("scalar_*.py")
    assert source.read_text(encoding="utf-8") == scalar_text([("f", every_operation())], cache=True)


@pytest.mark.parametrize("left", [b"", b"\x80", b"something else"], ids=["empty", "truncated", "foreign"])
def test_a_damaged_cache_of_numba_costs_only_time(
    left: bytes, tmp_path: Path, expected: npt.NDArray[np.float64]
) -> None:
    scalar_addresses([("f", every_operation())], folder=tmp_path)
    for path in (tmp_path / "__pycache__").iterdir():
        path.write_bytes(left)
    addresses, _alive = scalar_addresses([("f", every_operation())], folder=tmp_path)
    agree(told(addresses["f"], 1), expected)


def test_the_text_does_not_permit_the_compiler_to_forget_nan() -> None:
    text = module_text([("f", every_operation(), 8)])
    assert "contract" in text
    assert not re.search(r"\b(fast|nnan|ninf|reassoc|arcp|afn)\b", text)
