"""The arms of a trial as the simulator runs them, in one draw of what is uncertain."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nagi.equations.model import Arm, Dose, Model, Switch
from nagi.simulation.trial.plan import ArmPlan, Trial


def arms_of(trial: Trial, model: Model, drawn: Mapping[tuple[str, str], float], *, null: bool) -> list[Arm]:
    """Every arm. `drawn` holds the effects by arm and name; with `null` all are treated as the control is."""
    plans = [trial.arm[trial.control]] * len(trial.arm) if null else list(trial.arm)
    return [_arm(plan, model, trial.visits[-1], drawn) for plan in plans]


def references(trial: Trial, model: Model, names: Sequence[str]) -> list[Arm]:
    """The model's own arms `names`, for as long as the trial lasts: what its arms are shown beside."""
    return [_arm(ArmPlan(name=name, begins_as=name), model, trial.visits[-1], {}) for name in names]


def _arm(plan: ArmPlan, model: Model, last: float, drawn: Mapping[tuple[str, str], float]) -> Arm:
    """The model's arm, lasting until after the last visit, with the trial's own effects, sessions and draws."""
    begun = model.arms[plan.begins_as]
    own = {effect: value for (arm, effect), value in drawn.items() if arm == plan.name}
    effects = {**begun.effects, **plan.effects, **own}
    made = replace(
        begun, name=plan.name, effects=effects, weeks=last + 1.0,
        switches=tuple(s for s in begun.switches if s.week <= last),
        doses=tuple(d for d in begun.doses if d.week <= last),
    )  # fmt: skip
    return made if plan.sessions is None else _with_sessions(made, plan, model)


def _with_sessions(arm: Arm, plan: ArmPlan, model: Model) -> Arm:
    sessions = plan.sessions
    if sessions is None:
        return arm
    resting = {effect.name: effect.default for effect in model.effects} | dict(arm.effects)
    weeks = [number * sessions.every for number in range(sessions.count)]
    doses = tuple(
        Dose(week=week, state=state, amount=amount)
        for week in weeks
        for state, amount in sessions.doses.items()
    )
    back = {name: resting[name] for name in sessions.effects}
    edges = sorted({week + later for week in weeks for later in (0.0, sessions.lasts)})
    switches = tuple(
        Switch(week=edge, effects=sessions.effects if _during(edge, weeks, sessions.lasts) else back)
        for edge in edges
        if sessions.effects and edge < arm.weeks
    )
    return replace(arm, switches=(*arm.switches, *switches), doses=(*arm.doses, *doses))


def _during(week: float, sessions: list[float], lasts: float) -> bool:
    """Whether a session still holds at `week`."""
    return any(begin <= week < begin + lasts for begin in sessions)
