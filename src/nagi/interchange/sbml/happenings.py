"""Events of a file at given times, as switches and doses of an arm."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import sympy

from nagi.equations.model import Dose, Switch
from nagi.interchange.sbml.choices import is_small
from nagi.interchange.sbml.content import Content, Kind, has_time, names_in
from nagi.interchange.sbml.formulas import NOW
from nagi.interchange.sbml.library import libsbml
from nagi.interchange.sbml.starts import Starts, as_number


@dataclass(frozen=True)
class Happening:
    """One event: when, in the time of the file, and the formula of everything it sets."""

    id: str
    time: float
    sets: Mapping[str, Any]


@dataclass
class Happenings:
    """What the events of a file do, one after the other.

    `start` holds what changes at time 0 already; `switches`, `doses` and `resets` are by ids and in the time of the
    file; `fixed` are the constants that times and amounts rest on.
    """

    content: Content
    starts: Starts
    start: dict[str, float] = field(default_factory=dict)
    switches: list[Switch] = field(default_factory=list)
    doses: list[Dose] = field(default_factory=list)
    fixed: set[str] = field(default_factory=set)
    resets: dict[str, sympy.Expr] = field(default_factory=dict)
    _formulas: dict[str, dict[float, sympy.Expr]] = field(default_factory=dict)

    def run(self) -> None:
        """Work through all events in the order of time."""
        ordered = sorted(self._read(), key=lambda happening: happening.time)
        held = {name: self.starts.value(name) for name in self.content.of_kind(Kind.HELD)}
        for time, group in groupby(ordered, key=lambda happening: happening.time):
            together, before = list(group), dict(held)
            self._refuse_disorder(together)
            for happening in together:
                for name, tree in happening.sets.items():
                    self._set(happening, name, self._formula(happening, tree, before), held)
            changed = {name: value for name, value in held.items() if value != before[name]}
            if time == 0:
                self.start |= changed
            else:
                self.switches.append(Switch(week=time, effects=changed))
        for name, formulas in self._formulas.items():
            self._settle(name, formulas)

    def _refuse(self, code: str, key: str, ja: str, en: str) -> None:
        self.starts.formulas.refusals.refuse(code, key, ja=ja, en=en)

    def _read(self) -> Iterator[Happening]:
        for number, event in enumerate(self.content.events, start=1):
            key = event.getId() or f"event {number}"
            if event.isSetDelay():
                self._refuse(
                    "NAGI-X117",
                    key,
                    "遅れ (delay) のある event です。",
                    "an event with a delay; add it to the time",
                )
                continue
            time = self._time(event, key)
            listed = (event.getEventAssignment(n) for n in range(event.getNumEventAssignments()))
            if time is not None:
                yield Happening(key, time, {one.getVariable(): one.getMath() for one in listed})

    def _time(self, event: Any, key: str) -> float | None:
        """When an event fires, if its trigger is a time and it ever does."""
        trigger = event.getTrigger()
        compared = _compared(trigger.getMath()) if trigger is not None else None
        if compared is None or not names_in(compared[0]) <= self._lasting():
            self._refuse(
                "NAGI-X117", key,
                "この event は時刻だけでは決まりません。条件は time >= 数 か定数だけにしてください。",
                "the event does not happen at a given time; its trigger must be time >= a number or a constant",
            )  # fmt: skip
            return None
        then, strictly = compared
        self.fixed |= self.starts.leaves_of(then)
        time = self.starts.evaluated(then, key=key)
        fires = time > 0 or (strictly and time == 0) or not trigger.getInitialValue()
        return max(time, 0.0) if fires else None

    def _lasting(self) -> set[str]:
        return set(self.content.of_kind(Kind.CONSTANT))

    def _refuse_disorder(self, together: list[Happening]) -> None:
        """Events of one moment must not need an order."""
        for happening in together:
            others = {name for other in together if other is not happening for name in other.sets}
            read = set[str]().union(*map(names_in, happening.sets.values()))
            if clash := sorted(others & (read | set(happening.sets))):
                names = ", ".join(clash)
                ja, en = (
                    f"同じ時刻の別の event も {names} を変えます。",
                    f"another event at this time changes {names} too",
                )
                self._refuse("NAGI-X118", happening.id, ja, en)

    def _set(self, happening: Happening, name: str, value: sympy.Expr, held: dict[str, float]) -> None:
        """One assignment: a new held value, a new start, or something that happens to a state."""
        if self.content.kinds.get(name) is Kind.STATE and happening.time == 0:
            value = value.xreplace(self._begun())
        if self.content.is_stretched(name) or not (value.is_number or self.content.kinds[name] is Kind.STATE):
            self._cannot_set(happening.id, name)
        elif name in held:
            held[name] = float(value)
        elif happening.time == 0:
            self.start[name] = float(value)
        else:
            self._formulas.setdefault(name, {})[happening.time] = value

    def _begun(self) -> dict[sympy.Symbol, sympy.Expr]:
        """The values of all states before any event."""
        return {
            _symbol(name): as_number(self.starts.value(name)) for name in self.content.of_kind(Kind.STATE)
        }

    def _settle(self, name: str, formulas: Mapping[float, sympy.Expr]) -> None:
        """What happens to a state: amounts are added to it; or, at every event of the file, to one formula of it.

        A formula becomes a reset of the model, which also acts at week 0: a constant is put to it that makes it
        harmless there, and taken away from the amounts.
        """
        added = {time: _difference(formula, _symbol(name)) for time, formula in formulas.items()}
        if not all(amount.is_number for amount in added.values()):
            if set(formulas) != {switch.week for switch in self.switches}:
                return self._cannot_set(name, name)
            first = next(iter(formulas.values()))
            start = self.start.get(name, self.starts.value(name))
            begun = self._begun() | {_symbol(n): as_number(v) for n, v in self.start.items()}
            offset = sympy.Float(start) - first.xreplace(begun)
            if not offset.is_number:
                return self._cannot_set(name, name)
            added = {time: _difference(formula, first) - offset for time, formula in formulas.items()}
            if not all(amount.is_number for amount in added.values()):
                return self._cannot_set(name, name)
            self.resets[name] = first + offset if offset else first
        self.doses += [
            Dose(week=time, state=name, amount=float(amount)) for time, amount in added.items() if amount
        ]
        return None

    def _cannot_set(self, key: str, name: str) -> None:
        self._refuse(
            "NAGI-X119", key,
            f"{name} に入れる値を表せません。状態には定数を加えるか、すべての event で定数の違いだけの同じ式を"
            "入れてください。それ以外には定数を入れてください。",
            f"what events set {name} to cannot be taken over; add constants to a state, or set it at every event to the "
            "same formula but for a constant; set anything else to constants",
        )  # fmt: skip

    def _formula(self, happening: Happening, tree: Any, before: Mapping[str, float]) -> sympy.Expr:
        """The formula with numbers for everything but states; a concentration that is stretched has none."""

        def names(name: str) -> sympy.Expr | None:
            if name == NOW:
                return as_number(happening.time)
            if name in before:
                return as_number(before[name])
            kind = self.content.kinds.get(name)
            if kind is Kind.ASSIGNED:
                return self.starts.formulas.read(self.content.rules[name].getMath(), names, key=name)
            if kind is Kind.CONSTANT:
                self.fixed.update(self.starts.leaves(name))
                return as_number(self.starts.value(name))
            return _symbol(name) if kind is Kind.STATE else None

        return self.starts.formulas.read(tree, names, key=happening.id)


def _compared(tree: Any) -> tuple[Any, bool] | None:
    """What the time must reach, and whether it must pass it; None if a trigger asks something else."""
    sbml = libsbml()
    strictly = {
        sbml.AST_RELATIONAL_GEQ: False, sbml.AST_RELATIONAL_LEQ: False,
        sbml.AST_RELATIONAL_GT: True, sbml.AST_RELATIONAL_LT: True,
    }  # fmt: skip
    if tree is None or tree.getType() not in strictly or tree.getNumChildren() != 2:
        return None
    forward = tree.getType() in {sbml.AST_RELATIONAL_GEQ, sbml.AST_RELATIONAL_GT}
    now, then = (tree.getChild(0), tree.getChild(1)) if forward else (tree.getChild(1), tree.getChild(0))
    if now.getType() != sbml.AST_NAME_TIME or has_time(then):
        return None
    return then, strictly[tree.getType()]


def _difference(formula: sympy.Expr, other: sympy.Expr) -> sympy.Expr:
    """One less the other, multiplied out where that is quick."""
    return sympy.expand(formula - other) if is_small(formula) else formula - other


def _symbol(name: str) -> sympy.Symbol:
    return sympy.Symbol(name, real=True)
