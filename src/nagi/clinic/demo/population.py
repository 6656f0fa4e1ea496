"""Filling the synthetic clinic: the same people with the same fates for the same seed and moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from nagi.clinic.demo import journey as first
from nagi.clinic.demo import treatment as then
from nagi.clinic.demo.cast import cast
from nagi.clinic.demo.house import House, Keys, found_house
from nagi.clinic.demo.journey import Journey
from nagi.clinic.demo.stock import fill

FOUNDED_BEFORE = timedelta(days=200)

STEPS: Mapping[str, Callable[[Journey], None]] = {
    "registered": first.register,
    "invited": first.invite,
    "answered": first.answer,
    "measured": first.measure,
    "assessed": first.assess,
    "signed": first.sign,
    "counselled": then.counsel,
    "consented": then.consent,
    "planned": then.plan,
    "treated": then.treat,
    "followed": then.follow,
}
"""Every step in its order, by the state it leads to."""

AFTERWARDS: Mapping[str, Callable[[Journey], None]] = {
    "declined": first.decline,
    "lost": first.lose,
    "withdrawn": then.withdraw,
    "reacted": then.react,
}
"""What may happen after the last step. A refusal is told by the signature itself."""


@dataclass(frozen=True)
class Population:
    """The clinic, what opens it, and everyone's journey by the name of the state in which it ended."""

    house: House
    keys: Keys
    journeys: Mapping[str, tuple[Mapping[str, UUID], ...]]


def populate(*, seed: int, now: datetime, keys: Keys | None = None) -> Population:
    """Found the clinic and send everyone on their journey, the earliest first."""
    keys = keys or Keys.fresh()
    house = found_house(keys, now - FOUNDED_BEFORE)
    lots = fill(house, now - FOUNDED_BEFORE, now)
    ended: dict[str, list[Mapping[str, UUID]]] = {}
    for player in sorted(cast(), key=lambda one: -one.days_ago):
        begun = now - timedelta(days=player.days_ago, hours=2)
        chance = Random(f"{seed}/{player.kana}")  # noqa: S311 - no secret
        journey = Journey(house, player, begun, chance, lots)
        ended.setdefault(player.then or player.reached, []).append(_travelled(journey))
    return Population(house, keys, {state: tuple(made) for state, made in ended.items()})


def _travelled(journey: Journey) -> Mapping[str, UUID]:
    """Every step up to the one that was reached, and what happened then."""
    for state, step in STEPS.items():
        step(journey)
        if state == journey.player.reached:
            break
    if journey.player.then:
        AFTERWARDS[journey.player.then](journey)
    return journey.made
