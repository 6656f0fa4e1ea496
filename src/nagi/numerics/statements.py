"""One list of elementary statements on named scalars: what every printer prints.

A program is in static single assignment: operation number i defines value i, its arguments are earlier
values. Printers know nothing else; the same program must give the same numbers in each, to rounding.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Op = Literal[
    "input",   # value of a named input
    "const",   # a number
    "add", "sub", "mul", "div", "neg",
    "fma",     # a * b + c
    "min", "max", "abs", "sqrt", "exp", "log", "tanh",
    "less",    # 1.0 if a < b else 0.0; false if either is NaN
    "select",  # a != 0 ? b : c
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Operation:
    """One statement. `args` are numbers of earlier operations; `name` is set for inputs, `value` for constants."""

    op: Op
    args: tuple[int, ...] = ()
    name: str = ""
    value: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Program:
    """A list of statements with named inputs (in order) and named results.

    A result called `=x` takes the place of the input `x`.
    """

    inputs: tuple[str, ...]
    operations: tuple[Operation, ...]
    results: Mapping[str, int]

    def rows(self) -> dict[str, int]:
        """The row of every input and result in a workspace: inputs in order, then the results that update none."""
        place = {name: row for row, name in enumerate(self.inputs)}
        following = len(place)
        for name in self.results:
            if name.startswith("="):
                place[name] = place[name[1:]]
            else:
                place[name] = following
                following += 1
        return place
