"""What a twin would go through under each arm: quantiles over the weeks, and how likely each change is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from nagi.equations.model import Arm, Model
from nagi.simulation.twin.assumptions import Assumptions
from nagi.simulation.twin.chances import Courses, Meaning, changes, first_calm, meaningful, unseen
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


def weeks_of(assumed: Assumptions) -> Array:
    """The weeks from today on that a prediction is about."""
    return np.arange(assumed.weeks + 1, dtype=np.float64)


def predict(  # noqa: PLR0913 (a twin, what it went through, and how that is read)
    twin: Twin,
    arms: Sequence[Arm],
    outputs: Mapping[str, Array],
    *,
    assumed: Assumptions,
    meaning: Meaning,
    hold: int,
) -> Prediction:
    """Read `outputs` (patient, arm, week) of a twin at `weeks_of`. `hold`: for how many weeks skin has to be calm
    before it may be needled, at most as long as the twin looks back."""
    whole, outputs = _complete(outputs)
    treated = {arm.name: _of(outputs, at) for at, arm in enumerate(arms)}
    nothing = _idle(twin, assumed)
    return Prediction(
        courses=_courses(twin.population.model, outputs, arms, weeks_of(assumed)),
        outlooks=tuple(_outlook(name, treated, nothing, assumed, meaning) for name in treated),
        calm=_calm(twin, whole, treated[CARE], assumed, hold) if CARE in treated else None,
        failed=float(1 - whole.mean()),
    )


def predict_part(
    twin: Twin, arms: Sequence[Arm], outputs: Mapping[str, Array], *, assumed: Assumptions, hold: int
) -> Prediction:
    """As `predict`, for a part of the person: only what is measured there, and no probabilities of change."""
    measured = {each.output for each in assumed.instrument}
    whole, outputs = _complete({name: values for name, values in outputs.items() if name in measured})
    care = [at for at, arm in enumerate(arms) if arm.name == CARE]
    return Prediction(
        courses=_courses(twin.population.model, outputs, arms, weeks_of(assumed)),
        outlooks=(),
        calm=_calm(twin, whole, _of(outputs, care[0]), assumed, hold) if care else None,
        failed=float(1 - whole.mean()),
    )


def _complete(outputs: Mapping[str, Array]) -> tuple[npt.NDArray[np.bool_], Mapping[str, Array]]:
    """Who (patient) could be computed in every arm, and only their outputs."""
    whole = np.all([np.isfinite(values).all(axis=(1, 2)) for values in outputs.values()], axis=0)
    return whole, outputs if whole.all() else {name: values[whole] for name, values in outputs.items()}


def _outlook(
    name: str, treated: Mapping[str, Courses], nothing: float | None, assumed: Assumptions, meaning: Meaning
) -> Outlook:
    courses, control = treated[name], treated.get(CONTROL)
    hidden = _is_exosome(name) and control is not None
    return Outlook(
        arm=name,
        chances={change: float(who.mean()) for change, who in changes(courses, meaning).items()},
        meaningful=float(meaningful(courses, meaning).mean()),
        flare_days=_flare_days(courses),
        unseen=float(unseen(courses, control or {}, assumed.instrument).mean()) if hidden else None,
        nothing=nothing if _is_exosome(name) else None,
    )


def _idle(twin: Twin, assumed: Assumptions) -> float | None:
    """Of the model's people as drawn, the share in whom the exosome does nothing: the parameter of its effect is 0."""
    name, population = assumed.idle_if_zero, twin.population
    if name not in population.model.parameters:
        return None
    drawn = population.parameters(twin.drawn.standard)
    return float((drawn[:, population.model.parameters.index(name)] == 0).mean())


def _calm(
    twin: Twin, whole: npt.NDArray[np.bool_], courses: Courses, assumed: Assumptions, hold: int
) -> CalmTime:
    """From the last `hold` weeks before today on."""
    hold, weeks = min(hold, int(assumed.lead_weeks)), weeks_of(assumed)
    past = twin.before([float(week) for week in range(-hold, 0)])
    joined = {name: np.concatenate([past[name][whole], values], axis=1) for name, values in courses.items()}
    first = first_calm(joined, assumed.calm, np.concatenate([np.arange(-hold, 0), weeks]), hold=hold)
    median = float(np.median(first))
    asked = (0, 4, 8, 12, assumed.weeks)
    return CalmTime(
        by_week={week: float((first <= week).mean()) for week in asked if week <= assumed.weeks},
        median=median if np.isfinite(median) else None,
    )


def _courses(model: Model, outputs: Mapping[str, Array], arms: Sequence[Arm], weeks: Array) -> xr.Dataset:
    said = {output.name: {"units": output.unit, "long_name": output.label} for output in model.outputs}
    held = {}
    for name, values in outputs.items():
        by_patient = np.ascontiguousarray(
            np.moveaxis(values, 0, -1)
        )  # sorted many times faster than over rows
        quantiles = np.moveaxis(np.quantile(by_patient, LEVELS, axis=-1, overwrite_input=True), 0, -1)
        held[name] = (("arm", "week", "quantile"), quantiles, said[name])
    return xr.Dataset(held, {"arm": [arm.name for arm in arms], "week": weeks, "quantile": list(LEVELS)})


def _flare_days(courses: Courses) -> tuple[float, ...] | None:
    if "flare" not in courses:
        return None
    days = DAYS * courses["flare"][:, 1:].sum(axis=1)
    return tuple(float(value) for value in np.quantile(days, LEVELS))


def _of(outputs: Mapping[str, Array], at: int) -> Courses:
    return {name: values[:, at, :] for name, values in outputs.items()}


def _is_exosome(name: str) -> bool:
    return name.endswith("_exosome")
