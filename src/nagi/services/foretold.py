"""A forecast as it is given back: arms, courses, how sure it is, and what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import xarray as xr

from nagi.dermatology.cost.quotation import Amount
from nagi.language import Text
from nagi.simulation.twin.observations import Observation
from nagi.simulation.twin.prediction import CalmTime, Outlook, Prediction
from nagi.simulation.twin.twin import Twin

LEAST_GAIN = 0.005
"""Half a person in a hundred: a smaller gain is none, and nothing is divided by it."""
DIGITS_OF_CHANCE, DIGITS_OF_SCORE = 3, 2


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What the course of a route costs, and `gain`: how much more probable a meaningful change is than under guideline
    care alone (may be negative)."""

    course: Amount
    gain: float

    @property
    def per_benefit(self) -> tuple[int, int] | None:
        """Yen, from low to high, for one person more with a meaningful change; None if none is expected or no price
        is known."""
        if self.gain < LEAST_GAIN or self.course.low is None or self.course.high is None:
            return None
        return round(self.course.low / self.gain), round(self.course.high / self.gain)


@dataclass(frozen=True, kw_only=True)
class ArmForecast:
    """One arm: the `route` it stands for (None for what is compared with), what is known of it, what would happen."""

    name: str
    route: str | None
    label: Text
    claim_id: str
    level: str
    level_said: Text
    outlook: Outlook
    worth: Worth | None


@dataclass(frozen=True, kw_only=True)
class SiteForecast:
    """One site that is to be treated: its `courses` as `forecast[…]`, or why it has none.

    `calm`: when it may be calm enough to be needled under guideline care; None for a site that is `stable` today.
    """

    code: str
    name: Text
    stable: bool
    silence: str | None
    courses: xr.Dataset | None
    calm: CalmTime | None


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What would probably happen to one person. Never an input of a rule.

    `silence`: why nothing is shown of this person (words: `silence_said`); None if the forecast speaks. If nothing was
    measured, arms and courses are those of the model's people. `forecast["EASI"]` has dims arm, week, quantile.
    `assumed` and `care_notes`: what it takes for granted; `care_today`: the answer about standard care.
    """

    case_id: str
    silence: str | None
    silence_said: Text | None
    arms: tuple[ArmForecast, ...]
    sites: tuple[SiteForecast, ...]
    prediction: Prediction | None
    observations: tuple[Observation, ...]
    followed: str
    twin: Twin | None
    seed: int
    model: str
    model_title: str
    model_digest: str
    evidence_digest: str
    rules_digest: str
    software_version: str
    hold_weeks: int
    assumed: tuple[Text, ...]
    care_notes: tuple[Text, ...]
    care_today: str

    def __getitem__(self, output: str) -> xr.DataArray:
        """Quantiles (arm, week, quantile) of one output. Raises KeyError if there is none, as in a silent forecast."""
        if self.prediction is None:
            raise KeyError(output)
        return self.prediction.courses[output]

    @property
    def calm(self) -> CalmTime | None:
        """When the skin is calm enough to be needled under guideline care."""
        return self.prediction.calm if self.prediction else None

    def as_data(self) -> dict[str, Any]:
        """The whole forecast for machines and for the record, with all it takes to compute it again."""
        return {
            "silence": self.silence,
            "followed": self.followed,
            "observations": [[one.week, one.output, one.score] for one in self.observations],
            "arms": {arm.name: _arm(arm) for arm in self.arms},
            "courses": _courses(self.prediction.courses if self.prediction else None),
            "calm": _calm(self.calm),
            "sites": {site.code: _site(site) for site in self.sites},
            "sampler": _sampler(self.twin, self.prediction),
            "seed": self.seed,
            "patients": len(self.twin.patients.standard) if self.twin else None,
            "model": self.model,
            "model_digest": self.model_digest,
            "evidence_digest": self.evidence_digest,
            "rules_digest": self.rules_digest,
            "software_version": self.software_version,
        }


def _arm(arm: ArmForecast) -> dict[str, Any]:
    told, worth = arm.outlook, arm.worth
    return {
        "route": arm.route,
        "level": arm.level,
        "claim": arm.claim_id,
        "chances": {name: _share(chance) for name, chance in told.chances.items()},
        "meaningful": _share(told.meaningful),
        "flare_days": [round(day, DIGITS_OF_SCORE) for day in told.flare_days] if told.flare_days else None,
        "nothing_visible_added": _share(told.unseen),
        "prior_share_of_no_effect": _share(told.nothing),
        "course_yen": [worth.course.low, worth.course.high] if worth else None,
        "yen_per_meaningful_change": worth.per_benefit if worth else None,
    }


def _site(site: SiteForecast) -> dict[str, Any]:
    return {"silence": site.silence, "calm": _calm(site.calm), "courses": _courses(site.courses)}


def _courses(courses: xr.Dataset | None) -> dict[str, Any] | None:
    if courses is None:
        return None
    return {
        "weeks": courses["week"].values.tolist(),
        "quantiles": courses["quantile"].values.tolist(),
        **{
            str(name): {
                str(arm): courses[name].sel(arm=arm).round(DIGITS_OF_SCORE).values.tolist()
                for arm in courses["arm"].values
            }
            for name in courses.data_vars
        },
    }


def _calm(calm: CalmTime | None) -> Mapping[str, Any] | None:
    if calm is None:
        return None
    return {
        "by_week": {str(week): _share(chance) for week, chance in calm.by_week.items()},
        "median": calm.median,
    }


def _sampler(twin: Twin | None, prediction: Prediction | None) -> dict[str, Any] | None:
    if twin is None:
        return None
    return {
        "usual": _share(twin.usual),
        "effective_as_drawn": _share(twin.kept),
        "effective_least": round(twin.effective),
        "ancestors": twin.ancestors,
        "steps": [[round(s.power, 4), round(s.effective), _share(s.accepted)] for s in twin.patients.stages],
        "failed": _share(prediction.failed) if prediction else None,
    }


def _share(chance: float | None) -> float | None:
    return None if chance is None else round(chance, DIGITS_OF_CHANCE)
