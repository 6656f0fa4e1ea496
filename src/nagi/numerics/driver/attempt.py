"""From one step of a method to one attempt of the driver: truncation, acceptance, the next step size.

Written as statements, so that every printer prints the same controller and lanes never branch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nagi.numerics.statements import Op, Operation, Program
from nagi.numerics.symbolic.lowered import Lowered

SAFETY, SHRINK_MOST, GROW_MOST = 0.9, 0.1, 6.0
OUTSIDE_SHRINK = 0.5
BOUND_TOLERANCE = 10.0
"""A state may lie outside its bounds by this many rtol of its scale: that is rounding of the method."""
LEAST_ERROR, LARGEST_ERROR = 1e-12, 1e300
LAST_STRETCH = 1.01
"""A step that would leave less than a hundredth of itself to the end goes there: the rest could round to nothing."""


class _Builder:
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


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Where a state must stay, and its typical size."""

    lower: float | None
    upper: float | None
    scale: float


def attempt_program(lowered: Lowered, bounds: Sequence[Bounds]) -> Program:
    """One attempt of all lanes.

    Inputs `y0..`, `c0..`, `wish` (the controller's step), `rest` (to the end of the segment), `rtol`, `a0..`.
    Results: `n0..` the states to go on with (new or old), `ok`, `used` (the step tried), `next` (the
    controller's next step, not shortened by the segment's end), `err`, `slack` (least distance of a new
    state inside its bounds, over its scale), then the dense coefficients as in `Lowered.step`.
    """
    build = _Builder()
    size = len(lowered.states)
    names = [f"y{i}" for i in range(size)] + [f"c{i}" for i in range(lowered.constants)]
    names += ["wish", "rest", "rtol", *(f"a{i}" for i in range(size))]
    given = {name: build.given(name) for name in names}
    stretched = build.do("mul", given["wish"], build.number(LAST_STRETCH))
    last = build.do("less", given["rest"], stretched)
    used = build.do("select", last, given["rest"], given["wish"])
    step = build.inline(lowered.step, {**given, "h": used})
    new = [step[f"n{i}"] for i in range(size)]
    slack = _slack(build, new, bounds)
    good = build.do("less", step["err"], build.number(1.0))
    edge = build.do("mul", given["rtol"], build.number(-BOUND_TOLERANCE))
    inside = build.do("less", edge, slack)
    ok = build.do("mul", good, inside)
    results = {f"n{i}": build.do("select", ok, n, given[f"y{i}"]) for i, n in enumerate(new)}
    factor = _factor(build, step["err"], inside, lowered.order)
    grown = build.do("mul", used, factor)
    cut = build.do("mul", ok, build.do("less", given["rest"], given["wish"]))
    after = build.do("select", cut, build.do("max", given["wish"], grown), grown)
    results |= {"ok": ok, "used": used, "next": after, "err": step["err"], "slack": slack}
    dense = [f"d{k}_{i}" for k in range(lowered.dense_order) for i in lowered.needed_states]
    results |= {name: step[name] for name in dense}
    return Program(inputs=tuple(names), operations=tuple(build.operations), results=results)


def _slack(build: _Builder, new: Sequence[int], bounds: Sequence[Bounds]) -> int:
    """The least of (y - lower) / scale and (upper - y) / scale over all bounded states."""
    least = build.number(1.0)
    for value, bound in zip(new, bounds, strict=True):
        distances = []
        if bound.lower is not None:
            distances.append(build.do("sub", value, build.number(bound.lower)) if bound.lower else value)
        if bound.upper is not None:
            distances.append(build.do("sub", build.number(bound.upper), value))
        for distance in distances:
            scaled = build.do("mul", distance, build.number(1.0 / bound.scale))
            least = build.do("min", least, scaled)
    return least


def _factor(build: _Builder, err: int, inside: int, order: int) -> int:
    """Step-size factor 0.9 err^(-1/q) within [0.1, 6]; smallest for NaN; at most a half outside the bounds.

    The power is made of square roots: 1/q as a number of sixteenths.
    """
    root = build.do("max", err, build.number(LEAST_ERROR))
    product: int | None = None
    sixteenths = min(15, max(1, round(16 / order)))
    for bit in (8, 4, 2, 1):
        root = build.do("sqrt", root)
        if sixteenths & bit:
            product = root if product is None else build.do("mul", product, root)
    assert product is not None  # noqa: S101 (sixteenths is at least 1)
    factor = build.do("div", build.number(SAFETY), product)
    factor = build.do("max", build.do("min", factor, build.number(GROW_MOST)), build.number(SHRINK_MOST))
    halved = build.do("min", factor, build.number(OUTSIDE_SHRINK))
    factor = build.do("select", inside, factor, halved)
    finite = build.do("less", err, build.number(LARGEST_ERROR))
    return build.do("select", finite, factor, build.number(SHRINK_MOST))
