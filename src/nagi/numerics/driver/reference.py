"""One lane, step by step, in plain Python: what every fast driver must agree with. For tests and for doubts."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nagi.numerics.printers.interpreter import evaluate
from nagi.numerics.symbolic.lowered import Lowered

SAFETY = 0.9
SHRINK_MOST = 0.1
GROW_MOST = 6.0
FIRST_STEP = 0.05
"""Weeks."""
MOST_ATTEMPTS = 100_000


@dataclass(frozen=True, kw_only=True)
class Lane:
    """What one integration starts from: state, constants of its segment, and tolerances.

    `scales` are the typical sizes of the states: the error of state i is measured in
    rtol * (scale_i + |before|), so pass absolute over relative tolerance.
    """

    start: Sequence[float]
    constants: Mapping[str, float]
    rtol: float
    scales: Sequence[float]


@dataclass(frozen=True, kw_only=True)
class Course:
    """Outputs at the times asked for, the state at the end, and what it cost. `failed` if the end was not reached."""

    outputs: tuple[tuple[float, ...], ...]
    end: tuple[float, ...]
    accepted: int
    rejected: int
    failed: bool


def constants(lowered: Lowered, parameters: Sequence[float], effects: Sequence[float]) -> dict[str, float]:
    """What `prep` makes of one patient's parameters and one segment's effects."""
    names = (*lowered.parameters, *lowered.effects)
    return evaluate(lowered.prep, dict(zip(names, (*parameters, *effects), strict=True)))


def factor(err: float, order: int) -> float:
    """How the step changes after an attempt with the scaled error `err`; NaN shrinks most."""
    if math.isnan(err):
        return SHRINK_MOST
    if err == 0.0:
        return GROW_MOST
    return min(GROW_MOST, max(SHRINK_MOST, SAFETY * math.pow(err, -1.0 / order)))


def integrate(lowered: Lowered, lane: Lane, *, until: float, times: Sequence[float]) -> Course:
    """Integrate from 0 to `until` (weeks); `times` ascending within. Never steps onto the times."""
    walk = Walk(lowered, lane, times)
    walk.on_to(until)
    rows = (*walk.rows, *[(math.nan,) * len(lowered.outputs)] * (len(times) - len(walk.rows)))
    return Course(
        outputs=rows,
        end=tuple(walk.state),
        accepted=walk.accepted,
        rejected=walk.rejected,
        failed=walk.time < until,
    )


class Walk:
    """One lane on its way: its time, step and state, and the outputs so far."""

    def __init__(self, lowered: Lowered, lane: Lane, times: Sequence[float]) -> None:
        self.lowered = lowered
        self.times = times
        self.fixed = {f"a{i}": s for i, s in enumerate(lane.scales)} | dict(lane.constants)
        self.fixed["rtol"] = lane.rtol
        self.time, self.step = 0.0, FIRST_STEP
        self.state = list(lane.start)
        self.rows: list[tuple[float, ...]] = []
        self.accepted = self.rejected = 0
        self._fill(self.state, {}, at=0.0, width=0.0)

    def on_to(self, until: float) -> None:
        """Attempts until a time, or until no step is possible any more."""
        for _ in range(MOST_ATTEMPTS):
            if self.time >= until or not math.isfinite(self.step) or self.time + self.step == self.time:
                return
            self.attempt(until)

    def attempt(self, until: float) -> None:
        """Try one step; a last step ends exactly at `until`, and none goes beyond the crossing of a relay."""
        if self._turned(self.state):
            return
        last = self.time + self.step >= until
        width = until - self.time if last else self.step
        found, after = self._stepped(width)
        err = float(found["err"])
        self.step = width * factor(err, self.lowered.order)
        if not err <= 1.0:  # also NaN
            self.rejected += 1
            return
        if any(margin > 0 for margin in self._margins(after)):
            self._to_crossing(width)
        else:
            self._accept(width, after, found, end=until if last else self.time + width)

    def _stepped(self, width: float) -> tuple[dict[str, float], list[float]]:
        before = {f"y{i}": y for i, y in enumerate(self.state)}
        found = evaluate(self.lowered.step, self.fixed | before | {"h": width})
        return found, [float(found[f"n{i}"]) for i in range(len(self.state))]

    def _accept(self, width: float, after: list[float], found: Mapping[str, float], *, end: float) -> None:
        self.accepted += 1
        start, self.time = self.time, end
        self._fill(after, found, at=start, width=width)
        self.state = after

    def _margins(self, state: Sequence[float]) -> list[float]:
        given = self.fixed | {f"y{i}": y for i, y in enumerate(state)}
        found = evaluate(self.lowered.margins, given)
        return [float(found[f"m{k}"]) for k in range(len(self.lowered.relays))]

    def _turned(self, state: Sequence[float]) -> bool:
        """Turns the relays whose margin is above 0 at `state`; whether there were any."""
        turning = [i for i, m in zip(self.lowered.relays, self._margins(state), strict=True) if m > 0]
        for i in turning:
            self.state[i] = 1.0 - self.state[i]
            self.step = FIRST_STEP
        return bool(turning)

    def _to_crossing(self, width: float) -> None:
        """The longest step that ends before the first crossing, by bisection; then the relay turns."""
        short, long = 0.0, width
        beyond = self.state
        while short < 0.5 * (short + long) < long:
            middle = 0.5 * (short + long)
            _, after = self._stepped(middle)
            if any(margin > 0 for margin in self._margins(after)):
                long, beyond = middle, after
            else:
                short = middle
        if short > 0.0:
            found, after = self._stepped(short)
            self._accept(short, after, found, end=self.time + short)
        self._turned(beyond)

    def _fill(self, after: Sequence[float], found: Mapping[str, float], *, at: float, width: float) -> None:
        """Outputs at all times up to the end of the step."""
        while len(self.rows) < len(self.times) and self.times[len(self.rows)] <= self.time:
            s = (self.times[len(self.rows)] - at) / width if width else 0.0
            inside = {
                f"y{i}": self._inside(s, self.state[i], after[i], found, i)
                for i in self.lowered.needed_states
            }
            got = evaluate(self.lowered.outputs_program, self.fixed | inside)
            self.rows.append(tuple(float(got[f"o{k}"]) for k in range(len(self.lowered.outputs))))

    def _inside(self, s: float, y: float, end: float, found: Mapping[str, float], i: int) -> float:
        inner = 0.0
        for k in reversed(range(self.lowered.dense_order if found else 0)):
            inner = float(found[f"d{k}_{i}"]) + s * inner
        return (1.0 - s) * y + s * (end + (1.0 - s) * inner)
