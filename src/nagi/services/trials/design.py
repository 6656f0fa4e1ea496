"""How many people a trial needs: power and assurance at several sizes from one run of the largest."""

from dataclasses import dataclass

import numpy as np

from nagi.services.trials.reading import Study
from nagi.services.trials.running import Held
from nagi.simulation.trial.power import Verdict, needed_size

STEPS = 8
"""Sizes tried if the file names none, from a quarter of `patients` to four times as many."""


@dataclass(frozen=True, kw_only=True)
class Needed:
    """One endpoint and arm: the smallest size for the wanted power if there is an effect, and for that assurance; NaN if
    no size tried reaches it. `curve` has a verdict for every size."""

    arm: str
    endpoint: str
    for_power: float
    for_assurance: float
    curve: tuple[Verdict, ...]


def study_for_design(study: Study, where: str) -> Study:
    """The same study at the largest size to be tried, whose first people are the smaller trials."""
    size = study.trial.size
    sizes = size.sizes or _spread(size.patients)
    grown = size.model_copy(update={"sizes": sizes, "patients": sizes[-1]})
    return study.changed(grown, where)


def study_for_run(study: Study, where: str) -> Study:
    """The same study at its own size only."""
    return study.changed(study.trial.size.model_copy(update={"sizes": ()}), where)


def needed(held: Held) -> list[Needed]:
    """The sizes needed, for every endpoint and arm."""
    pairs = list(dict.fromkeys((one.endpoint, one.arm) for one in held.verdicts))
    return [_needed(held, endpoint, arm) for endpoint, arm in pairs]


def _needed(held: Held, endpoint: str, arm: str) -> Needed:
    curve = tuple(one for one in held.verdicts if (one.endpoint, one.arm) == (endpoint, arm))
    sizes = np.array([float(one.size) for one in curve])
    powers = np.array([one.power.value for one in curve])
    assurances = np.array([one.assurance.value for one in curve])
    return Needed(
        arm=arm, endpoint=endpoint, curve=curve,
        for_power=needed_size(held.study.trial, sizes, powers),
        for_assurance=needed_size(held.study.trial, sizes, assurances),
    )  # fmt: skip


def _spread(patients: int) -> tuple[int, ...]:
    steps = np.geomspace(max(4, patients / 4), max(8, 4 * patients), STEPS)
    return tuple(sorted({round(float(step)) for step in steps}))
