"""What a model must be for its equations to be written out as statements; everything wrong is told at once."""

from collections.abc import Iterator

import sympy
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import BooleanTrue

from nagi.equations.model import Model
from nagi.errors import NagiError, Problem
from nagi.language import Text
from nagi.numerics.symbolic.expressions import Equations

MOST_STATES = 64
MOST_OPERATIONS = 5_000
"""In the equations as written; the published models have a few hundred."""
MOST_WITH_DERIVATIVES = 20_000
KNOWN = (
    sympy.Symbol, sympy.Number, sympy.NumberSymbol, sympy.Add, sympy.Mul, sympy.Pow,
    sympy.Max, sympy.Min, sympy.Abs, sympy.exp, sympy.log, sympy.tanh,
    sympy.Piecewise, ExprCondPair, BooleanTrue,
    sympy.StrictLessThan, sympy.StrictGreaterThan, sympy.LessThan, sympy.GreaterThan,
)  # fmt: skip


def check(model: Model) -> None:
    """NAGI-N101 (time), N102 (function), N103 (unknown name), N104 (states and rates do not match), N105 (size)."""
    found = [*_matching(model)]
    names = {*model.state_names, *model.parameters, *model.held_names, *(t.name for t in model.triggers)}
    names |= {name for name, _ in model.assignments}
    for key, expression in _expressions(model):
        found += _in_expression(model, key, expression, names)
    size = sum(int(sympy.count_ops(e)) for _, e in _expressions(model))
    if not found and size > MOST_OPERATIONS:
        found.append(_too_large(model, size, MOST_OPERATIONS))
    if found:
        raise NagiError(found)


def check_size(model: Model, found: Equations) -> None:
    """NAGI-N105 if the equations with their derivatives are too large to be written out."""
    if found.start.operations > MOST_WITH_DERIVATIVES:
        raise NagiError([_too_large(model, found.start.operations, MOST_WITH_DERIVATIVES)])


def _problem(code: str, model: Model, key: str, said: Text) -> Problem:
    return Problem(code=code, where=f"model {model.name}", key=key, said=said)


def _too_large(model: Model, size: int, most: int) -> Problem:
    said = Text(
        ja=f"方程式が大きすぎます（演算 {size} 個、上限 {most} 個）。モデルを分けるか簡単にしてください。",
        en=f"The equations are too large ({size} operations, at most {most}). Split or simplify the model.",
    )
    return _problem("NAGI-N105", model, "", said)


def _expressions(model: Model) -> Iterator[tuple[str, sympy.Expr]]:
    yield from ((rate.state, rate.expression) for rate in model.rates)
    yield from ((output.name, output.expression) for output in model.outputs)
    yield from model.resets.items()
    yield from model.assignments
    yield from ((relay.name, relay.margin) for relay in model.relays)


def _matching(model: Model) -> Iterator[Problem]:
    if not 1 <= len(model.states) <= MOST_STATES:
        said = Text(
            ja=f"状態変数は 1〜{MOST_STATES} 個にしてください（現在 {len(model.states)} 個）。",
            en=f"A model needs 1 to {MOST_STATES} states; this one has {len(model.states)}.",
        )
        yield _problem("NAGI-N104", model, "", said)
    rates = [rate.state for rate in model.rates]
    for name in sorted({*rates, *model.state_names}):
        if rates.count(name) != 1 or name not in model.state_names:
            said = Text(
                ja="各状態変数に速度式をちょうど1つ書いてください。",
                en="Every state needs exactly one rate, and every rate a state.",
            )
            yield _problem("NAGI-N104", model, name, said)


def _in_expression(model: Model, key: str, expression: sympy.Expr, names: set[str]) -> Iterator[Problem]:
    used = {str(s.name) for s in expression.free_symbols}
    if "t" in used - names:
        said = Text(
            ja="時間 t を式に直接使うことはできません。区間ごとの切り替えか、時間を表す状態変数を使ってください。",
            en="Time t cannot appear in an expression. Use switches, or a state that stands for time.",
        )
        yield _problem("NAGI-N101", model, key, said)
    for name in sorted(used - names - {"t"}):
        said = Text(ja=f"名前 {name} が定義されていません。", en=f"The name {name} is not defined.")
        yield _problem("NAGI-N103", model, key, said)
    strange = {n.func.__name__ for n in sympy.preorder_traversal(expression) if not isinstance(n, KNOWN)}
    if any(choice.args[-1].cond is not sympy.true for choice in expression.atoms(sympy.Piecewise)):
        strange.add("where (otherwise)")
    for name in sorted(strange):
        said = Text(
            ja=f"関数 {name} は使えません。使えるもの: + - * / ** max min abs sqrt exp log tanh where",
            en=f"The function {name} cannot be used. Known are + - * / ** max min abs sqrt exp log tanh where.",
        )
        yield _problem("NAGI-N102", model, key, said)
