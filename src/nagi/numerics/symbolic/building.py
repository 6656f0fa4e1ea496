"""Writing programs: equal statements once, signs lifted out of products, multiply-add fused, the unused left out.

Nothing here changes what a NaN or an infinity does: x + 0 and x * 0 stay as they are.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from nagi.numerics.statements import Op, Operation, Program

COMMUTATIVE: frozenset[Op] = frozenset({"add", "mul"})
LATENCY: Mapping[Op, int] = {
    "input": 0, "const": 0, "neg": 0, "abs": 1, "select": 2, "div": 24, "sqrt": 30, "exp": 100, "log": 100, "tanh": 100,
}  # fmt: skip
"""Cycles until a result is there, roughly the same on all machines; 4 for what is not named."""


class Builder:
    """Collects statements; every method returns the number of a value."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self.ready: list[int] = []
        """When each value can be there at the earliest, in cycles from the inputs."""
        self._known: dict[tuple[Op, tuple[int, ...], str, str], int] = {}

    def _put(self, op: Op, args: tuple[int, ...] = (), name: str = "", value: float = 0.0) -> int:
        if op in COMMUTATIVE:
            args = tuple(sorted(args))
        key = (op, args, name, value.hex())
        if key not in self._known:
            self._known[key] = len(self.operations)
            self.operations.append(Operation(op, args, name, value))
            self.ready.append(LATENCY.get(op, 4) + max((self.ready[a] for a in args), default=0))
        return self._known[key]

    def input(self, name: str) -> int:
        """The input called `name`."""
        return self._put("input", name=name)

    def const(self, value: float) -> int:
        """A number."""
        return self._put("const", value=float(value))

    def _negated(self, a: int) -> int | None:
        """x if value a is -x."""
        operation = self.operations[a]
        return operation.args[0] if operation.op == "neg" else None

    def neg(self, a: int) -> int:
        """-a."""
        inner = self._negated(a)
        return self._put("neg", (a,)) if inner is None else inner

    def add(self, a: int, b: int) -> int:
        """a + b, with signs turned into a subtraction."""
        minus_a, minus_b = self._negated(a), self._negated(b)
        if minus_b is not None:
            return self.sub(a, minus_b)
        return self._put("add", (a, b)) if minus_a is None else self.sub(b, minus_a)

    def sub(self, a: int, b: int) -> int:
        """a - b."""
        minus_a, minus_b = self._negated(a), self._negated(b)
        if minus_b is not None:
            return self.add(a, minus_b)
        return self._put("sub", (a, b)) if minus_a is None else self.neg(self.add(minus_a, b))

    def mul(self, a: int, b: int) -> int:
        """a * b, with the sign outside and factors of one left out."""
        minus_a, minus_b = self._negated(a), self._negated(b)
        if minus_a is not None or minus_b is not None:
            product = self.mul(a if minus_a is None else minus_a, b if minus_b is None else minus_b)
            return product if None not in {minus_a, minus_b} else self.neg(product)
        for one, other in ((a, b), (b, a)):
            if self.operations[one] == Operation("const", value=1.0):
                return other
        return self._put("mul", (a, b))

    def div(self, a: int, b: int) -> int:
        """a / b."""
        return self._put("div", (a, b))

    def apply(self, op: Op, *args: int) -> int:
        """Any other statement."""
        return self._put(op, args)

    def copy(self, operation: Operation, args: tuple[int, ...]) -> int:
        """A statement of another program on the values `args` of this one."""
        return self._put(operation.op, args, operation.name, operation.value)

    def combination(self, start: int | None, weights: Iterable[float], values: Iterable[int]) -> int:
        """start + sum of weight * value over the weights that are not zero, from the left."""
        total = start
        for weight, value in zip(weights, values, strict=False):
            if weight == 0.0:
                continue
            term = self.mul(self.const(abs(weight)), value)
            term = self.neg(term) if weight < 0.0 else term
            total = term if total is None else self.add(total, term)
        return self.const(0.0) if total is None else total

    def total(self, values: Sequence[int]) -> int:
        """The sum, what is ready first at first: only the last addition waits for the last value.

        A value that is no product begins, where there is one, so that each product is one multiply-add.
        """
        waiting = sorted(values, key=self._joins)
        first = next((v for v in waiting if not self._is_product(v)), waiting[0])
        waiting.remove(first)
        for value in waiting:
            first = self.add(first, value)
        return first

    def halved(self, values: Sequence[int]) -> int:
        """The sum of values that are ready together, as the sum of two halves."""
        if len(values) == 1:
            return values[0]
        middle = len(values) // 2
        return self.add(self.halved(values[:middle]), self.halved(values[middle:]))

    def _joins(self, value: int) -> int:
        """When a value must be there to be added: a product is one multiply-add with its sum."""
        return self.ready[value] - (4 if self._is_product(value) else 0)

    def _is_product(self, value: int) -> bool:
        inner = self._negated(value)
        return self.operations[value if inner is None else inner].op == "mul"

    def product(self, values: Sequence[int]) -> int:
        """The product; the two values that are ready first are always the next to be multiplied."""
        waiting = list(values)
        while len(waiting) > 1:
            waiting.sort(key=self.ready.__getitem__)
            waiting = [self.mul(waiting[0], waiting[1]), *waiting[2:]]
        return waiting[0]

    def reciprocals(self, values: Sequence[int]) -> list[int]:
        """1/v for each value with a single division: multiply up a tree, divide once, multiply down."""
        return self._down(values, self.div(self.const(1.0), self._product(values)))

    def _product(self, values: Sequence[int]) -> int:
        if len(values) == 1:
            return values[0]
        middle = len(values) // 2
        return self.mul(self._product(values[:middle]), self._product(values[middle:]))

    def _down(self, values: Sequence[int], inverse: int) -> list[int]:
        if len(values) == 1:
            return [inverse]
        middle = len(values) // 2
        left, right = values[:middle], values[middle:]
        return [
            *self._down(left, self.mul(inverse, self._product(right))),
            *self._down(right, self.mul(inverse, self._product(left))),
        ]

    def program(self, inputs: Iterable[str], results: Mapping[str, int]) -> Program:
        """The finished program: only what the results need, multiply-adds fused."""
        fused, places = _fused(self.operations, results)
        live = _live(fused.operations, places.values())
        number = {old: new for new, old in enumerate(sorted(live))}
        operations = tuple(
            Operation(o.op, tuple(number[a] for a in o.args), o.name, o.value)
            for o in (fused.operations[i] for i in sorted(live))
        )
        return Program(
            inputs=tuple(inputs),
            operations=operations,
            results={name: number[value] for name, value in places.items()},
        )


def groups(count: int, most: int) -> list[range]:
    """0..count-1 in consecutive groups of nearly equal size, none larger than `most`."""
    parts = -(-count // most)
    edges = [count * part // parts for part in range(parts + 1)] if parts else []
    return [range(low, high) for low, high in pairwise(edges)]


def _live(operations: Sequence[Operation], results: Iterable[int]) -> set[int]:
    live: set[int] = set()
    waiting = list(results)
    while waiting:
        value = waiting.pop()
        if value not in live:
            live.add(value)
            waiting.extend(operations[value].args)
    return live


def _fused(operations: Sequence[Operation], results: Mapping[str, int]) -> tuple[Builder, dict[str, int]]:
    """The same statements with every sum of a product that is used nowhere else as one multiply-add."""
    live = _live(operations, results.values())
    uses = Counter(arg for value in live for arg in operations[value].args)
    uses.update(results.values())
    new, place = Builder(), dict[int, int]()
    for value in sorted(live):
        op, args = operations[value].op, operations[value].args
        once = [a for a in reversed(args) if operations[a].op == "mul" and uses[a] == 1]
        if op not in {"add", "sub"} or not once:
            place[value] = new.copy(operations[value], tuple(place[a] for a in args))
            continue
        a, b = (place[factor] for factor in operations[once[0]].args)
        c = place[args[0] if args[1] == once[0] else args[1]]
        if op == "sub" and args[1] == once[0]:
            a = new.neg(a)
        elif op == "sub":
            c = new.neg(c)
        place[value] = new.apply("fma", a, b, c)
    return new, {name: place[value] for name, value in results.items()}
