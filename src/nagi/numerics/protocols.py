"""Arms as the drivers read them: segments between events, each with its effects and doses. Refuses what cannot run."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from nagi.equations.model import Arm, Model
from nagi.errors import NagiError, Problem
from nagi.language import Text
from nagi.numerics.driver.tables import Floats, Protocol
from nagi.numerics.forcings import (
    begins_of,
    changes_of,
    draws_of,
    event_weeks,
    held_at,
    keys_of,
    problems_of_forcing,
    problems_of_rescues,
    rescue_row,
    visits_of,
)

MOST_KEPT = 16
LARGEST_KEPT = 10_000
"""Segments; tables of more are prepared again."""
INSTANT = 1e-9
"""Weeks of an arm that only its first output is wanted of."""


class Protocols:
    """The tables of one model's arms, each prepared once: for few patients that takes longer than solving.

    Known again by the very `Arm` objects, as long as nothing in them has been changed. Shared between threads.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self._lock = Lock()
        self._kept: OrderedDict[tuple[object, ...], tuple[Sequence[Arm], list[Any], Protocol]] = OrderedDict()

    def of(
        self, arms: Sequence[Arm], weeks: npt.ArrayLike, *, some: bool = False, seed: int | None = None
    ) -> Protocol:
        """As `protocol_of`, which also says what is refused."""
        asked = np.array(weeks, dtype=np.float64)  # a copy: the caller may write to his
        chance = repr(seed) if self.model.triggers else None
        key = (*map(id, arms), asked.shape, asked.tobytes(), some, chance)
        inside = [_changeable(arm) for arm in arms]
        with self._lock:
            _, before, protocol = self._kept.get(key, (arms, None, None))
            if protocol is not None and before == inside:
                self._kept.move_to_end(key)
                return protocol
        protocol = protocol_of(self.model, arms, asked, some=some, seed=seed)
        if protocol.end.size <= LARGEST_KEPT:
            with self._lock:
                self._kept[key] = (
                    tuple(arms),
                    inside,
                    protocol,
                )  # the arms too: ids are theirs while they live
                if len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
        return protocol

    @cached_property
    def run_in(self) -> Protocol:
        """The run-in: nothing is forced, nothing is put out."""
        return protocol_of(self.model, [run_in_of(self.model)], np.empty(0), at_rest=True)

    @cached_property
    def instant(self) -> Protocol:
        """The moment before treatment: one output, nothing forced."""
        arm = Arm(name="before", effects={}, weeks=INSTANT)
        return protocol_of(self.model, [arm], np.zeros(1), at_rest=True)


def _changeable(arm: Arm) -> list[object]:
    """Copies of what a caller might have changed inside an arm."""
    switches = [(switch.week, dict(switch.effects)) for switch in arm.switches]
    rescues = [vars(r) | {"weeks": list(r.weeks), "effects": dict(r.effects)} for r in arm.rescues]
    return [dict(arm.effects), switches, list(arm.doses), rescues]


def protocol_of(  # noqa: PLR0913 (what is run, and how)
    model: Model,
    arms: Sequence[Arm],
    weeks: Floats,
    *,
    seed: int | None = None,
    at_rest: bool = False,
    some: bool = False,
) -> Protocol:
    """Tables of all arms. Raises NagiError (N205 to N210) with every problem of every arm.

    `seed` is that of the triggers. With `at_rest`, as in the run-in, nothing is forced; with `some` there
    must be a week.
    """
    problems = [
        *_week_problems(arms, weeks, some=some),
        *(p for arm in arms for p in _arm_problems(model, arm)),
    ]
    problems += [
        *problems_of_rescues(model, arms),
        *([] if at_rest else problems_of_forcing(model, arms, seed)),
    ]
    if problems:
        raise NagiError(problems)
    segments = [(arm, begins_of(model, arm, at_rest=at_rest)) for arm in arms]
    return Protocol(
        first=np.cumsum([0, *(len(begins) for _, begins in segments)], dtype=np.int64),
        end=_table([end for arm, begins in segments for end in (*begins[1:], arm.weeks)]),
        effects=_table(
            [held_at(model, arm, begin, at_rest=at_rest) for arm, begins in segments for begin in begins],
            len(model.held_names),
        ),
        doses=_table(
            [_doses_at(model, arm, begin) for arm, begins in segments for begin in begins], len(model.states)
        ),
        weeks=np.ascontiguousarray(weeks, dtype=np.float64),
        draws=draws_of(model, segments, at_rest=at_rest),
        careful=np.array(
            [begin in {0.0, *event_weeks(arm)} for arm, begins in segments for begin in begins],
            dtype=np.int64,
        ),
        stream=np.array([arm.stream for arm in arms], dtype=np.int64),
        keys=keys_of(model, seed),
        visits=visits_of(segments),
        rescues=_table([rescue_row(model, r) for arm in arms for r in arm.rescues], 4),
        changes=_table([changes_of(model, r) for arm in arms for r in arm.rescues], len(model.held_names)),
    )


def _table(rows: Sequence[object], width: int | None = None) -> Floats:
    """Numbers as a vector, or with a width as a table, which may have no rows."""
    return np.array(rows, dtype=np.float64).reshape(-1 if width is None else (len(rows), width))


def run_in_of(model: Model) -> Arm:
    """The run-in as an arm: default effects for as long as the model says."""
    return Arm(name="run-in", effects={}, weeks=model.run_in_weeks)


def _doses_at(model: Model, arm: Arm, week: float) -> list[float]:
    return [
        sum(d.amount for d in arm.doses if d.week == week and d.state == name) for name in model.state_names
    ]


def _week_problems(arms: Sequence[Arm], weeks: Floats, *, some: bool) -> Iterator[Problem]:
    if some and not weeks.size:
        ja, en = "まとめには週が 1 つ以上必要です。", "a summary needs at least one week"
        yield Problem(code="NAGI-N205", where="weeks", key="", said=Text(ja, en))
    shaped = weeks.ndim == 1 and bool(np.isfinite(weeks).all())
    if not shaped or (weeks.size and (weeks[0] < 0 or bool((np.diff(weeks) <= 0).any()))):
        ja = "週は 0 以上の有限の値を小さい順に重複なく並べてください。"
        en = "weeks must be finite, not negative, ascending and without repeats"
        yield Problem(code="NAGI-N205", where="weeks", key="", said=Text(ja, en))
        return
    for arm in arms:
        if weeks.size and weeks[-1] > arm.weeks:
            ja = f"{weeks[-1]:g} 週の値を求めていますが、この群は {arm.weeks:g} 週で終わります。"
            en = f"week {weeks[-1]:g} is asked for, but this arm ends at week {arm.weeks:g}"
            yield Problem(code="NAGI-N206", where="arms", key=arm.name, said=Text(ja, en))


def _arm_problems(model: Model, arm: Arm) -> Iterator[Problem]:
    if not (np.isfinite(arm.weeks) and arm.weeks > 0):
        said = Text(
            "群の長さは正の有限の週数にしてください。", "an arm must last a positive, finite number of weeks"
        )
        yield Problem(code="NAGI-N207", where="arms", key=arm.name, said=said)
    for week in event_weeks(arm):
        if not 0 <= week < arm.weeks:
            ja = f"{week:g} 週の出来事が、群の期間 0〜{arm.weeks:g} 週の外にあります。"
            en = f"an event at week {week:g} lies outside the arm, which runs from week 0 to {arm.weeks:g}"
            yield Problem(code="NAGI-N207", where="arms", key=arm.name, said=Text(ja, en))
    changes = [*(switch.effects for switch in arm.switches), *(rescue.effects for rescue in arm.rescues)]
    for effects in (arm.effects, *changes):
        yield from _value_problems(arm, effects, model.effect_names)
    for dose in arm.doses:
        yield from _value_problems(arm, {dose.state: dose.amount}, model.state_names)


def _value_problems(arm: Arm, values: Mapping[str, float], known: Sequence[str]) -> Iterator[Problem]:
    for name, value in values.items():
        if name not in known:
            ja = f"モデルに {name} はありません。使えるもの: {'、'.join(known)}"
            en = f"the model has no {name}; it has {', '.join(known)}"
            yield Problem(code="NAGI-N208", where=f"arms.{arm.name}", key=name, said=Text(ja, en))
        elif not np.isfinite(value):
            said = Text("有限の数にしてください。", "must be a finite number")
            yield Problem(code="NAGI-N208", where=f"arms.{arm.name}", key=name, said=said)
