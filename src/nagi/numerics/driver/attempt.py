"""From one step of a method to one attempt of the driver: truncation, acceptance, the next step size.

Written as statements, so that every printer prints the same controller and lanes never branch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nagi.numerics.driver.crossing import crossing_of
from nagi.numerics.driver.draft import Draft
from nagi.numerics.statements import Program
from nagi.numerics.symbolic.lowered import Lowered

SAFETY, SHRINK_MOST, GROW_MOST = 0.9, 0.1, 6.0
OUTSIDE_SHRINK = 0.5
BOUND_TOLERANCE = 10.0
"""A state may lie outside its bounds by this many rtol of its scale: that is rounding of the method."""
LEAST_SQUARE, LARGEST_SQUARE = 1e-24, 1e300
LAST_STRETCH = 1.01
"""A step that would leave less than a hundredth of itself to the end goes there: the rest could round to nothing."""
NOTHING_LEFT = 1e-300

LANE = ("wish", "rest", "time", "due", "left", "rejected", "least", "rtol")
"""What a lane knows besides its states and constants, in this order: the controller's step, the weeks to the end of
the segment, the time, the next output, attempts left, attempts rejected, the least step, the tolerance."""
FOUND = ("ok", "turn", "since", "per_used", "square")
"""What an attempt tells first: whether it was accepted, whether the driver must look at the lane, where the step began,
one over the step tried, the mean square of the scaled errors."""


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Where a state must stay, and its typical size."""

    lower: float | None
    upper: float | None
    scale: float


def attempt_program(lowered: Lowered, bounds: Sequence[Bounds]) -> Program:
    """One attempt of all lanes.

    Inputs `y0..`, `c0..`, those of `LANE`, `a0..`. The states, `wish`, `rest`, `time`, `left` and `rejected` are
    brought up to date in place: a rejected attempt keeps the old state. Further results: those of `FOUND`, then for
    the states that outputs need `b{i}`, where they began, and the dense coefficients as in `Lowered.step`, and for
    each relay `m0..`: 1 where the step went beyond its crossing, and beyond no earlier one.

    Such a step is rejected, and the next one ends shortly before the crossing. So a lane arrives there with a
    rejected step that is too small to go on, and `m0..` say which relays turn.
    """
    build = Draft()
    size = len(lowered.states)
    names = [f"y{i}" for i in range(size)] + [f"c{i}" for i in range(lowered.constants)]
    names += [*LANE, *(f"a{i}" for i in range(size))]
    given = {name: build.given(name) for name in names}
    stretched = build.do("mul", given["wish"], build.number(LAST_STRETCH))
    last = build.do("less", given["rest"], stretched)
    used = build.do("select", last, given["rest"], given["wish"])
    step = build.inline(lowered.step, {**given, "h": used})
    inside = build.do(
        "less",
        build.do("mul", given["rtol"], build.number(-BOUND_TOLERANCE)),
        _slack(build, [step[f"n{i}"] for i in range(size)], bounds),
    )
    good = build.do("less", step["square"], build.number(1.0))
    ok = build.do("mul", good, inside)
    new = [step[f"n{i}"] for i in range(size)]
    crossing = crossing_of(build, lowered, given, new, used) if lowered.relays else None
    if crossing is not None:
        ok = build.do("mul", ok, crossing.within)
    results = {f"=y{i}": build.do("select", ok, step[f"n{i}"], given[f"y{i}"]) for i in range(size)}
    factor = _factor(build, step["square"], inside, lowered.order)
    if crossing is not None:
        beyond = build.do("mul", good, build.do("sub", build.number(1.0), crossing.within))
        factor = build.do("select", beyond, build.do("min", factor, crossing.share), factor)
    results |= _clock(build, given, ok, used, factor)
    results |= {"ok": ok, "since": given["time"], "square": step["square"]}
    results["per_used"] = build.do("div", build.number(1.0), used)
    results["turn"] = _turn(build, given, results)
    kept = {f"b{i}": given[f"y{i}"] for i in lowered.needed_states}
    kept |= {name: step[name] for name in dense_names(lowered)}
    kept |= {f"m{k}": turns for k, turns in enumerate(crossing.turns if crossing else ())}
    updates = [name for name in results if name.startswith("=")]
    ordered = {name: results[name] for name in (*updates, *FOUND)} | kept
    return Program(inputs=tuple(names), operations=tuple(build.operations), results=ordered)


def dense_names(lowered: Lowered) -> list[str]:
    """Names of the dense coefficients."""
    return [f"d{k}_{i}" for k in range(lowered.dense_order) for i in lowered.needed_states]


def trace_program(lowered: Lowered) -> Program:
    """The outputs at one `week` inside an attempt that was accepted; the other inputs are as the attempt left them."""
    build = Draft()
    used = {o.name for o in lowered.outputs_program.operations if o.op == "input"}
    constants = [f"c{i}" for i in range(lowered.constants) if f"c{i}" in used]
    ends, begins = [f"y{i}" for i in lowered.needed_states], [f"b{i}" for i in lowered.needed_states]
    names = ["week", *ends, *constants, "since", "per_used", *begins, *dense_names(lowered)]
    given = {name: build.given(name) for name in names}
    one = build.number(1.0)
    part = build.do("mul", build.do("sub", given["week"], given["since"]), given["per_used"])
    part = build.do("min", part, one)
    rest = build.do("sub", one, part)
    for i in lowered.needed_states:
        curve = given[f"d{lowered.dense_order - 1}_{i}"]
        for k in reversed(range(lowered.dense_order - 1)):
            curve = build.do("fma", part, curve, given[f"d{k}_{i}"])
        inner = build.do("fma", rest, curve, given[f"y{i}"])
        given[f"y{i}"] = build.do("fma", part, inner, build.do("mul", rest, given[f"b{i}"]))
    results = build.inline(lowered.outputs_program, given)
    return Program(inputs=tuple(names), operations=tuple(build.operations), results=results)


def _clock(build: Draft, given: Mapping[str, int], ok: int, used: int, factor: int) -> dict[str, int]:
    """The lane's step, times and counts after the attempt. A step cut short by the end does not shrink the wish."""
    grown = build.do("mul", used, factor)
    cut = build.do("mul", ok, build.do("less", given["rest"], given["wish"]))
    moved = build.do("mul", ok, used)
    one = build.number(1.0)
    return {
        "=wish": build.do("select", cut, build.do("max", given["wish"], grown), grown),
        "=rest": build.do("sub", given["rest"], moved),
        "=time": build.do("add", given["time"], moved),
        "=left": build.do("sub", given["left"], one),
        "=rejected": build.do("add", given["rejected"], build.do("sub", one, ok)),
    }


def _turn(build: Draft, given: Mapping[str, int], found: Mapping[str, int]) -> int:
    """Not zero where an output is due, the segment ends, no attempt is left, or the next step would be too small."""
    one = build.number(1.0)
    due = build.do("sub", one, build.do("less", found["=time"], given["due"]))
    ended = build.do("less", found["=rest"], build.number(NOTHING_LEFT))
    spent = build.do("less", found["=left"], build.number(0.5))
    tiny = build.do("less", found["=wish"], given["least"])
    stuck = build.do("mul", build.do("sub", one, found["ok"]), tiny)
    return build.do("add", build.do("add", due, ended), build.do("add", spent, stuck))


def _slack(build: Draft, new: Sequence[int], bounds: Sequence[Bounds]) -> int:
    """The least of (y - lower) / scale and (upper - y) / scale over all bounded states; NaN does not count."""
    least = build.number(1.0)
    for value, bound in zip(new, bounds, strict=True):
        distances = []
        if bound.lower is not None:
            distances.append(build.do("sub", value, build.number(bound.lower)) if bound.lower else value)
        if bound.upper is not None:
            distances.append(build.do("sub", build.number(bound.upper), value))
        for distance in distances:
            scaled = build.do("mul", distance, build.number(1.0 / bound.scale))
            least = build.do("select", build.do("less", scaled, least), scaled, least)
    return least


def _factor(build: Draft, square: int, inside: int, order: int) -> int:
    """Step-size factor 0.9 square^(-1/2q) within [0.1, 6]; smallest for NaN; at most a half outside the bounds.

    The power is made of square roots: 1/q as a number of sixteenths.
    """
    root = build.do("sqrt", build.do("max", square, build.number(LEAST_SQUARE)))
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
    finite = build.do("less", square, build.number(LARGEST_SQUARE))
    return build.do("select", finite, factor, build.number(SHRINK_MOST))
