"""No step goes beyond the crossing of a relay, nor over a peak of its margin that may lie beyond."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nagi.numerics.driver.draft import Draft
from nagi.numerics.symbolic.lowered import Lowered

SHORT_OF_CROSSING = 0.999
"""A step that went beyond a crossing is tried again to this share of where the chord puts it: it must end before."""
LARGEST_SHARE = 0.98
"""A shorter step must be so much shorter that it is not stretched to the end of the segment again."""
NEAR_PEAK = 0.1
"""A peak within a step matters if it comes as near to a crossing as this share of the way up to it."""


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """Whether a step stayed `within` the crossings of all relays, which `share` of it would, and which relays turn."""

    within: int
    share: int
    turns: list[int]


def crossing_of(
    build: Draft, lowered: Lowered, given: Mapping[str, int], new: Sequence[int], used: int
) -> Crossing:
    """From the margins before and after a step of length `used`. A margin above 0 before it leaves a share of 0."""
    zero, one = build.number(0.0), build.number(1.0)
    before = build.inline(lowered.margins, given)
    after = build.inline(lowered.margins, {**given, **{f"y{i}": n for i, n in enumerate(new)}})
    left, share, beyond, shares = zero, one, [], []
    for k in range(len(lowered.relays)):
        old, now = before[f"m{k}"], after[f"m{k}"]
        rises, falls = build.do("mul", before[f"g{k}"], used), build.do("mul", after[f"g{k}"], used)
        beyond.append(build.do("less", zero, build.do("max", old, now)))
        chord = build.do("div", old, build.do("sub", old, now))
        inside = build.do("select", build.do("less", old, zero), chord, zero)
        shares.append(build.do("select", beyond[k], inside, one))
        peak = _peak(build, old, now, rises, falls, given["rtol"])
        left = build.do("max", left, build.do("max", beyond[k], build.do("less", peak, one)))
        share = build.do("min", share, build.do("select", beyond[k], _short(build, inside), peak))
    first = _least(build, shares)
    return Crossing(
        within=build.do("sub", one, left),
        share=build.do("min", share, build.number(LARGEST_SHARE)),
        turns=[
            build.do("mul", b, build.do("sub", one, build.do("less", first, s)))
            for b, s in zip(beyond, shares, strict=True)
        ],
    )


def _short(build: Draft, share: int) -> int:
    return build.do("mul", share, build.number(SHORT_OF_CROSSING))


def _least(build: Draft, values: Sequence[int]) -> int:
    least = values[0]
    for value in values[1:]:
        least = build.do("min", least, value)
    return least


def _peak(build: Draft, old: int, now: int, rises: int, falls: int, rtol: int) -> int:  # noqa: PLR0913, PLR0917 (one curve)
    """The share of the step after which the margin peaks, if it does and the peak could be a crossing; else 1.

    By the parabola through both slopes. A peak that the end of the step already is, to rtol, is left alone.
    """
    zero, one = build.number(0.0), build.number(1.0)
    place = build.do("div", rises, build.do("sub", rises, falls))
    height = build.do("add", old, build.do("mul", build.number(0.5), build.do("mul", rises, place)))
    way = build.do("sub", height, build.do("min", old, now))
    near = build.do("less", zero, build.do("add", height, build.do("mul", build.number(NEAR_PEAK), way)))
    gain = build.do("sub", height, build.do("max", old, now))
    worth = build.do("less", build.do("mul", rtol, way), gain)
    turning = build.do("mul", build.do("less", zero, rises), build.do("less", falls, zero))
    all_of = build.do("mul", turning, build.do("mul", near, worth))
    return build.do("select", all_of, place, one)
