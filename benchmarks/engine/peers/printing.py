"""Prints nagi's statement list as C and as Python for Numba, so that peers start from the same hoisted equations."""

from collections.abc import Iterable

from nagi.numerics.statements import Operation, Program

FORMS = {
    "add": "{} + {}", "sub": "{} - {}", "mul": "{} * {}", "div": "{} / {}", "neg": "-{}", "fma": "{} * {} + {}",
}  # fmt: skip
"""The model of the benchmark needs no other operation."""


def c_function(name: str, program: Program, cells: Iterable[str]) -> str:
    """`static void name(const double *y, const double *c, double *out)`; `cells` says where each result goes."""
    body = "\n".join(f"  {line};" for line in _lines(program, cells, "const double "))
    return f"static void {name}(const double *y, const double *c, double *out) {{\n{body}\n}}\n"


def python_function(name: str, program: Program, cells: Iterable[str]) -> str:
    """`def name(y, c, out)`, for `numba.njit`."""
    body = "\n".join(f"    {line}" for line in _lines(program, cells, ""))
    return f"def {name}(y, c, out):\n{body}\n"


def _lines(program: Program, cells: Iterable[str], declaration: str) -> list[str]:
    places = {name: _place(name, row) for row, name in enumerate(program.inputs)}
    lines = [f"{declaration}v{n} = {_right(o, places)}" for n, o in enumerate(program.operations)]
    return lines + [
        f"out[{cell}] = v{number}" for cell, number in zip(cells, program.results.values(), strict=True)
    ]


def _place(name: str, row: int) -> str:
    """States and constants by their numbers; parameters and effects in one row, in the order of the program."""
    return f"{name[0]}[{name[1:]}]" if name[0] in "yc" and name[1:].isdigit() else f"y[{row}]"


def _right(operation: Operation, places: dict[str, str]) -> str:
    if operation.op == "input":
        return places[operation.name]
    if operation.op == "const":
        return repr(float(operation.value))
    return FORMS[operation.op].format(*(f"v{number}" for number in operation.args))
