"""What is to be simulated: arms and weeks. The events of an arm are checked by the numerics."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from nagi.equations.model import Arm, Model
from nagi.errors import Problem
from nagi.simulation.problems import problem, unknown

Array = npt.NDArray[np.float64]


def chosen_arms(model: Model, arms: Iterable[str | Arm] | str | Arm) -> tuple[tuple[Arm, ...], list[Problem]]:
    """The arms asked for, by published name or as they are, and everything that is wrong with them."""
    several = isinstance(arms, Iterable) and not isinstance(arms, str)
    asked: list[object] = list(arms) if several else [arms]  # type: ignore[arg-type]
    if not asked:
        ja, en = (
            f"群を一つ以上選んでください: {', '.join(model.arms)}",
            f"choose at least one: {', '.join(model.arms)}",
        )
        return (), [problem("NAGI-M106", "arms", ja=ja, en=en)]
    found, problems = [], []
    for one in asked:
        if isinstance(one, Arm):
            found.append(one)
        elif isinstance(one, str) and one in model.arms:
            found.append(model.arms[one])
        else:
            problems.append(unknown("NAGI-M105", "arms", one, model.arms))
    names = [arm.name for arm in found]
    for name in sorted({name for name in names if names.count(name) > 1}):
        ja, en = f"{name!r} が二度あります。", f"{name!r} stands twice"
        problems.append(problem("NAGI-M106", "arms", ja=ja, en=en))
    return tuple(found), problems


def ended(arms: Iterable[Arm], weeks: Array) -> tuple[Arm, ...]:
    """The arms, those without an end (`weeks` infinite) ended at the last of `weeks`; what comes later is left out."""
    end = float(weeks[-1]) or 1.0
    return tuple(arm if np.isfinite(arm.weeks) else _until(arm, end) for arm in arms)


def _until(arm: Arm, end: float) -> Arm:
    switches = tuple(switch for switch in arm.switches if switch.week < end)
    doses = tuple(dose for dose in arm.doses if dose.week < end)
    return replace(arm, weeks=end, switches=switches, doses=doses)


def chosen_weeks(weeks: Sequence[float] | npt.ArrayLike, arms: Iterable[Arm]) -> tuple[Array, list[Problem]]:
    """The weeks asked for as an ascending array, and everything that is wrong with them."""
    try:
        asked = np.array(weeks, dtype=np.float64)  # a copy: weeks of a result may not be written to
    except (TypeError, ValueError):
        asked = np.empty(())
    if asked.ndim != 1 or not asked.size or not np.isfinite(asked).all():
        ja, en = (
            "週は range(0, 25) のような有限の数の列で与えてください。",
            "weeks must be a sequence of finite numbers such as range(0, 25)",
        )
        return asked, [problem("NAGI-M108", "weeks", ja=ja, en=en)]
    problems = []
    back = asked[1:] <= asked[:-1]
    if back.any():
        at = int(np.argmax(back))
        seen = f"{asked[at]:g}, {asked[at + 1]:g}"
        ja, en = f"小さい順に、重ならないように並べてください ({seen})。", f"must ascend; found {seen}"
        problems.append(problem("NAGI-M108", "weeks", ja=ja, en=en))
    if asked.min() < 0:
        ja, en = f"0 以上でなければなりません ({asked.min():g})。", f"must be >= 0; found {asked.min():g}"
        problems.append(problem("NAGI-M108", "weeks", ja=ja, en=en))
    for arm in arms:
        if asked.max() > arm.weeks:
            ja = f"{arm.name} は {arm.weeks:g} 週までです ({asked.max():g})。"
            en = f"{arm.name} runs to week {arm.weeks:g}; found {asked.max():g}"
            problems.append(problem("NAGI-M109", "weeks", ja=ja, en=en))
    return asked, problems
