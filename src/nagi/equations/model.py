"""A composed model, ready for the numerics: symbols and expressions, no code and no drawn numbers.

Every expression is a SymPy expression over plain symbols `sympy.Symbol(name, real=True)` whose names are those
of states, parameters, effects and `t` (weeks, only where a model says so). Units have been checked.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sympy

from nagi.equations.events import Relay, Rescue, Schedule, Trigger


@dataclass(frozen=True, kw_only=True)
class State:
    """One state. `start` is where a run-in begins; `scale` its typical size (absolute tolerance = rtol x scale)."""

    name: str
    label: str
    unit: str
    start: float
    scale: float
    lower: float | None
    upper: float | None
    mechanism: str


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter of a patient: log-normal, value = exp(mean_ln + sd_ln * z), independent of the others.

    With probability `zero` it is exactly 0. `varies`: "people" differ in it, or it is one number that "knowledge"
    does not fix. `id` is its record under knowledge/parameters.
    """

    name: str
    label: str
    unit: str
    mean_ln: float
    sd_ln: float
    id: str
    mechanism: str
    zero: float = 0.0
    varies: str = "people"


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What an arm may change; `default` holds where an arm does not name it, and in the run-in."""

    name: str
    label: str
    unit: str
    default: float


@dataclass(frozen=True, kw_only=True)
class Rate:
    """The time derivative of one state, with the number of its equation in the paper.

    `written` is the same in terms of the named assignments, for printing; None if there is no shorter form.
    """

    state: str
    expression: "sympy.Expr"
    equation: str
    mechanism: str
    note: str = ""
    written: "sympy.Expr | None" = None


@dataclass(frozen=True, kw_only=True)
class Output:
    """A read-out computed from states, parameters and effects, e.g. EASI."""

    name: str
    label: str
    unit: str
    expression: "sympy.Expr"


@dataclass(frozen=True, kw_only=True)
class Switch:
    """At `week` the arm's effects become `effects` (others keep their value)."""

    week: float
    effects: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Dose:
    """At `week`, `amount` is added to a state."""

    week: float
    state: str
    amount: float


@dataclass(frozen=True, kw_only=True)
class Arm:
    """One treatment: its effects from week 0, later switches and doses in order of time, and how long it runs.

    `weeks` may be infinite: `nagi.simulate` then ends the arm at the last week that is asked for.
    `rescues` depend on what a visit finds. Arms of one `stream` meet the same triggers in the same patient (common
    random numbers); another stream makes them independent.
    """

    name: str
    effects: Mapping[str, float]
    weeks: float
    switches: tuple[Switch, ...] = ()
    doses: tuple[Dose, ...] = ()
    rescues: tuple[Rescue, ...] = ()
    stream: int = 0


@dataclass(frozen=True, kw_only=True)
class Model:
    """A whole model. `resets` are applied to states at the start of every segment (a quirk of some sources).

    The baseline of a patient is the state after `run_in_weeks` from the starts with default effects;
    if `run_in_is_steady` it may be computed as the steady state on the same branch. Without a run-in (0 weeks) it is
    the start itself.
    """

    name: str
    title: str
    work: str
    states: tuple[State, ...]
    population: tuple[Parameter, ...]
    effects: tuple[Effect, ...]
    rates: tuple[Rate, ...]
    outputs: tuple[Output, ...]
    arms: Mapping[str, Arm]
    run_in_weeks: float
    run_in_is_steady: bool
    resets: Mapping[str, "sympy.Expr"] = field(default_factory=dict)
    assignments: tuple[tuple[str, "sympy.Expr"], ...] = ()
    triggers: tuple[Trigger, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    relays: tuple[Relay, ...] = ()

    @cached_property
    def state_names(self) -> tuple[str, ...]:
        """Names of the states, in the order of every array."""
        return tuple(state.name for state in self.states)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters, in the published order, which is that of every array."""
        return tuple(parameter.name for parameter in self.population)

    @cached_property
    def effect_names(self) -> tuple[str, ...]:
        """Names of the effects, in the order of every array."""
        return tuple(effect.name for effect in self.effects)

    @cached_property
    def scales(self) -> tuple[float, ...]:
        """The typical size of each state."""
        return tuple(state.scale for state in self.states)

    @cached_property
    def bounds(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Where each state must stay: from, to."""
        lower = tuple(-math.inf if state.lower is None else state.lower for state in self.states)
        upper = tuple(math.inf if state.upper is None else state.upper for state in self.states)
        return lower, upper

    @cached_property
    def held_names(self) -> tuple[str, ...]:
        """What stays as it is between two events, in the order of every array: effects, schedules, chances."""
        forced = (*(s.name for s in self.schedules), *(t.chance for t in self.triggers))
        return (*self.effect_names, *forced)

    @cached_property
    def resting(self) -> tuple[float, ...]:
        """The values of `held_names` in the run-in: effects by default, nothing drawn."""
        forced = (*(s.resting for s in self.schedules), *(1.0 for _ in self.triggers))
        return (*(e.default for e in self.effects), *forced)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything that determines a solution (not over words)."""
        text = import_module("sympy").srepr  # not loaded by those who only run what they know
        standing = self.assignments if self._uses_assignments else ()
        parts = [
            repr([(s.name, s.start, s.scale, s.lower, s.upper) for s in self.states]),
            repr(self.parameters),
            repr([(e.name, e.default) for e in self.effects]),
            repr([(r.state, text(r.expression)) for r in self.rates]),
            repr([(o.name, text(o.expression)) for o in self.outputs]),
            repr([(n, text(e)) for n, e in sorted(self.resets.items())]),
            *(f"{name} = {text(e)}" for name, e in standing),
            repr((self.run_in_weeks, self.run_in_is_steady)),
        ]
        events = [
            *((t.name, t.every, t.resting, text(t.value)) for t in self.triggers),
            *((s.name, s.resting, s.weeks, s.values) for s in self.schedules),
            *((r.name, text(r.margin)) for r in self.relays),
        ]
        parts += [repr(events)] if events else []
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @property
    def _uses_assignments(self) -> bool:
        """Whether named expressions still stand in the equations; a composed model has them written in."""
        whole = [
            *(r.expression for r in self.rates),
            *(o.expression for o in self.outputs),
            *self.resets.values(),
        ]
        used = {symbol.name for expression in whole for symbol in expression.free_symbols}
        return any(name in used for name, _ in self.assignments)
