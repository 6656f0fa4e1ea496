"""Forcings and visits as the drivers read them: where segments begin, what is held in each, what chance may do."""

import hashlib
import math
from collections.abc import Iterator, Sequence
from itertools import count, takewhile

import numpy as np

from nagi.equations.events import Rescue
from nagi.equations.model import Arm, Model
from nagi.errors import Problem
from nagi.language import Text
from nagi.numerics.driver.tables import IntegerTable, Protocol, WordTable

Segments = Sequence[tuple[Arm, Sequence[float]]]
MOST_PERIODS = 100_000


def event_weeks(arm: Arm) -> list[float]:
    """Weeks of switches and doses: what happens there is not mild."""
    return [*(switch.week for switch in arm.switches), *(dose.week for dose in arm.doses)]


def begins_of(model: Model, arm: Arm, *, at_rest: bool) -> list[float]:
    """Where the segments of an arm begin: at its events and visits, and where a forcing may change."""
    weeks = {
        0.0,
        *event_weeks(arm),
        *(end for r in arm.rescues for visit in r.weeks for end in _span(r, visit)),
    }
    if not at_rest:
        weeks |= {week for schedule in model.schedules for week in schedule.weeks}
        weeks |= {week for trigger in model.triggers for week in _periods(trigger.every, arm.weeks)}
    return sorted(float(week) for week in weeks if week < arm.weeks)


def held_at(model: Model, arm: Arm, week: float, *, at_rest: bool) -> list[float]:
    """The held values from `week` on, nothing drawn."""
    values = dict(zip(model.held_names, model.resting, strict=True)) | dict(arm.effects)
    for switch in sorted(arm.switches, key=lambda s: s.week):
        if switch.week <= week:
            values |= dict(switch.effects)
    if not at_rest:
        values |= {schedule.name: schedule.at(week) for schedule in model.schedules}
    return [values[name] for name in model.held_names]


def draws_of(model: Model, segments: Segments, *, at_rest: bool) -> IntegerTable:
    """In which of its periods each trigger is in each segment; -1 at rest."""
    every = [trigger.every for trigger in model.triggers]
    rows = [
        [-1 if at_rest else _period(begin, one) for one in every]
        for _, begins in segments
        for begin in begins
    ]
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(every))


def keys_of(model: Model, seed: int | None) -> WordTable:
    """The key of each trigger: from the seed and its name, so that other triggers do not shift it."""
    keys = np.zeros((len(model.triggers), 2), dtype=np.uint64)
    for row, trigger in enumerate(model.triggers):
        words = np.frombuffer(hashlib.sha256(trigger.chance.encode()).digest(), dtype="<u4")
        keys[row] = np.random.SeedSequence([seed or 0, *words.tolist()]).generate_state(2, np.uint64)
    return keys


def chances_of(protocol: Protocol, segment: int, arm: int, patient: int) -> list[float]:
    """The uniform numbers of one segment as NumPy's Philox gives them: what the compiled loops must agree with."""
    found = []
    for key, period in zip(protocol.keys, protocol.draws[segment], strict=True):
        counter = [int(period), int(protocol.stream[arm]), patient % 2**64, 0]
        number = sum(word << (64 * place) for place, word in enumerate(counter)) - 1
        source = np.random.Philox(counter=number % 2**256, key=key)
        found.append(((int(source.random_raw()) >> 12) + 0.5) * 2.0**-52 if period >= 0 else 1.0)
    return found


def visits_of(segments: Segments) -> IntegerTable:
    """1 where a rescue of the arm is looked at when the segment begins."""
    rescues = [(arm, rescue) for arm, _ in segments for rescue in arm.rescues]
    rows = [
        [int(owner is arm and begin in set(map(float, rescue.weeks))) for owner, rescue in rescues]
        for arm, begins in segments
        for begin in begins
    ]
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(rescues))


def rescue_row(model: Model, rescue: Rescue) -> list[float]:
    """Output, sign, bound and how long it lasts."""
    output = [o.name for o in model.outputs].index(rescue.output)
    sign, bound = (1.0, rescue.above) if rescue.above is not None else (-1.0, rescue.below)
    return [output, sign, float(bound or 0.0), math.inf if rescue.lasting is None else float(rescue.lasting)]


def changes_of(model: Model, rescue: Rescue) -> list[float]:
    """Its effects in the order of held values; NaN where it changes nothing."""
    return [float(rescue.effects.get(name, math.nan)) for name in model.held_names]


def problems_of_forcing(model: Model, arms: Sequence[Arm], seed: int | None) -> Iterator[Problem]:
    """A model with triggers and no seed, streams that are no numbers, arms with too many periods."""
    whole = isinstance(seed, int) and not isinstance(seed, bool) and seed >= 0
    if model.triggers and not whole:
        names = ", ".join(trigger.name for trigger in model.triggers)
        ja = f"偶然の引き金 ({names}) があるので、seed に 0 以上の整数を渡してください (今は {seed!r})。"
        en = f"the model has triggers of chance ({names}): pass a whole number >= 0 as seed (found {seed!r})"
        yield Problem(code="NAGI-N210", where="seed", key="", said=Text(ja, en))
    for arm in arms:
        often = sum(arm.weeks / trigger.every for trigger in model.triggers)
        if arm.stream < 0 or (math.isfinite(often) and often > MOST_PERIODS):
            ja = f"stream は 0 以上、引き金の期間は合わせて {MOST_PERIODS} 個までです (今は {arm.stream}、{often:g})。"
            en = f"stream must be 0 or more and triggers have at most {MOST_PERIODS} periods; {arm.stream}, {often:g}"
            yield Problem(code="NAGI-N209", where="arms", key=arm.name, said=Text(ja, en))


def problems_of_rescues(model: Model, arms: Sequence[Arm]) -> Iterator[Problem]:
    """Rescues that look at no output of the model, at no bound, or at weeks outside the arm."""
    outputs = [output.name for output in model.outputs]
    for arm in arms:
        for rescue in arm.rescues:
            bounds = [bound for bound in (rescue.above, rescue.below) if bound is not None]
            lasts = rescue.lasting is None or 0 < rescue.lasting < math.inf
            inside = bool(rescue.weeks) and all(0 < week < arm.weeks for week in rescue.weeks)
            if (
                rescue.output in outputs
                and len(bounds) == 1
                and math.isfinite(bounds[0])
                and lasts
                and inside
            ):
                continue
            ja = (
                f"救済は、出力 ({', '.join(outputs)}) の一つ、有限の above か below の一方、0 と {arm.weeks:g} の間の"
                f"診察の週、正の lasting で書いてください: {rescue}"
            )
            en = (
                f"a rescue needs one output ({', '.join(outputs)}), a finite above or below, visits between week 0 "
                f"and {arm.weeks:g}, and a positive lasting; found {rescue}"
            )
            yield Problem(code="NAGI-N209", where="arms", key=arm.name, said=Text(ja, en))


def _span(rescue: Rescue, visit: float) -> tuple[float, ...]:
    return (visit,) if rescue.lasting is None else (visit, visit + rescue.lasting)


def _periods(every: float, weeks: float) -> Iterator[float]:
    return takewhile(lambda week: week < weeks, (number * every for number in count()))


def _period(begin: float, every: float) -> int:
    """The last period that has begun, by the same products as `_periods`."""
    number = round(begin / every)
    return number if number * every <= begin else number - 1
