"""A whole arm in plain Python: segments, forcings, visits, resets and doses, as the compiled loops must do them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nagi.numerics.driver.reference import FIRST_STEP, Lane, Walk, constants
from nagi.numerics.driver.tables import Floats, Protocol
from nagi.numerics.forcings import chances_of
from nagi.numerics.printers.interpreter import evaluate
from nagi.numerics.symbolic.lowered import Lowered


@dataclass(frozen=True, kw_only=True)
class Patient:
    """One patient: parameters, the state at week 0, and the whole number by which chance knows the patient."""

    parameters: Sequence[float]
    start: Sequence[float]
    name: int = 0


@dataclass(frozen=True, kw_only=True)
class Rehearsed:
    """Outputs (weeks, outputs), the state at the end, and the week of the first rescue (NaN without one)."""

    outputs: Floats
    end: tuple[float, ...]
    rescued: float
    failed: bool


def rehearse(  # noqa: PLR0913 (who, what and how precisely)
    lowered: Lowered, protocol: Protocol, arm: int, patient: Patient, *, rtol: float, scales: Sequence[float]
) -> Rehearsed:
    """One patient under one arm of a protocol."""
    return _Rehearsal(lowered, protocol, arm, patient).run(rtol, scales)


class _Rehearsal:
    def __init__(self, lowered: Lowered, protocol: Protocol, arm: int, patient: Patient) -> None:
        self.lowered, self.protocol, self.arm, self.patient = lowered, protocol, arm, patient
        self.until = [-1.0] * len(protocol.rescues)
        self.rescued = math.nan

    def run(self, rtol: float, scales: Sequence[float]) -> Rehearsed:
        """Segment after segment."""
        segments = range(self.protocol.first[self.arm], self.protocol.first[self.arm + 1])
        held = self._held(segments[0], None)
        lane = Lane(start=self.patient.start, constants=self._constants(held), rtol=rtol, scales=scales)
        walk = Walk(self.lowered, lane, self.protocol.weeks.tolist())
        for segment in segments:
            if segment != segments[0]:
                walk.fixed |= self._constants(self._held(segment, walk))
            self._begin(segment, walk)
            walk.on_to(float(self.protocol.end[segment]))
        missing = len(walk.times) - len(walk.rows)
        rows = [*walk.rows, *[(math.nan,) * len(self.lowered.outputs)] * missing]
        return Rehearsed(
            outputs=np.array(rows), end=tuple(walk.state), rescued=self.rescued,
            failed=walk.time < self.protocol.end[segments[-1]],
        )  # fmt: skip

    def _constants(self, held: Sequence[float]) -> dict[str, float]:
        return constants(self.lowered, self.patient.parameters, held)

    def _held(self, segment: int, walk: Walk | None) -> list[float]:
        protocol = self.protocol
        held: list[float] = protocol.effects[segment].tolist()
        drawn = chances_of(protocol, segment, self.arm, self.patient.name)
        held[len(held) - len(drawn) :] = drawn
        for g, visited in enumerate(protocol.visits[segment]):
            if visited and walk is not None and not walk.time < self.until[g]:
                self._visit(g, walk)
            if walk is not None and walk.time < self.until[g]:
                changes = protocol.changes[g].tolist()
                held = [old if math.isnan(new) else new for old, new in zip(held, changes, strict=True)]
        return held

    def _visit(self, g: int, walk: Walk) -> None:
        output, sign, bound, lasting = self.protocol.rescues[g].tolist()
        inside = {f"y{i}": walk.state[i] for i in self.lowered.needed_states}
        seen = float(evaluate(self.lowered.outputs_program, walk.fixed | inside)[f"o{int(output)}"])
        if sign * (seen - bound) > 0:
            self.until[g] = walk.time + lasting
            self.rescued = walk.time if math.isnan(self.rescued) else self.rescued

    def _begin(self, segment: int, walk: Walk) -> None:
        """Resets, then doses, then a careful step unless the segment only follows a forcing."""
        found = evaluate(self.lowered.resets, walk.fixed | {f"y{i}": y for i, y in enumerate(walk.state)})
        for name, value in found.items():
            walk.state[int(name[1:])] = float(value)
        walk.state = [
            y + float(dose) for y, dose in zip(walk.state, self.protocol.doses[segment], strict=True)
        ]
        if self.protocol.careful[segment]:
            walk.step = FIRST_STEP
