"""A model as plain text and as data."""

from collections.abc import Iterable, Iterator
from math import isfinite
from typing import Any

import sympy

from nagi.equations.model import Arm, Model, Rate
from nagi.equations.parameters import records_of
from nagi.equations.table import parameter_rows
from nagi.language import Lang, Text, filled

COUNTS = Text(
    ja="状態 {} 個、パラメータ {} 個、群 {} 個",
    en="{0} {0:state|states}, {1} {1:parameter|parameters}, {2} {2:arm|arms}",
)
WORK = Text(ja="出典", en="source")
STATES = Text(ja="状態", en="States")
RATES = Text(ja="方程式 (週あたり)", en="Equations (per week)")
OUTPUTS = Text(ja="出力", en="Outputs")
EFFECTS = Text(ja="治療が変えるもの", en="What an arm may change")
PARAMETERS = Text(ja="パラメータ (対数正規: 中央値、変動係数 %)", en="Parameters (log-normal: median, CV %)")
ARMS = Text(ja="群", en="Arms")
RUN_IN = Text(
    ja="無治療で {:g} 週の後が治療開始時です。",
    en="Treatment starts after {0:g} {0:week|weeks} without any.",
)
AT = Text(ja="{:g} 週", en="week {:g}")
ENDLESS = Text(ja="終わりなし", en="no end")
WEEKS = Text(ja="{:g} 週", en="{0:g} {0:week|weeks}")


def listed(model: Model, lang: Lang) -> str:
    """One line about a model."""
    counts = filled(COUNTS.within(lang), len(model.states), len(model.parameters), len(model.arms))
    return f"{model.name}  {model.title} [{model.work}]  {counts}"


def described(model: Model, lang: Lang) -> str:
    """The whole model for a terminal."""
    return "\n".join(_lines(model, lang))


def as_data(model: Model) -> dict[str, Any]:
    """Everything a model says, for machines."""
    return {
        "name": model.name,
        "title": model.title,
        "work": model.work,
        "digest": model.digest,
        "run_in_weeks": model.run_in_weeks,
        "states": _columns(model.states, "name", "label", "unit", "start"),
        "parameters": _columns(
            model.population, "name", "label", "unit", "mean_ln", "sd_ln", "zero", "varies", "id"
        ),
        "effects": _columns(model.effects, "name", "label", "unit", "default"),
        "rates": _columns(_moving(model), "state", "equation", "expression", "note"),
        "triggers": _columns(model.triggers, "name", "label", "unit", "every", "law"),
        "schedules": _columns(model.schedules, "name", "label", "unit", "weeks", "values"),
        "relays": _columns(model.relays, "name", "on", "off"),
        "outputs": _columns(model.outputs, "name", "label", "unit", "expression"),
        "arms": [{"name": a.name, "effects": dict(a.effects), "weeks": _end(a)} for a in model.arms.values()],
    }


def _columns(rows: Iterable[object], *names: str) -> list[dict[str, Any]]:
    """Of each row what is named; expressions as text."""
    return [{name: _plain(getattr(row, name)) for name in names} for row in rows]


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _end(arm: Arm) -> float | None:
    """When an arm ends; None where it runs as long as is asked for."""
    return arm.weeks if isfinite(arm.weeks) else None


def _lines(model: Model, lang: Lang) -> Iterator[str]:
    yield f"{model.name}  {model.title}"
    yield f"  {WORK.within(lang)}: {model.work}"
    if model.run_in_weeks:
        yield f"  {filled(RUN_IN.within(lang), model.run_in_weeks)}"
    yield f"\n{STATES.within(lang)}"
    yield from (f"  {s.name:8} {s.label}{_unit(s.unit)}" for s in model.states)
    yield f"\n{RATES.within(lang)}"
    yield from (f"  {line}" for line in _forced(model))
    yield from (f"  {name} = {expression}" for name, expression in _named(model))
    for rate in _moving(model):
        number = f"  ({rate.equation})" if rate.equation else ""
        yield f"  d{rate.state}/dt = {_written(rate)}{number}"
        if rate.note:
            yield f"      {rate.note}"
    yield f"\n{OUTPUTS.within(lang)}"
    yield from (f"  {o.name} = {o.expression}  {o.label}{_unit(o.unit)}" for o in model.outputs)
    if model.effects:
        yield f"\n{EFFECTS.within(lang)}"
    yield from (f"  {e.name:12} {e.label}{_unit(e.unit)}  {e.default:g}" for e in model.effects)
    yield f"\n{PARAMETERS.within(lang)}"
    known = records_of(p.id for p in model.population if p.id)
    for row, one in zip(parameter_rows(model, known), model.population, strict=True):
        spike = f"  P(0) = {one.zero:g}" if one.zero else ""
        words = f"{row.label.within(lang)}{_unit(row.unit)}  {row.id}{spike}".rstrip()
        yield f"  {row.name:8} {row.median:10.4g} {row.cv:8.4g}  {words}"
    yield f"\n{ARMS.within(lang)}"
    for arm in model.arms.values():
        yield f"  {_arm(arm, lang)}"
        yield from (f"      {line}" for line in _events(arm, lang))


def _forced(model: Model) -> Iterator[str]:
    """What chance and the calendar bring, and what turns the relays."""
    for trigger in model.triggers:
        yield f"{trigger.name} ~ {trigger.law}  ({trigger.every:g} week)  {trigger.label} [{trigger.unit}]"
    for schedule in model.schedules:
        steps = ", ".join(f"{w:g}: {v:g}" for w, v in zip(schedule.weeks, schedule.values, strict=True))
        yield f"{schedule.name} = {schedule.resting:g}; {steps}  {schedule.label} [{schedule.unit}]"
    for relay in model.relays:
        back = "" if relay.off is None else f"; -> 0: {relay.off} > 0"
        yield f"{relay.name} -> 1: {relay.on} > 0{back}"


def _moving(model: Model) -> list[Rate]:
    """The rates without those of relays, which only turn."""
    turning = {relay.name for relay in model.relays}
    return [rate for rate in model.rates if rate.state not in turning]


def _named(model: Model) -> list[tuple[str, sympy.Expr]]:
    """The named assignments; outputs stand in a place of their own."""
    shown = {output.name for output in model.outputs}
    return [(name, expression) for name, expression in model.assignments if name not in shown]


def _written(rate: Rate) -> sympy.Expr:
    """The right-hand side as short as the source writes it."""
    return rate.expression if rate.written is None else rate.written


def _unit(unit: str) -> str:
    """A unit behind a label; nothing where a file says none."""
    return f" [{unit}]" if unit else ""


def _events(arm: Arm, lang: Lang) -> Iterator[str]:
    """Switches and doses in the order of time."""
    sets = [(s.week, f"{name} = {value:g}") for s in arm.switches for name, value in s.effects.items()]
    adds = [(d.week, f"{d.state} {d.amount:+g}") for d in arm.doses]
    for week, said in sorted([*sets, *adds], key=lambda event: event[0]):
        yield f"{AT.within(lang).format(week)}: {said}"


def _arm(arm: Arm, lang: Lang) -> str:
    effects = ", ".join(f"{name} = {value:g}" for name, value in arm.effects.items())
    weeks = ENDLESS.within(lang) if _end(arm) is None else filled(WEEKS.within(lang), arm.weeks)
    return f"{arm.name}: {weeks}  {effects}".rstrip()
