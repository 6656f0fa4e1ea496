"""Arms of one person: what is added to an arm, and the care of today."""

from collections.abc import Mapping
from dataclasses import replace

from nagi.equations.model import Arm


def with_medicines(arm: Arm, medicines: Mapping[str, float]) -> Arm:
    """`arm` with the effects of medicines that go on all the time, also through its switches."""
    switches = tuple(replace(each, effects={**each.effects, **medicines}) for each in arm.switches)
    return replace(arm, effects={**arm.effects, **medicines}, switches=switches)


def care_today(care: Arm, share: float, medicines: Mapping[str, float]) -> Arm:
    """A share of the effects of `care`, and all of those of the medicines in use."""
    effects = {name: share * value for name, value in care.effects.items()}
    return Arm(name="today", effects={**effects, **medicines}, weeks=care.weeks)
