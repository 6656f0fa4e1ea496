"""What each statement means, also for NaN; every printer has to agree with this table."""

import math

import pytest

from nagi.numerics.printers.interpreter import evaluate
from nagi.numerics.statements import Op, Operation, Program

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("op", "args", "expected"),
    [
        ("add", (1.0, 2.0), 3.0),
        ("sub", (1.0, 2.0), -1.0),
        ("mul", (3.0, 2.0), 6.0),
        ("div", (1.0, 0.0), INF),
        ("neg", (1.0,), -1.0),
        ("fma", (2.0, 3.0, 4.0), 10.0),
        ("min", (1.0, 2.0), 1.0),
        ("max", (1.0, NAN), NAN),
        ("abs", (-2.0,), 2.0),
        ("sqrt", (-1.0,), NAN),
        ("exp", (1000.0,), INF),
        ("log", (0.0,), -INF),
        ("tanh", (0.0,), 0.0),
        ("less", (1.0, 2.0), 1.0),
        ("less", (NAN, 2.0), 0.0),
        ("select", (1.0, 5.0, 6.0), 5.0),
        ("select", (0.0, 5.0, NAN), NAN),
        ("select", (0.0, NAN, 6.0), 6.0),
    ],
)
def test_a_statement(op: Op, args: tuple[float, ...], expected: float) -> None:
    names = tuple(f"i{n}" for n in range(len(args)))
    operations = (*(Operation("input", name=n) for n in names), Operation(op, tuple(range(len(args)))))
    program = Program(inputs=names, operations=operations, results={"r": len(args)})
    assert evaluate(program, dict(zip(names, args, strict=True)))["r"] == pytest.approx(expected, nan_ok=True)
