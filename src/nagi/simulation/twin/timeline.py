"""Arms on one line of time: first the care of today, then, from the day of the decision on, what is compared."""

from collections.abc import Mapping
from dataclasses import replace

from nagi.equations.model import Arm, Model, Switch


def led_by(before: Arm, after: Arm, model: Model, *, lead: float, weeks: float) -> Arm:
    """`before` for `lead` weeks, then `after` for `weeks` weeks; named like `after`."""
    later = tuple(replace(each, week=lead + each.week) for each in after.switches if each.week < weeks)
    doses = tuple(replace(each, week=lead + each.week) for each in after.doses if each.week <= weeks)
    if not lead:
        return replace(after, weeks=weeks, switches=later, doses=doses)
    resting = {effect.name: effect.default for effect in model.effects}
    return replace(
        after,
        effects=before.effects,
        weeks=lead + weeks,
        switches=(
            *(each for each in before.switches if each.week < lead),
            Switch(week=lead, effects={**resting, **after.effects}),
            *later,
        ),
        doses=(*(each for each in before.doses if each.week < lead), *doses),
    )


def with_medicines(arm: Arm, medicines: Mapping[str, float]) -> Arm:
    """`arm` with the effects of medicines that go on all the time, also through its switches."""
    switches = tuple(replace(each, effects={**each.effects, **medicines}) for each in arm.switches)
    return replace(arm, effects={**arm.effects, **medicines}, switches=switches)
