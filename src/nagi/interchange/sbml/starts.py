"""Values at time 0, and which constants they rest on."""

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any

import sympy

from nagi.interchange.sbml.content import Content, Kind, has_time, names_in
from nagi.interchange.sbml.formulas import NOW, Formulas


@dataclass
class Starts:
    """Values of a model at time 0. A value that cannot be found is noted as refused, and 1 stands in its place."""

    content: Content
    formulas: Formulas
    known: dict[str, float] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)

    def value(self, name: str) -> float:
        """The value of an id at time 0."""
        if name in self.waiting:
            circle = " -> ".join([*self.waiting[self.waiting.index(name) :], name])
            ja, en = f"互いを使う定義です: {circle}", f"defined in a circle: {circle}"
            self.formulas.refusals.refuse("NAGI-X116", name, ja=ja, en=en)
            return 1.0
        if name not in self.known:
            self.waiting.append(name)
            self.known[name] = self._found(name)
            self.waiting.pop()
        return self.known[name]

    def evaluated(self, tree: Any, *, key: str, local: Mapping[str, float] | None = None) -> float:
        """A formula at time 0; `local` are names of its own."""
        read = self.formulas.read(tree, lambda name: self._number(name, local or {}), key=key)
        return float(read) if read.is_number else 1.0

    def _number(self, name: str, local: Mapping[str, float]) -> sympy.Expr | None:
        if name == NOW:
            return sympy.Integer(0)
        if name in local:
            return as_number(local[name])
        known = (
            name in self.content.kinds
            or name in self.content.reactions
            or name in self.content.stoichiometries
        )
        return as_number(self.value(name)) if known else None

    def _found(self, name: str) -> float:
        content = self.content
        if name in content.beginnings:
            return self.evaluated(content.beginnings[name].getMath(), key=name)
        if content.kinds.get(name) is Kind.ASSIGNED:
            return self.evaluated(content.rules[name].getMath(), key=name)
        if name in content.reactions:
            law = content.reactions[name].getKineticLaw()
            return self.evaluated(law.getMath(), key=name, local=local_values(law))
        return self._of_species(name) if name in content.species else self.given(name, self._attribute(name))

    def _attribute(self, name: str) -> float:
        if name in self.content.compartments:
            return float(self.content.compartments[name].getSize())
        if name in self.content.stoichiometries:
            return float(self.content.stoichiometries[name].getStoichiometry())
        return float(self.content.parameters[name].getValue())

    def given(self, name: str, value: float) -> float:
        """The value that the file gives to `name`, if it is a finite number."""
        if math.isfinite(value):
            return value
        ja, en = "値がありません (有限の数が必要です)。", "has no value; give it a finite one"
        self.formulas.refusals.refuse("NAGI-X111", name, ja=ja, en=en)
        return 1.0

    def _of_species(self, name: str) -> float:
        """Amount or concentration, whichever the species stands for in a formula."""
        species, concentration = self.content.species[name], self.content.is_concentration(name)
        if species.isSetInitialConcentration():
            given = self.given(name, species.getInitialConcentration())
            return given if concentration or not given else given * self.value(species.getCompartment())
        given = self.given(name, species.getInitialAmount())
        size = self.value(species.getCompartment()) if concentration and given else 1.0
        return given / size if size else self.given(name, math.nan)

    @cached_property
    def derived(self) -> dict[str, Any]:
        """Constants given by a formula of constants alone: they stay formulas."""
        constants = set(self.content.of_kind(Kind.CONSTANT))
        found = {n: b.getMath() for n, b in self.content.beginnings.items() if n in constants and b.getMath()}
        while True:
            known = (constants - set(self.content.beginnings)) | set(found)
            good = {n: tree for n, tree in found.items() if names_in(tree) <= known and not has_time(tree)}
            if len(good) == len(found):
                return good
            found = good

    def settle(self) -> None:
        """Find every value that is needed, each after those it rests on; circles are left to `value` to name."""
        content = self.content
        moving = [name for name, kind in content.kinds.items() if kind is not Kind.CONSTANT]
        graph: dict[str, set[str]] = {}
        waiting = [*moving, *content.stoichiometries]
        while waiting:
            name = waiting.pop()
            if name not in graph and self._is_valued(name):
                graph[name] = self._inner(name)
                waiting += graph[name]
        with suppress(CycleError):
            for name in TopologicalSorter(graph).static_order():
                if self._is_valued(name):
                    self.value(name)
        for name in moving:
            self.value(name)

    def _is_valued(self, name: str) -> bool:
        content = self.content
        return name in content.kinds or name in content.reactions or name in content.stoichiometries

    def leaves(self, name: str) -> set[str]:
        """The constants of the file that the value of `name` at time 0 rests on."""
        found, seen, waiting = set[str](), set[str](), [name]
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += self._inner(one)
                if self.content.kinds.get(one) is Kind.CONSTANT and one not in self.derived:
                    found.add(one)
        return found

    def leaves_of(self, tree: Any) -> set[str]:
        """The constants that a formula rests on at time 0."""
        return set().union(*(self.leaves(name) for name in names_in(tree)))

    def _inner(self, name: str) -> set[str]:
        """The names that the value of `name` at time 0 is computed from."""
        content = self.content
        if name in content.beginnings:
            return names_in(content.beginnings[name].getMath())
        if content.kinds.get(name) is Kind.ASSIGNED:
            return names_in(content.rules[name].getMath())
        if name in content.reactions:
            law = content.reactions[name].getKineticLaw()
            return names_in(law.getMath()) if law else set()
        return {content.species[name].getCompartment()} if self._needs_size(name) else set()

    def _needs_size(self, name: str) -> bool:
        species = self.content.species.get(name)
        if species is None or self.value(name) == 0:
            return False
        return bool(species.isSetInitialConcentration()) is not self.content.is_concentration(name)


def local_values(law: Any) -> dict[str, float]:
    """The local parameters of a kinetic law."""
    found = (law.getLocalParameter(number) for number in range(law.getNumLocalParameters()))
    return {one.getId(): float(one.getValue()) for one in found}


def as_number(value: float) -> sympy.Expr:
    """A number for formulas; whole ones exactly."""
    return sympy.Integer(int(value)) if value.is_integer() and abs(value) < 2**53 else sympy.Float(value)
