"""Mechanisms joined to one model, by name and unit."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import sympy

from nagi.equations.declarations import AssignedDeclared, EffectDeclared, ParameterDeclared, StateDeclared
from nagi.equations.events import Relay, Schedule, Trigger
from nagi.equations.factors import scaled
from nagi.equations.forcings import RelayDeclared, ScheduleDeclared, TriggerDeclared
from nagi.equations.joining import Joined, inlined, problems_of_joining, unit_of
from nagi.equations.mechanism import Mechanism
from nagi.equations.model import Arm, Effect, Model, Output, Parameter, Rate, State
from nagi.equations.parameters import KnownParameter
from nagi.equations.quantity import Quantity
from nagi.equations.usage import problems_of_arms, problems_of_chance, problems_of_orders, problems_of_use
from nagi.errors import NagiError, Problem

Known = dict[sympy.Symbol, sympy.Expr]
"""Named expressions in terms of what the numerics know."""

N = TypeVar("N", State, Parameter)


def compose(  # noqa: PLR0913 - keyword only: the parts of a model
    *,
    name: str,
    title: str,
    work: str,
    mechanisms: Sequence[type[Mechanism]],
    arms: Mapping[str, Arm],
    run_in_weeks: float,
    run_in_is_steady: bool,
    order_of_states: Sequence[str] = (),
    order_of_parameters: Sequence[str] = (),
    parameters: Mapping[str, KnownParameter] | None = None,
    resets: Mapping[str, Quantity] | None = None,
) -> Model:
    """The model of `mechanisms`, with its arms.

    Quantities are joined by name and unit, factors and named expressions written into the rates. `parameters` are the
    records that parameters refer to by id; orders left empty are those of the text.
    Raises NagiError with every problem of the composition together.
    """
    parts = scaled([mechanism.contents for mechanism in mechanisms])
    joined = Joined(name, parts, parameters or {}, resets or {})
    _stop_at(problems_of_joining(joined))
    known = inlined(joined)
    rates, outputs, relays = _rates(joined, known), _outputs(joined, known), _relays(joined, known)
    written_back = {state: value.expression.xreplace(known) for state, value in joined.resets.items()}
    used = [*(r.expression for r in rates), *(o.expression for o in outputs), *written_back.values()]
    used += [relay.margin for relay in relays]
    _stop_at([
        *problems_of_use(joined, used),
        *problems_of_chance(joined, known),
        *problems_of_orders(joined, order_of_states, order_of_parameters),
        *problems_of_arms(joined, arms),
    ])  # fmt: skip
    states = _ordered(_states(joined), order_of_states)
    return Model(
        name=name,
        title=title,
        work=work,
        states=states,
        population=_ordered(_parameters(joined), order_of_parameters),
        effects=_effects(joined),
        rates=tuple(sorted(rates, key=lambda rate: [s.name for s in states].index(rate.state))),
        outputs=outputs,
        arms=dict(arms),
        run_in_weeks=run_in_weeks,
        run_in_is_steady=run_in_is_steady,
        resets=written_back,
        assignments=tuple(
            (a.symbol, a.equals.expression)
            for _, a in joined.all_of(AssignedDeclared)
            if not isinstance(a, TriggerDeclared)
        ),
        triggers=_triggers(joined, known),
        schedules=_schedules(joined),
        relays=relays,
    )


def _stop_at(problems: list[Problem]) -> None:
    if problems:
        raise NagiError(problems)


def _states(joined: Joined) -> list[State]:
    return [
        State(
            name=s.symbol, label=s.label, unit=unit_of(s), start=s.start, scale=s.scale,
            lower=s.lower, upper=s.upper, mechanism=mechanism,
        )
        for mechanism, s in joined.all_of(StateDeclared)
    ] + [
        State(
            name=r.symbol, label=r.label, unit="1", start=r.start, scale=1.0,
            lower=0.0, upper=1.0, mechanism=mechanism,
        )
        for mechanism, r in joined.all_of(RelayDeclared)
    ]  # fmt: skip


def _parameters(joined: Joined) -> list[Parameter]:
    return [
        Parameter(
            name=p.symbol, label=p.label, unit=unit_of(p), mean_ln=mean, sd_ln=sd, id=p.id, mechanism=mechanism,
            zero=record.zero if record else 0.0, varies=record.varies if record else "people",
        )
        for mechanism, p in joined.all_of(ParameterDeclared)
        for record in [joined.known.get(p.id)]
        for mean, sd in [joined.distribution(p)]
    ]  # fmt: skip


def _effects(joined: Joined) -> tuple[Effect, ...]:
    shared: dict[str, Effect] = {}
    for _, e in joined.all_of(EffectDeclared):
        shared.setdefault(e.symbol, Effect(name=e.symbol, label=e.label, unit=unit_of(e), default=e.default))
    return tuple(shared.values())


def _rates(joined: Joined, known: Known) -> list[Rate]:
    """The rates as written; a relay keeps its value between two crossings."""
    rates = [
        Rate(
            state=str(r.of.expression), expression=r.equals.expression.xreplace(known), equation=r.equation,
            mechanism=part.name, note=r.note, written=r.equals.expression,
        )
        for part in joined.parts
        for r in part.rates
    ]  # fmt: skip
    return rates + [
        Rate(state=r.symbol, expression=sympy.Integer(0), equation="", mechanism=mechanism)
        for mechanism, r in joined.all_of(RelayDeclared)
    ]


def _relays(joined: Joined, known: Known) -> tuple[Relay, ...]:
    return tuple(
        Relay(
            name=r.symbol,
            on=r.on.expression.xreplace(known),
            off=None if r.off is None else r.off.expression.xreplace(known),
        )
        for _, r in joined.all_of(RelayDeclared)
    )


def _triggers(joined: Joined, known: Known) -> tuple[Trigger, ...]:
    return tuple(
        Trigger(
            name=t.symbol, label=t.label, unit=unit_of(t), every=t.every, resting=t.resting,
            law=t.equals.expression, value=known[_symbol(t.symbol)], mechanism=mechanism,
        )
        for mechanism, t in joined.all_of(TriggerDeclared)
    )  # fmt: skip


def _schedules(joined: Joined) -> tuple[Schedule, ...]:
    return tuple(
        Schedule(
            name=s.symbol, label=s.label, unit=unit_of(s), resting=s.resting, weeks=s.weeks, values=s.values,
            mechanism=mechanism,
        )
        for mechanism, s in joined.all_of(ScheduleDeclared)
    )  # fmt: skip


def _outputs(joined: Joined, known: Known) -> tuple[Output, ...]:
    return tuple(
        Output(name=a.symbol, label=a.label, unit=unit_of(a), expression=known[_symbol(a.symbol)])
        for _, a in joined.all_of(AssignedDeclared)
        if a.is_output
    )


def _ordered(things: list[N], order: Sequence[str]) -> tuple[N, ...]:
    by_name = {thing.name: thing for thing in things}
    return tuple(by_name[name] for name in order) if order else tuple(things)


def _symbol(name: str) -> sympy.Symbol:
    return sympy.Symbol(name, real=True)
