"""Whether a joined model is complete: distributions, orders, arms, and nothing declared in vain."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isfinite

import sympy

from nagi.equations.declarations import AssignedDeclared, EffectDeclared, ParameterDeclared, StateDeclared
from nagi.equations.forcings import RelayDeclared, ScheduleDeclared, TriggerDeclared
from nagi.equations.joining import Joined, unit_of
from nagi.equations.model import Arm
from nagi.equations.units import read_unit
from nagi.errors import Problem


def problems_of_use(joined: Joined, used: Iterable[sympy.Expr]) -> Iterator[Problem]:
    """Parameters without a record or in another unit, and parameters and effects that nothing uses."""
    names = {str(symbol) for expression in used for symbol in expression.free_symbols}
    for kind in (ParameterDeclared, EffectDeclared, ScheduleDeclared, TriggerDeclared):
        for mechanism, declared in joined.all_of(kind):
            if not names & {declared.symbol, f"chance of {declared.symbol}"}:
                yield joined.problem(
                    "NAGI-E135", declared.symbol,
                    f"{mechanism} ({declared.place}) の {declared.symbol} をどの式も使っていません。"
                    "式に入れるか除いてください。",
                    f"no equation uses {declared.symbol} of {mechanism} ({declared.place}); use it or remove it",
                )  # fmt: skip
    yield from _records(joined)


def problems_of_chance(joined: Joined, known: Mapping[sympy.Symbol, sympy.Expr]) -> Iterator[Problem]:
    """Triggers whose law depends on a state: what is drawn is held for a whole period."""
    moving = {d.symbol for kind in (StateDeclared, RelayDeclared) for _, d in joined.all_of(kind)}
    for mechanism, declared in joined.all_of(TriggerDeclared):
        names = {str(s) for s in known[sympy.Symbol(declared.symbol, real=True)].free_symbols}
        if wrong := ", ".join(sorted(names & moving)):
            yield joined.problem(
                "NAGI-E144", f"{mechanism}.{declared.symbol}",
                f"{declared.symbol} の分布が状態 {wrong} によっています。引いた値は期間中変わらないので、パラメータと"
                "効果だけで書き、状態とは rate の中で掛け合わせてください。",
                f"the law of {declared.symbol} depends on the state {wrong}; a drawn value is held for its period, "
                "so write the law with parameters and effects and combine it with states in a rate",
            )  # fmt: skip


def _records(joined: Joined) -> Iterator[Problem]:
    uses = Counter(p.id for _, p in joined.all_of(ParameterDeclared) if p.id)
    for mechanism, declared in joined.all_of(ParameterDeclared):
        record = joined.known.get(declared.id)
        if declared.id and record is None:
            yield joined.unknown("NAGI-E136", f"{mechanism}.{declared.symbol}", declared.id, joined.known)
        if record is not None and read_unit(record.unit) != declared.unit:
            yield joined.problem(
                "NAGI-E137", f"{mechanism}.{declared.symbol}",
                f"{declared.symbol} は {declared.place} で {unit_of(declared)}、"
                f"記録 {record.id} では {record.unit} です。そろえてください。",
                f"{declared.symbol} is in {unit_of(declared)} at {declared.place}, but in {record.unit} "
                f"in record {record.id}; make them equal",
            )  # fmt: skip
        if uses[declared.id] > 1:
            yield joined.problem(
                "NAGI-E138", f"{mechanism}.{declared.symbol}",
                f"記録 {declared.id} を {uses[declared.id]} 個のパラメータが使っています。id を確かめてください。",
                f"{uses[declared.id]} parameters refer to record {declared.id}; check the ids",
            )  # fmt: skip


def problems_of_orders(joined: Joined, states: Sequence[str], parameters: Sequence[str]) -> Iterator[Problem]:
    """Orders that are not those of all states, or of all parameters, each once."""
    for key, order, kinds in (
        ("order_of_states", states, (StateDeclared, RelayDeclared)),
        ("order_of_parameters", parameters, (ParameterDeclared,)),
    ):
        declared = {d.symbol for kind in kinds for _, d in joined.all_of(kind)}
        yield from (
            joined.unknown("NAGI-E139", key, name, declared) for name in order if name not in declared
        )
        wrong = sorted(declared - set(order)) + sorted(name for name, n in Counter(order).items() if n > 1)
        if order and wrong:
            yield joined.problem(
                "NAGI-E139", key,
                f"順序には全部を一度ずつ書いてください。欠けているか重なるもの: {', '.join(wrong)}。",
                f"write every name once; missing or repeated: {', '.join(wrong)}",
            )  # fmt: skip


def problems_of_arms(joined: Joined, arms: Mapping[str, Arm]) -> Iterator[Problem]:
    """Arms that name an effect, a state or an output that does not exist, or hold weeks that cannot be run."""
    effects = {effect.symbol for _, effect in joined.all_of(EffectDeclared)}
    states = {state.symbol for _, state in joined.all_of(StateDeclared)}
    for key, arm in arms.items():
        changes = [*(switch.effects for switch in arm.switches), *(rescue.effects for rescue in arm.rescues)]
        named = [*arm.effects, *(name for change in changes for name in change)]
        wrong = dict.fromkeys(name for name in named if name not in effects)
        yield from (joined.unknown("NAGI-E140", f"arms.{key}", name, effects) for name in wrong)
        doses = dict.fromkeys(dose.state for dose in arm.doses if dose.state not in states)
        yield from (joined.unknown("NAGI-E141", f"arms.{key}", name, states) for name in doses)
        outputs = {a.symbol for _, a in joined.all_of(AssignedDeclared) if a.is_output}
        missing = dict.fromkeys(r.output for r in arm.rescues if r.output not in outputs)
        yield from (joined.unknown("NAGI-E145", f"arms.{key}", name, outputs) for name in missing)
        if key != arm.name or not _can_be_run(arm):
            yield joined.problem(
                "NAGI-E143", f"arms.{key}",
                f"name は {key}、weeks は 0 より大きく、切り替えと投与は 0 以上 weeks 未満の時間順、"
                "数は有限にしてください。",
                f"its name must be {key}, weeks above 0, switches and doses in order of time from 0 to before weeks, "
                "numbers finite",
            )  # fmt: skip


def _can_be_run(arm: Arm) -> bool:
    numbers = [arm.weeks, *arm.effects.values(), *(dose.amount for dose in arm.doses)]
    numbers += [value for switch in arm.switches for value in switch.effects.values()]
    switches, doses = [s.week for s in arm.switches], [d.week for d in arm.doses]
    ordered = switches == sorted(switches) and doses == sorted(doses)
    inside = all(0 <= week < arm.weeks for week in [*switches, *doses])
    return ordered and inside and arm.weeks > 0 and all(isfinite(number) for number in numbers)
