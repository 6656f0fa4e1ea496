"""A model and a method turned into programs. This is the whole way from equations to statements."""

from collections.abc import Mapping

import sympy

from nagi.equations.model import Model
from nagi.numerics.methods.tableau import Tableau
from nagi.numerics.statements import Program
from nagi.numerics.symbolic.admission import check, check_size
from nagi.numerics.symbolic.building import Builder
from nagi.numerics.symbolic.elimination import Elimination
from nagi.numerics.symbolic.emission import Emission, Shared, share
from nagi.numerics.symbolic.expressions import Equations, equations
from nagi.numerics.symbolic.lowered import Lowered
from nagi.numerics.symbolic.reciprocals import Reciprocals
from nagi.numerics.symbolic.step import constant_names, evaluated, indexed, step_program


def lower(model: Model, method: Tableau) -> Lowered:
    """The programs of `model` for `method`. NAGI-N101 to N105 if the model cannot be written out."""
    check(model)
    found = equations(model)
    check_size(model, found)
    return Lowered(
        model_digest=model.digest,
        tableau=method.name,
        order=method.order,
        states=model.state_names,
        parameters=model.parameters,
        effects=model.held_names,
        outputs=tuple(output.name for output in model.outputs),
        constants=len(found.constants),
        needed_states=found.needed,
        prep=_prep(model, found, dict(zip(constant_names(found), found.constants, strict=True))),
        redraw=_prep(model, found, _reached(model, found)),
        rhs=_at_states(found, found.slopes, indexed("f", found.states)),
        step=step_program(found, method),
        newton=_newton(found),
        jacobian=_jacobian(found),
        outputs_program=_outputs(model, found),
        resets=_at_states(found, found.resets, [f"n{i}" for i in found.reset_states]),
        margins=_at_states(found, found.margins, _margins(found)),
        relays=found.relays,
        dense_order=method.coefficients,
    )


def _prep(model: Model, found: Equations, asked: Mapping[str, sympy.Symbol]) -> Program:
    shared = share(list(found.constants.values()), Reciprocals())
    values = dict(zip(found.constants, shared.expressions, strict=True))
    chained = Shared(
        expressions=tuple(asked.values()), parts={**shared.parts, **values}, below={}, batches=()
    )
    build = Builder()
    results = dict(zip(asked, Emission(build, chained, {}).all(), strict=True))
    return build.program([*model.parameters, *model.held_names], results)


def _reached(model: Model, found: Equations) -> dict[str, sympy.Symbol]:
    """The constants that change with what chance draws; a later one may be built on earlier ones."""
    changing = {sympy.Symbol(trigger.chance, real=True) for trigger in model.triggers}
    reached = {}
    for name, (constant, value) in zip(constant_names(found), found.constants.items(), strict=True):
        if value.free_symbols & changing:
            changing.add(constant)
            reached[name] = constant
    return reached


def _at_states(found: Equations, shared: Shared, results: list[str]) -> Program:
    build = Builder()
    values = evaluated(build, shared, [build.input(name) for name in indexed("y", found.states)])
    inputs = [*indexed("y", found.states), *constant_names(found)]
    return build.program(inputs, dict(zip(results, values, strict=True)))


def _margins(found: Equations) -> list[str]:
    return [*indexed("m", len(found.relays)), *indexed("g", len(found.relays))]


def _outputs(model: Model, found: Equations) -> Program:
    build = Builder()
    values = Emission(build, found.outputs, {}).all()
    inputs = [*(f"y{i}" for i in found.needed), *constant_names(found)]
    return build.program(inputs, dict(zip(indexed("o", len(model.outputs)), values, strict=True)))


def _jacobian(found: Equations) -> Program:
    build = Builder()
    states = [build.input(name) for name in indexed("y", found.states)]
    values = evaluated(build, found.start, states)[found.states :]
    results = {f"j{i}_{k}": value for (i, k), value in zip(found.pattern, values, strict=True)}
    return build.program([*indexed("y", found.states), *constant_names(found)], results)


def _newton(found: Equations) -> Program:
    """(-J) d = f, new = y + d; a relay stays what it is."""
    build = Builder()
    y = [build.input(name) for name in indexed("y", found.states)]
    start = evaluated(build, found.start, y)
    slope = start[: found.states]
    entries = {at: build.neg(value) for at, value in zip(found.pattern, start[found.states :], strict=True)}
    entries |= {(i, i): build.const(1.0) for i in found.relays}
    moves = Elimination(build, found.states, entries).solve(slope)
    results = {f"n{i}": build.add(y[i], moves[i]) for i in range(found.states)}
    residual = None
    for i in range(found.states):
        scale = build.add(build.input(f"a{i}"), build.apply("abs", y[i]))
        share_of_scale = build.div(build.apply("abs", slope[i]), scale)
        residual = share_of_scale if residual is None else build.apply("max", residual, share_of_scale)
    assert residual is not None  # noqa: S101 - a model without states is refused before
    inputs = [*indexed("y", found.states), *constant_names(found), *indexed("a", found.states)]
    return build.program(inputs, results | {"res": residual})
