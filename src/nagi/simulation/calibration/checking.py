"""A calibration that reads well may still not fit its model: every name, and that no vesicle gets care's credit."""

from collections.abc import Iterable, Iterator, Mapping

from nagi.equations.model import Arm, Model
from nagi.errors import NagiError, Problem
from nagi.language import Text
from nagi.simulation.calibration.targets import Calibration, Measure
from nagi.simulation.problems import unknown


def refuse_unsound(told: Calibration, models: Mapping[str, Model], arms: Mapping[str, Arm]) -> None:
    """Raises NagiError (NAGI-C102 unknown names, C103 a name twice, C104 credit of care, C105 weeks).

    `models` by scale; `arms` by name, the model's own among them.
    """
    found = [*_names(told, models, arms), *_twice(told)]
    if not found:
        found = [*_credit(told, arms), *_weeks(told, arms)]
    if found:
        where = f"calibration/{told.model}.toml"
        raise NagiError(Problem(code=one.code, where=where, key=one.key, said=one.said) for one in found)


def _asked(told: Calibration) -> Iterator[tuple[str, Measure]]:
    for target in told.measured:
        if target.measure is not None:
            yield f"target.{target.id}", target.measure
    for decision in told.decision:
        yield f"decision.{decision.name}", decision.measure


def _names(told: Calibration, models: Mapping[str, Model], arms: Mapping[str, Arm]) -> Iterator[Problem]:
    person = models["person"]
    knowledge = [one.name for one in person.population if one.varies == "knowledge"]
    people = [one.name for one in person.population if one.varies != "knowledge"]
    yield from _known("before", told.before, knowledge)
    yield from _known("medians", told.medians, people)
    yield from _known("idle_if_zero", [told.idle_if_zero], person.parameters)
    for one in told.arm:
        model = models[one.scale]
        effects = [*one.effects, *(name for switch in one.switches for name in switch.effects)]
        yield from _known(f"arm.{one.name}.effects", effects, model.effect_names)
        yield from _known(f"arm.{one.name}.doses", [dose.state for dose in one.doses], model.state_names)
    scales = {one.name: one.scale for one in told.arm}
    for key, measure in _asked(told):
        yield from _known(key, measure.arms, arms)
        model = models[scales.get(measure.arm or "", "person")]
        outputs = [one.name for one in model.outputs]
        yield from _known(key, [measure.output] if measure.output else [], outputs)
        numbers = [measure.parameter, measure.out, measure.back]
        yield from _known(key, [name for name in numbers if name], model.parameters)
        if measure.over is not None:
            yield from _known(
                key, [measure.over], outputs if measure.kind == "correlation" else model.parameters
            )


def _known(key: str, asked: Iterable[str], known: Iterable[str]) -> Iterator[Problem]:
    names = tuple(known)
    return (unknown("NAGI-C102", key, name, names) for name in asked if name not in names)


def _twice(told: Calibration) -> Iterator[Problem]:
    for kind, names in (
        ("target", [one.id for one in told.target]),
        ("arm", [one.name for one in told.arm]),
        ("decision", [one.name for one in told.decision]),
    ):
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield _problem(
                "NAGI-C103", f"{kind}.{name}", "この名前は二度あります。", "this name stands twice"
            )


def _credit(told: Calibration, arms: Mapping[str, Arm]) -> Iterator[Problem]:
    """Whoever is given particles is measured against an arm that differs in nothing but them."""
    for key, measure in _asked(told):
        for name in measure.arms[:1]:
            control = arms.get(measure.against or "")
            if arms[name].doses and (control is None or not _differ_in_doses(arms[name], control)):
                yield _problem(
                    "NAGI-C104", key,
                    "粒子を与える群は、同じ治療で粒子だけがない群とくらべてください (against)。",
                    "an arm that is given particles must be measured against one with the same care and none (against)",
                )  # fmt: skip


def _differ_in_doses(arm: Arm, control: Arm) -> bool:
    """Whether the arm has the care of its control, everything that is given there, and something more."""
    given, there = ({(dose.week, dose.state, dose.amount) for dose in one.doses} for one in (arm, control))
    return _care(arm) == _care(control) and there < given


IN_NO_ONE = ("area", "needle_depth", "supernatant")
"""Effects that act only through a dose or a pore."""


def _care(arm: Arm) -> Mapping[str, float]:
    return {name: value for name, value in arm.effects.items() if name not in IN_NO_ONE}


def _weeks(told: Calibration, arms: Mapping[str, Arm]) -> Iterator[Problem]:
    for key, measure in _asked(told):
        for name in measure.arms:
            if measure.last > arms[name].weeks:
                ja = f"{name} は {arms[name].weeks:g} 週までです。"
                yield _problem("NAGI-C105", key, ja, f"{name} runs to week {arms[name].weeks:g}")


def _problem(code: str, key: str, ja: str, en: str) -> Problem:
    return Problem(code=code, where="", key=key, said=Text(ja=ja, en=en))
