"""Whether a mechanism makes sense by itself: its names, its numbers, its units, one rate for each state."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import inf, isfinite

import sympy

from nagi.equations.declarations import (
    AssignedDeclared,
    EffectDeclared,
    ParameterDeclared,
    RateDeclared,
    StateDeclared,
)
from nagi.equations.forcings import RelayDeclared, ScheduleDeclared, TriggerDeclared
from nagi.equations.places import Fault, Place
from nagi.equations.quantity import Declaration, Quantity, names
from nagi.equations.units import WEEK, Unit, same_dimension, show
from nagi.errors import Problem
from nagi.language import Text

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
TIME = "t"
RESERVED = {"source", "support", "contents"}
"""Attributes that every mechanism has."""

Found = Iterator[tuple[str, Fault]]
"""Faults, each with the attribute it belongs to."""


@dataclass(frozen=True)
class Body:
    """The body of a mechanism as it was read; `place` is where the class ends."""

    name: str
    place: Place
    attributes: Mapping[str, object]

    @cached_property
    def declared(self) -> dict[str, Declaration]:
        """What the body declares, by attribute; another name for the same symbol counts once."""
        first: dict[Declaration, str] = {}
        for attribute, value in self.attributes.items():
            if isinstance(value, Quantity) and value.declared:
                first.setdefault(value.declared, attribute)
        return {attribute: declared for declared, attribute in first.items()}

    @cached_property
    def rates(self) -> dict[str, RateDeclared]:
        """The rates, by attribute."""
        return {a: value for a, value in self.attributes.items() if isinstance(value, RateDeclared)}

    @cached_property
    def expressions(self) -> dict[str, Quantity]:
        """Every expression of the body, by attribute."""
        written = {a: v for a, v in self.attributes.items() if isinstance(v, Quantity) and not v.declared}
        assigned = {a: d.equals for a, d in self.declared.items() if isinstance(d, AssignedDeclared)}
        return {**written, **assigned, **self._crossings, **{a: r.equals for a, r in self.rates.items()}}

    @property
    def _crossings(self) -> dict[str, Quantity]:
        """What turns a relay on, and off: both belong to its attribute."""
        relays = {a: d for a, d in self.declared.items() if isinstance(d, RelayDeclared)}
        back = {f"{a}.off_below": d.off for a, d in relays.items() if d.off is not None}
        return {**{a: d.on for a, d in relays.items()}, **back}


def problems_of(body: Body, noted: tuple[Fault, ...]) -> list[Problem]:
    """Everything wrong with a mechanism, each thing once, in the order of its text."""
    found = [*((fault.names[0], fault) for fault in noted)]
    for check in (_source, _names, _numbers, _expressions, _assignments, _rates, _states):
        found += check(body)
    problems: dict[Fault, Problem] = {}
    for attribute, fault in sorted(found, key=lambda pair: pair[1].place.line):
        problems.setdefault(fault, _problem(body, attribute, fault))
    return list(problems.values())


def _problem(body: Body, attribute: str, fault: Fault) -> Problem:
    """The fault together with the lines where its symbols were declared."""
    known = {declared.symbol: declared for declared in body.declared.values()}
    since = [known[name] for name in fault.names if name in known]
    ja = "".join(f"{d.symbol} は {d.place} で {d.unit_text} と宣言されています。" for d in since)
    en = "".join(f"; {d.symbol} is declared in {d.unit_text} at {d.place}" for d in since)
    said = Text(ja=fault.said.ja + ja, en=fault.said.en + en)
    return Problem(code=fault.code, where=str(fault.place), key=f"{body.name}.{attribute}", said=said)


def _source(body: Body) -> Found:
    source = body.attributes.get("source")
    if not isinstance(source, str) or not source.strip():
        yield "source", _fault(
            "NAGI-E110", body.place,
            '出典がありません。source = "..." に knowledge/works の記録の名前を書いてください。',
            'the source is missing; write source = "..." with the name of a record under knowledge/works',
        )  # fmt: skip


def _names(body: Body) -> Found:
    uses = Counter(declared.symbol for declared in body.declared.values())
    for attribute, declared in body.declared.items():
        name = declared.symbol
        if not NAME.fullmatch(name) or name == TIME or attribute in RESERVED:
            yield attribute, _fault(
                "NAGI-E112", declared.place,
                f'{name} は名前に使えません。別の属性名にするか symbol="..." を書いてください。',
                f'{name} cannot be a name; choose another attribute or give symbol="..."',
            )  # fmt: skip
        if uses[name] > 1:
            yield attribute, _fault(
                "NAGI-E111", declared.place,
                f"記号 {name} は二度宣言されています。一方を別の名前にしてください。",
                f"symbol {name} is declared twice; give one of them another name",
            )  # fmt: skip


def _numbers(body: Body) -> Found:
    for attribute, declared in body.declared.items():
        yield from ((attribute, fault) for fault in declared.faults)
        if not _makes_sense(declared):
            yield attribute, _fault(
                "NAGI-E113", declared.place,
                "数は有限で、lower <= start <= upper, scale > 0 になるように書いてください。",
                "numbers must be finite, lower <= start <= upper, and scale > 0",
            )  # fmt: skip
        if not _can_force(declared):
            yield attribute, _fault(
                "NAGI-E120", declared.place,
                "every は 0 より大きく、weeks は 0 以上で小さい順、values と同じ個数、数は有限、start は 0 か 1 に"
                "してください。",
                "every must be above 0, weeks ascend from 0 on with one value each, numbers be finite, start 0 or 1",
            )  # fmt: skip
        if isinstance(declared, ParameterDeclared) and not _has_one_distribution(declared):
            yield attribute, _fault(
                "NAGI-E114", declared.place,
                "分布は、記録の id か、有限の mean_ln と sd_ln (0 以上) の、どちらか一方で書いてください。",
                "give the distribution once: either the id of a record, or finite mean_ln and sd_ln (0 or more)",
            )  # fmt: skip


def _makes_sense(declared: Declaration) -> bool:
    if isinstance(declared, EffectDeclared):
        return isfinite(declared.default)
    if not isinstance(declared, StateDeclared):
        return True
    lower = -inf if declared.lower is None else declared.lower
    upper = inf if declared.upper is None else declared.upper
    return isfinite(declared.start) and lower <= declared.start <= upper and 0 < declared.scale < inf


def _can_force(declared: Declaration) -> bool:
    if isinstance(declared, TriggerDeclared):
        return 0 < declared.every < inf and isfinite(declared.resting)
    if isinstance(declared, RelayDeclared):
        return declared.start in {0.0, 1.0}
    if not isinstance(declared, ScheduleDeclared):
        return True
    weeks, numbers = declared.weeks, (*declared.weeks, *declared.values, declared.resting)
    ordered = (
        all(first < second for first, second in pairwise((-1.0, *weeks))) and min(weeks, default=-1) >= 0
    )
    return ordered and len(weeks) == len(declared.values) and all(isfinite(number) for number in numbers)


def _has_one_distribution(parameter: ParameterDeclared) -> bool:
    mean, sd = parameter.mean_ln, parameter.sd_ln
    if parameter.id:
        return mean is None and sd is None
    return mean is not None and sd is not None and isfinite(mean) and 0 <= sd < inf


def _expressions(body: Body) -> Found:
    known = {declared.symbol for declared in body.declared.values()}
    for attribute, written in body.expressions.items():
        yield from ((attribute, fault) for fault in written.faults)
        for symbol in sorted(written.expression.free_symbols, key=str):
            if isinstance(symbol, sympy.Dummy) or str(symbol) not in known:
                yield attribute, _fault(
                    "NAGI-E115", _place_of(body, attribute),
                    "この機構で名前を付けて宣言していない記号を使っています。state, parameter, effect, quantity は"
                    "それぞれ自分の行で宣言し、他の機構の量は needed で宣言してください。",
                    "a symbol is used that this mechanism does not declare by name; give each declaration its own line, "
                    "and declare quantities of other mechanisms with needed(...)",
                )  # fmt: skip


def _assignments(body: Body) -> Found:
    for attribute, declared in body.declared.items():
        if isinstance(declared, AssignedDeclared) and declared.unit is not None:
            found = _Side(declared.symbol, declared.unit, declared.equals, declared.place, body.name)
            yield from ((attribute, fault) for fault in _unlike(found, body))


def _rates(body: Body) -> Found:
    for attribute, rate in body.rates.items():
        of = rate.of.declared
        if not isinstance(of, StateDeclared) or of not in body.declared.values():
            yield attribute, _fault(
                "NAGI-E116", rate.place,
                "of= はこの機構の state ではありません。微分方程式は状態を宣言した機構に書いてください。",
                "of= is not a state of this mechanism; write a rate in the mechanism that declares its state",
            )  # fmt: skip
        elif of.unit is not None:
            where = f"{body.name}, equation {rate.equation}"
            found = _Side(f"d{of.symbol}/dt", of.unit / WEEK, rate.equals, rate.place, where)
            yield from ((attribute, fault) for fault in _unlike(found, body))


def _states(body: Body) -> Found:
    rates = Counter(rate.of.declared for rate in body.rates.values())
    for attribute, declared in body.declared.items():
        number = rates[declared]
        if isinstance(declared, StateDeclared) and number != 1:
            yield attribute, _fault(
                "NAGI-E117", declared.place,
                f"状態 {declared.symbol} の rate が {number} 個あります。ちょうど 1 個書いてください。",
                f"state {declared.symbol} has {number} rates; write exactly one rate(of={attribute}, ...)",
            )  # fmt: skip


@dataclass(frozen=True)
class _Side:
    """A right-hand side and the unit that its left-hand side wants."""

    left: str
    wanted: Unit
    right: Quantity
    place: Place
    where: str


def _unlike(side: _Side, body: Body) -> Iterator[Fault]:
    """The wanted unit, the unit found, and which parameter would put it right."""
    unit, wanted = side.right.unit, side.wanted
    if unit is None or unit == wanted:
        return
    suspects = _factors(side.right)
    known = [d for d in body.declared.values() if isinstance(d, ParameterDeclared) and d.symbol in suspects]
    right = ", ".join(f"{d.symbol}: {show(d.unit * wanted / unit)}" for d in known if d.unit is not None)
    scale = same_dimension(wanted, unit)
    said = Text(
        ja=f"{side.left} には {show(wanted)} が必要ですが、右辺は {show(unit)} です ({side.where})。"
        + ("次元は同じで尺度が違います。" if scale else "")
        + (f"パラメータの単位を一つだけ直すなら {right}。" if right else "式か単位を直してください。"),
        en=f"{side.left} needs {show(wanted)}, but the right-hand side is {show(unit)} ({side.where})"
        + ("; the dimension is the same, the scale is not" if scale else "")
        + (
            f"; if one parameter is wrong, its unit should be {right}"
            if right
            else "; correct the equation or a unit"
        ),
    )
    yield Fault("NAGI-E118", side.place, said, tuple(suspects))


def _factors(written: Quantity) -> list[str]:
    """The symbols that multiply every term of an expression: one of them carries a wrong unit."""
    terms = sympy.Add.make_args(written.expression)
    common = [{str(factor) for factor in sympy.Mul.make_args(term) if factor.is_Symbol} for term in terms]
    return sorted(set.intersection(*common)) or list(names(written))[:6]


def _place_of(body: Body, attribute: str) -> Place:
    attribute = attribute.split(".", maxsplit=1)[0]
    if attribute in body.rates:
        return body.rates[attribute].place
    return body.declared[attribute].place if attribute in body.declared else body.place


def _fault(code: str, place: Place, ja: str, en: str) -> Fault:
    return Fault(code, place, Text(ja=ja, en=en))
