"""What a file of SBML holds of a model: one patient, one start, one arm."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import sympy

from nagi.equations.model import Arm, Model
from nagi.numerics.protocols import protocol_of


@dataclass(frozen=True, kw_only=True)
class Change:
    """What becomes of effects and states at a week; the right-hand sides hold before it."""

    week: float
    assigned: Mapping[str, sympy.Expr]


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A model with all its numbers: values of parameters, and of effects and states at week 0, then changes."""

    model: Model
    arm: str
    parameters: Mapping[str, float]
    effects: Mapping[str, float]
    start: Mapping[str, float]
    changes: tuple[Change, ...]


def scenario(model: Model, parameters: Sequence[float], start: Sequence[float], arm: Arm) -> Scenario:
    """The arm `arm` of the patient with `parameters`, from the states `start`.

    What the simulator does at week 0 (doses, the model's resets) is already in the start.
    Raises NagiError (NAGI-N207, N208) for an arm that cannot be run.
    """
    protocol = protocol_of(model, [arm], np.empty(0))
    patient = dict(zip(model.parameters, map(float, parameters), strict=True))
    begin = dict(zip(model.state_names, map(float, start), strict=True))
    segments = [
        _segment(model, float(week), effects, doses)
        for week, effects, doses in zip(
            [0.0, *protocol.end[:-1]], protocol.effects, protocol.doses, strict=True
        )
    ]
    first, effects = segments[0], dict(zip(model.held_names, protocol.effects[0].tolist(), strict=True))
    known = {_symbol(name): sympy.Float(value) for name, value in {**patient, **begin, **effects}.items()}
    start_after = {
        name: float(value.xreplace(known)) for name, value in first.assigned.items() if name in begin
    }
    return Scenario(
        model=model,
        arm=arm.name,
        parameters=patient,
        effects=effects,
        start=begin | start_after,
        changes=tuple(_told(segments, set(model.held_names))),
    )


def _segment(model: Model, week: float, effects: Sequence[float], doses: Sequence[float]) -> Change:
    """Everything a segment sets: its effects, then resets under these effects, then doses."""
    now = {name: sympy.Float(value) for name, value in zip(model.held_names, effects, strict=True)}
    assigned: dict[str, sympy.Expr] = dict(now)
    under = {_symbol(name): value for name, value in now.items()}
    for name, dose in zip(model.state_names, doses, strict=True):
        before = model.resets[name].xreplace(under) if name in model.resets else _symbol(name)
        after = before + sympy.Float(dose) if dose else before
        if after != _symbol(name):
            assigned[name] = after
    return Change(week=week, assigned=assigned)


def _told(segments: Sequence[Change], effects: Set[str]) -> Iterator[Change]:
    """The later segments without the effects that stay as they were."""
    for before, now in pairwise(segments):
        changed = {
            name: value
            for name, value in now.assigned.items()
            if name not in effects or value != before.assigned[name]
        }
        if changed:
            yield Change(week=now.week, assigned=changed)


def _symbol(name: str) -> sympy.Symbol:
    return sympy.Symbol(name, real=True)
