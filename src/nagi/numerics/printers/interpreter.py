"""Running a program statement by statement, on numbers or on NumPy arrays element by element. Slow and plain."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nagi.numerics.statements import Op, Program

Value = Any  # a float, or an array (real, or complex for complex-step differences)

RULES: Mapping[Op, Callable[..., Value]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "neg": np.negative,
    "fma": lambda a, b, c: a * b + c,
    "min": np.minimum,  # NaN if either is NaN
    "max": np.maximum,
    "abs": np.abs,
    "sqrt": np.sqrt,
    "exp": np.exp,
    "log": np.log,
    "tanh": np.tanh,
    "less": lambda a, b: np.asarray(np.where(a < b, 1.0, 0.0))[()],
    "select": lambda a, b, c: np.asarray(np.where(a != 0.0, b, c))[()],
}


def evaluate(program: Program, inputs: Mapping[str, Value]) -> dict[str, Value]:
    """The results of `program` by name. Division by zero and the like give infinities or NaN, never errors."""
    values: list[Value] = []
    with np.errstate(all="ignore"):
        for operation in program.operations:
            if operation.op == "input":
                given = inputs[operation.name]
                values.append(given if isinstance(given, np.ndarray) else np.asarray(given)[()])
            elif operation.op == "const":
                values.append(np.float64(operation.value))
            else:
                values.append(RULES[operation.op](*(values[a] for a in operation.args)))
    return {name: values[place] for name, place in program.results.items()}
