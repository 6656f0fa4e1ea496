"""A program under construction, for what drivers add around the programs of a model."""

from collections.abc import Mapping

from nagi.numerics.statements import Op, Operation, Program


class Draft:
    """A program under construction."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []

    def given(self, name: str) -> int:
        """The input called `name`."""
        self.operations.append(Operation("input", name=name))
        return len(self.operations) - 1

    def number(self, value: float) -> int:
        """A constant."""
        self.operations.append(Operation("const", value=value))
        return len(self.operations) - 1

    def do(self, op: Op, *args: int) -> int:
        """One operation on earlier values."""
        self.operations.append(Operation(op, args))
        return len(self.operations) - 1

    def inline(self, program: Program, values: Mapping[str, int]) -> dict[str, int]:
        """The statements of `program` with its inputs replaced; its results by name."""
        new: list[int] = []
        for operation in program.operations:
            if operation.op == "input":
                new.append(values[operation.name])
                continue
            self.operations.append(
                Operation(
                    operation.op, tuple(new[a] for a in operation.args), operation.name, operation.value
                )
            )
            new.append(len(self.operations) - 1)
        return {name: new[number] for name, number in program.results.items()}
