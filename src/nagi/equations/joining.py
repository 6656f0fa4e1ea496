"""Whether mechanisms fit together: who supplies what, in which unit."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

import sympy

from nagi.equations.contents import Contents
from nagi.equations.declarations import (
    AssignedDeclared,
    EffectDeclared,
    NeededDeclared,
    ParameterDeclared,
    StateDeclared,
)
from nagi.equations.draws import drawn
from nagi.equations.factors import missing_targets
from nagi.equations.forcings import TriggerDeclared
from nagi.equations.parameters import KnownParameter
from nagi.equations.quantity import Declaration, Quantity
from nagi.equations.units import show
from nagi.errors import Problem
from nagi.language import Text

D = TypeVar("D", bound=Declaration)


@dataclass(frozen=True)
class Joined:
    """The contents of all mechanisms of a model called `name`, and what they are joined with."""

    name: str
    parts: tuple[Contents, ...]
    known: Mapping[str, KnownParameter]
    resets: Mapping[str, Quantity]

    def all_of(self, kind: type[D]) -> list[tuple[str, D]]:
        """Every declaration of one kind with its mechanism, in the order of the text."""
        return [(part.name, declared) for part in self.parts for declared in part.of_kind(kind)]

    def distribution(self, declared: ParameterDeclared) -> tuple[float, float]:
        """Mean and standard deviation of the logarithm: from the record, or as given in the text."""
        record = self.known.get(declared.id)
        if record is not None:
            return record.mean_ln, record.sd_ln
        return declared.mean_ln or 0.0, declared.sd_ln or 0.0

    def problem(self, code: str, key: str, ja: str, en: str) -> Problem:
        """One problem of this model."""
        return Problem(code=code, where=self.name, key=key, said=Text(ja=ja, en=en))

    def unknown(self, code: str, key: str, name: str, known: Iterable[str]) -> Problem:
        """A name that this model does not have, with those spelt like it."""
        ja, en = near(name, known)
        return self.problem(
            code, key,
            f"{name} はこのモデルにありません。{ja}名前を直してください。",
            f"this model has no {name}; {en}correct the name",
        )  # fmt: skip


def unit_of(declared: Declaration) -> str:
    """The unit of a checked declaration, in one spelling."""
    return show(declared.unit) if declared.unit is not None else declared.unit_text


@dataclass(frozen=True)
class Supply:
    """Who supplies a name."""

    mechanism: str
    declared: Declaration

    def __str__(self) -> str:
        return f"{self.mechanism} ({self.declared.place}, {unit_of(self.declared)})"


def problems_of_joining(joined: Joined) -> list[Problem]:
    """Names supplied twice, needed and not supplied, joined in unlike units, or defined in a circle."""
    problems = [*_doubles(joined), *_needs(joined), *_targets(joined), *_effects(joined), *_resets(joined)]
    return problems or list(_circles(joined))


def inlined(joined: Joined) -> dict[sympy.Symbol, sympy.Expr]:
    """Every named expression in terms of states, parameters, effects, schedules and chances alone."""
    written = {_symbol(a.symbol): _value(a) for _, a in joined.all_of(AssignedDeclared)}
    before = {symbol: expression.free_symbols & written.keys() for symbol, expression in written.items()}
    found: dict[sympy.Symbol, sympy.Expr] = {}
    for symbol in TopologicalSorter(before).static_order():
        found[symbol] = written[symbol].xreplace(found)
    return found


def _value(declared: AssignedDeclared) -> sympy.Expr:
    """What is written, or for a trigger the value that its law gives for its uniform number."""
    if not isinstance(declared, TriggerDeclared):
        return declared.equals.expression
    return drawn(declared.equals.expression, _symbol(f"chance of {declared.symbol}"), declared.resting)


def _symbol(name: str) -> sympy.Symbol:
    return sympy.Symbol(name, real=True)


def _supplies(joined: Joined) -> dict[str, list[Supply]]:
    found: dict[str, list[Supply]] = {}
    for part in joined.parts:
        for declared in part.symbols:
            if not isinstance(declared, NeededDeclared | EffectDeclared):
                found.setdefault(declared.symbol, []).append(Supply(part.name, declared))
    for mechanism, shared in joined.all_of(EffectDeclared):
        others = found.setdefault(shared.symbol, [])
        if not any(isinstance(other.declared, EffectDeclared) for other in others):
            others.append(Supply(mechanism, shared))
    return found


def _doubles(joined: Joined) -> Iterator[Problem]:
    for name, who in _supplies(joined).items():
        if len(who) > 1:
            both = f"{who[0]}, {who[1]}"
            yield joined.problem(
                "NAGI-E130", name,
                f"{name} を二つの機構が定めています: {both}。一方を needed(...) にするか別の名前にしてください。",
                f"{name} is supplied twice, by {both}; declare one as needed(...) or give it another name",
            )  # fmt: skip


def _needs(joined: Joined) -> Iterator[Problem]:
    supplies = _supplies(joined)
    for mechanism, wanted in joined.all_of(NeededDeclared):
        name, asks = wanted.symbol, Supply(mechanism, wanted)
        if name not in supplies:
            ja, en = near(name, supplies)
            yield joined.problem(
                "NAGI-E131", name,
                f"{asks} が必要とする {name} を定める機構がありません。{ja}機構を加えるか名前を直してください。",
                f"no mechanism supplies {name}, which {asks} needs; {en}add the mechanism or correct the name",
            )  # fmt: skip
        elif supplies[name][0].declared.unit != wanted.unit:
            gives = supplies[name][0]
            yield joined.problem(
                "NAGI-E132", name,
                f"{name} の単位が合いません: {asks} と {gives}。同じ単位にしてください。",
                f"the units of {name} differ between {asks} and {gives}; declare it in one unit",
            )  # fmt: skip


def _targets(joined: Joined) -> Iterator[Problem]:
    for mechanism, name, there in missing_targets(joined.parts):
        yield joined.unknown("NAGI-E146", f"{mechanism}.{name}", name, there)


def _effects(joined: Joined) -> Iterator[Problem]:
    first: dict[str, tuple[Supply, EffectDeclared]] = {}
    for mechanism, shared in joined.all_of(EffectDeclared):
        here = Supply(mechanism, shared)
        before, declared = first.setdefault(shared.symbol, (here, shared))
        if (declared.unit, declared.default) != (shared.unit, shared.default):
            yield joined.problem(
                "NAGI-E133", shared.symbol,
                f"効果 {shared.symbol} の単位か既定値が {before} と {here} で違います。そろえてください。",
                f"effect {shared.symbol} has another unit or default in {before} than in {here}; make them equal",
            )  # fmt: skip


def _resets(joined: Joined) -> Iterator[Problem]:
    states = {state.symbol: state for _, state in joined.all_of(StateDeclared)}
    for name, value in joined.resets.items():
        if name not in states:
            yield joined.unknown("NAGI-E141", f"resets.{name}", name, states)
            continue
        strangers = sorted(
            {str(symbol) for symbol in value.expression.free_symbols} - _supplies(joined).keys()
        )
        if value.faults or strangers or value.unit not in (None, states[name].unit):
            yield joined.problem(
                "NAGI-E142", f"resets.{name}",
                f"リセットの式は {unit_of(states[name])} で、このモデルの記号だけで書いてください。",
                f"write the reset in {unit_of(states[name])}, with symbols of this model only",
            )  # fmt: skip


def _circles(joined: Joined) -> Iterator[Problem]:
    written = {a.symbol: a.equals.expression for _, a in joined.all_of(AssignedDeclared)}
    before = {name: {str(s) for s in e.free_symbols} & written.keys() for name, e in written.items()}
    try:
        TopologicalSorter(before).prepare()
    except CycleError as error:
        circle = " -> ".join(reversed(error.args[1]))
        yield joined.problem(
            "NAGI-E134", circle.split(" ")[0],
            f"名前付きの式が互いを使っています: {circle}。どれかを state にするか式を書き直してください。",
            f"named expressions use each other: {circle}; make one of them a state or rewrite it",
        )  # fmt: skip


def near(name: str, known: Iterable[str]) -> tuple[str, str]:
    """The known names spelt nearly like `name`, as the middle of a sentence in Japanese and English."""
    found = ", ".join(get_close_matches(name, sorted(known), n=3, cutoff=0.5))
    return (f"近い名前: {found}。", f"nearest: {found}; ") if found else ("", "")
