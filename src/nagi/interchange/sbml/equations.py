"""The equations of a file in the symbols of a model: constants, effects, named expressions, rates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any

import sympy

from nagi.equations.model import Rate
from nagi.interchange.sbml.content import Content, Kind, has_time, names_in, references
from nagi.interchange.sbml.formulas import NOW, Names
from nagi.interchange.sbml.happenings import Happenings
from nagi.interchange.sbml.naming import free_names
from nagi.interchange.sbml.starts import Starts, as_number, local_values

MOST_OPERATIONS = 50_000
"""Of all expressions with their names written out; the simulator takes fewer."""


@dataclass
class Equations:
    """Everything symbolic about a file. What cannot be taken over is noted in the refusals of its formulas."""

    content: Content
    starts: Starts
    happenings: Happenings
    per_week: Fraction

    def read(self) -> None:
        """Read every formula, so that all refusals are known."""
        _ = self.begins, self.rates, self.assignments

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The name in the model of every id, of local parameters, of amounts, and of the time."""
        content = self.content
        wished = {name: name for name in (*content.kinds, *content.reactions)}
        amounts = {
            amount_of(name): f"{name}_amount" for name in content.species if content.is_stretched(name)
        }
        local = {key: key.replace(".", "_") for key in self.local}
        return free_names(wished | local | amounts | {NOW: "time"})

    @cached_property
    def local(self) -> dict[str, float]:
        """The parameters of single reactions, as `reaction.parameter`, which no id is."""
        found = {}
        for name, reaction in self.content.reactions.items():
            for key, value in local_values(reaction.getKineticLaw()).items():
                found[f"{name}.{key}"] = self.starts.given(f"{name}.{key}", value)
        return found

    @cached_property
    def numbers(self) -> dict[str, float]:
        """Constants that may be chosen: those that no start, no event and no condition rests on."""
        content, starts = self.content, self.starts
        constants = [n for n in content.of_kind(Kind.CONSTANT) if n not in starts.derived]
        fixed = set(self.happenings.fixed)
        for condition in content.conditions:
            if names_in(condition) <= set(content.of_kind(Kind.CONSTANT)) and not has_time(condition):
                fixed |= starts.leaves_of(condition)
        for name in (*content.of_kind(Kind.STATE), *content.of_kind(Kind.HELD), *content.stoichiometries):
            fixed |= starts.leaves(name)
            if content.is_stretched(name) and starts.value(name):
                fixed |= starts.leaves(content.species[name].getCompartment())
        for name in content.mentioned.intersection(constants):
            fixed |= starts.leaves(name) - {name}
        return {n: starts.value(n) for n in constants if n in content.mentioned - fixed} | self.local

    @property
    def parameters(self) -> dict[str, float]:
        """Constants above 0 that an equation uses."""
        return {name: value for name, value in self.numbers.items() if value > 0 and name in self._used}

    @property
    def effects(self) -> dict[str, float]:
        """Constants that are 0 or less, and what only events change, with their values at the start."""
        held = {name: self.starts.value(name) for name in self.content.of_kind(Kind.HELD)}
        begun = {name: value for name, value in self.happenings.start.items() if name in held}
        kept = {name: value for name, value in self.numbers.items() if value <= 0 and name in self._used}
        return kept | held | begun

    @cached_property
    def _used(self) -> set[str]:
        """The chosen constants that an equation uses."""
        every = [*(rate.expression for rate in self.rates), *self._inlined.values(), *self.resets.values()]
        symbols = set[sympy.Symbol]().union(*(expression.free_symbols for expression in every))
        return {name for name in self.numbers if self._symbol(name) in symbols}

    @cached_property
    def begins(self) -> dict[str, float]:
        """The states in the order of the file, with their starts; the time last, if a formula uses it."""
        found = {}
        for name in self.content.of_kind(Kind.STATE):
            value = self.happenings.start.get(name, self.starts.value(name))
            if self.content.is_stretched(name):
                value *= self.starts.value(self.content.species[name].getCompartment())
            found[self.state(name)] = value
        uses_time = any(
            self._symbol(NOW) in e.free_symbols for e in (*self._written.values(), *self._slopes.values())
        )
        return found | ({self.names[NOW]: 0.0} if uses_time else {})

    @cached_property
    def assignments(self) -> tuple[tuple[str, sympy.Expr], ...]:
        """Named expressions, each after those it uses."""
        return tuple((str(symbol), self._written[symbol]) for symbol in self._inlined)

    @cached_property
    def rates(self) -> tuple[Rate, ...]:
        """The rate of every state, per week."""
        content, found = self.content, []
        per_week = as_number(float(self.per_week))
        for name in content.of_kind(Kind.STATE):
            slope = per_week * self._slopes[name]
            ruled = name in content.rules
            moved = [
                r for r, one in content.reactions.items() if name in {s.getSpecies() for s in references(one)}
            ]
            equation = "rate rule" if ruled else ", ".join(moved)
            found.append(
                Rate(
                    state=self.state(name), expression=slope.xreplace(self._inlined), equation=equation,
                    mechanism="SBML", written=slope,
                )
            )  # fmt: skip
        if self.names[NOW] in self.begins:
            found.append(Rate(state=self.names[NOW], expression=per_week, equation="time", mechanism="SBML"))
        return tuple(found)

    @cached_property
    def resets(self) -> dict[str, sympy.Expr]:
        """What events make of states, where it is more than an amount added."""
        symbols = {sympy.Symbol(n, real=True): self.written_out(n) for n in self.content.of_kind(Kind.STATE)}
        return {
            self.names[name]: formula.xreplace(symbols) for name, formula in self.happenings.resets.items()
        }

    def written_out(self, name: str) -> sympy.Expr:
        """A state or a named expression in terms of states, parameters and effects."""
        symbol = self._symbol(name)
        return self._inlined.get(symbol, symbol)

    def state(self, name: str) -> str:
        """The state that stands behind a species or variable."""
        return self.names[amount_of(name) if self.content.is_stretched(name) else name]

    def weeks(self, time: float) -> float:
        """A time of the file in weeks."""
        return float(Fraction(time) / self.per_week)

    def _symbol(self, name: str) -> sympy.Symbol:
        return sympy.Symbol(self.names[name], real=True)

    def _stands(self, name: str) -> sympy.Expr | None:
        """What an id means in a formula."""
        content = self.content
        if name == NOW or name in content.reactions or name in self.numbers:
            return self._symbol(name)
        if name in content.stoichiometries:
            return as_number(self.starts.value(name))
        if content.kinds.get(name) is Kind.CONSTANT and name not in self.starts.derived:
            return as_number(self.starts.value(name))
        return self._symbol(name) if name in content.kinds else None

    @cached_property
    def _written(self) -> dict[sympy.Symbol, sympy.Expr]:
        """Named expressions as the file writes them."""
        chosen = frozenset(self._symbol(name) for name, value in self.numbers.items() if value > 0)
        self.starts.formulas.never_negative = chosen
        return {self._symbol(name): expression for name, expression in self._expressions()}

    def _expressions(self) -> Iterator[tuple[str, sympy.Expr]]:
        content, read = self.content, self.starts.formulas.read
        for name, tree in self.starts.derived.items():
            yield name, read(tree, self._stands, key=name)
        for name in content.of_kind(Kind.ASSIGNED):
            yield name, read(content.rules[name].getMath(), self._stands, key=name)
        for name in content.species:
            if content.is_stretched(name):
                size = self._stands(content.species[name].getCompartment())
                yield name, self._symbol(amount_of(name)) / size
        for name, reaction in content.reactions.items():
            law = reaction.getKineticLaw()
            yield name, read(law.getMath(), self._inside(name, law), key=name)

    def _inside(self, reaction: str, law: Any) -> Names:
        """What ids mean in a kinetic law: its own parameters first."""
        own = {key: self._symbol(f"{reaction}.{key}") for key in local_values(law)}
        return lambda name: own[name] if name in own else self._stands(name)

    @cached_property
    def _slopes(self) -> dict[str, sympy.Expr]:
        """The rate of every state in the file's time."""
        content, found = self.content, {}
        for name in content.of_kind(Kind.STATE):
            if name in content.rules:
                found[name] = self.starts.formulas.read(content.rules[name].getMath(), self._stands, key=name)
                continue
            slope = sympy.Add(*(count * self._symbol(reaction) for reaction, count in self._moves(name)))
            plain = content.is_concentration(name) and not content.is_stretched(name)
            found[name] = slope / self._stands(content.species[name].getCompartment()) if plain else slope
        return found

    def _moves(self, species: str) -> Iterator[tuple[str, sympy.Expr]]:
        """How much of a species each reaction makes."""
        for name, reaction in self.content.reactions.items():
            reactants = len(reaction.getListOfReactants())
            for place, reference in enumerate(references(reaction)):
                if reference.getSpecies() == species:
                    yield name, self._count(reference, name) * (-1 if place < reactants else 1)

    def _count(self, reference: Any, reaction: str) -> sympy.Expr:
        if reference.isSetId():
            return as_number(self.starts.value(reference.getId()))
        if reference.isSetStoichiometry():
            return as_number(float(reference.getStoichiometry()))
        ja, en = "化学量論係数がありません。", "a stoichiometry is missing"
        self.starts.formulas.refusals.refuse("NAGI-X109", reaction, ja=ja, en=en)
        return sympy.Integer(1)

    @cached_property
    def _inlined(self) -> dict[sympy.Symbol, sympy.Expr]:
        """Named expressions in terms of states and numbers, in an order in which each can be computed."""
        refusals = self.starts.formulas.refusals
        before = {symbol: e.free_symbols & self._written.keys() for symbol, e in self._written.items()}
        try:
            ordered = list(TopologicalSorter(before).static_order())
        except CycleError as error:
            circle = " -> ".join(map(str, reversed(error.args[1])))
            ja, en = f"互いを使う定義です: {circle}", f"defined in a circle: {circle}"
            refusals.refuse("NAGI-X116", circle.split(" ")[0], ja=ja, en=en)
            return {}
        inlined: dict[sympy.Symbol, sympy.Expr] = {}
        size: dict[sympy.Symbol, int] = {}
        for symbol in ordered:
            written = self._written[symbol]
            inner = (written.count(part) * size[part] for part in written.free_symbols & size.keys())
            size[symbol] = int(written.count_ops()) + sum(inner)
            if size[symbol] > MOST_OPERATIONS:
                refusals.refuse(
                    "NAGI-X114", str(symbol), ja="式が大きすぎます。", en="the formulas are too large"
                )
                return inlined
            inlined[symbol] = written.xreplace(inlined)
        return inlined


def amount_of(species: str) -> str:
    """The key of a species' amount; no id has a dot."""
    return f"{species}.amount"
