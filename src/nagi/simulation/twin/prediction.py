"""What a twin would go through under each arm: quantiles over the weeks, and how likely each change is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from nagi.equations.model import Arm, Model
from nagi.simulation.twin.assumptions import Assumptions
from nagi.simulation.twin.chances import Courses, Meaning, changes, first_calm, identical, meaningful, unseen
from nagi.simulation.twin.twin import Twin

Array = npt.NDArray[np.float64]

LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
"""The median and the ends of the intervals that hold 50, 80 and 95 %."""
CARE, CONTROL = "guideline_care", "needling_saline"
DAYS = 7


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """One arm. `chances`: probability of each change at the last week, `meaningful` of any of them.

    `flare_days`: quantiles (LEVELS) of days in a flare, None if the model has none. Only of an exosome arm:
    `unseen`, probability that nothing visible is added to needling with saline, and `nothing`, share of the model's
    people as drawn in whom the exosome does nothing at all.
    """

    arm: str
    chances: Mapping[str, float]
    meaningful: float
    flare_days: tuple[float, ...] | None
    unseen: float | None
    nothing: float | None


@dataclass(frozen=True, kw_only=True)
class CalmTime:
    """How soon the skin is calm enough to be needled under guideline care: the probability by week, and the median
    week, None if it is not reached within the forecast by half."""

    by_week: Mapping[int, float]
    median: float | None


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """`courses`: each output (arm, week, quantile). `failed`: share of virtual patients that could not be computed."""

    courses: xr.Dataset
    outlooks: tuple[Outlook, ...]
    calm: CalmTime | None
    failed: float


def predict(
    twin: Twin, arms: Sequence[Arm], *, assumed: Assumptions, meaning: Meaning, hold: int
) -> Prediction:
    """Send a twin through `arms`. `hold`: for how many weeks skin has to be calm before it may be needled."""
    weeks = np.arange(-hold, assumed.weeks + 1, dtype=np.float64)
    outputs = twin.outputs(arms, weeks.tolist())
    whole = np.all([np.isfinite(values).all(axis=(1, 2)) for values in outputs.values()], axis=0)
    outputs = {name: values[whole] for name, values in outputs.items()}
    by_arm = {arm.name: _of(outputs, at) for at, arm in enumerate(arms)}
    treated = {name: _from(courses, hold) for name, courses in by_arm.items()}
    idle = _idle(twin, [arm for arm in arms if _is_exosome(arm.name)], arms, assumed)
    return Prediction(
        courses=_courses(twin.population.model, outputs, arms, weeks, hold),
        outlooks=tuple(_outlook(name, treated, idle, assumed, meaning) for name in treated),
        calm=_calm(by_arm[CARE], assumed, weeks, hold) if CARE in by_arm else None,
        failed=float(1 - whole.mean()),
    )


def _outlook(
    name: str,
    treated: Mapping[str, Courses],
    idle: Mapping[str, float],
    assumed: Assumptions,
    meaning: Meaning,
) -> Outlook:
    courses, control = treated[name], treated.get(CONTROL)
    hidden = _is_exosome(name) and control is not None
    return Outlook(
        arm=name,
        chances={change: float(who.mean()) for change, who in changes(courses, meaning).items()},
        meaningful=float(meaningful(courses, meaning).mean()),
        flare_days=_flare_days(courses),
        unseen=float(unseen(courses, control or {}, assumed.instrument).mean()) if hidden else None,
        nothing=idle.get(name),
    )


def _idle(
    twin: Twin, exosomes: Sequence[Arm], arms: Sequence[Arm], assumed: Assumptions
) -> Mapping[str, float]:
    """Of the model's people as drawn, the share in whom each exosome arm does the same as needling with saline."""
    control = [arm for arm in arms if arm.name == CONTROL]
    if not control or not exosomes:
        return {}
    nobody = twin.unconditioned(assumed.virtual_patients)
    outputs = nobody.outputs([*control, *exosomes], list(range(assumed.weeks + 1)))
    whole = np.all([np.isfinite(values).all(axis=(1, 2)) for values in outputs.values()], axis=0)
    outputs = {name: values[whole] for name, values in outputs.items()}
    return {
        arm.name: float(identical(_of(outputs, at + 1), _of(outputs, 0)).mean())
        for at, arm in enumerate(exosomes)
    }


def _calm(courses: Courses, assumed: Assumptions, weeks: Array, hold: int) -> CalmTime:
    first = first_calm(courses, assumed.calm, weeks, hold=hold)
    median = float(np.median(first))
    asked = (0, 4, 8, 12, assumed.weeks)
    return CalmTime(
        by_week={week: float((first <= week).mean()) for week in asked if week <= assumed.weeks},
        median=median if np.isfinite(median) else None,
    )


def _courses(
    model: Model, outputs: Mapping[str, Array], arms: Sequence[Arm], weeks: Array, hold: int
) -> xr.Dataset:
    said = {output.name: {"units": output.unit, "long_name": output.label} for output in model.outputs}
    held = {}
    for name, values in outputs.items():
        quantiles = np.moveaxis(np.quantile(values[:, :, hold:], LEVELS, axis=0), 0, -1)
        held[name] = (("arm", "week", "quantile"), quantiles, said[name])
    return xr.Dataset(
        held, {"arm": [arm.name for arm in arms], "week": weeks[hold:], "quantile": list(LEVELS)}
    )


def _flare_days(courses: Courses) -> tuple[float, ...] | None:
    if "flare" not in courses:
        return None
    days = DAYS * courses["flare"][:, 1:].sum(axis=1)
    return tuple(float(value) for value in np.quantile(days, LEVELS))


def _of(outputs: Mapping[str, Array], at: int) -> Courses:
    return {name: values[:, at, :] for name, values in outputs.items()}


def _from(courses: Courses, hold: int) -> Courses:
    return {name: values[:, hold:] for name, values in courses.items()}


def _is_exosome(name: str) -> bool:
    return name.endswith("_exosome")
