"""The forecast of a stored consultation, computed again with today's model."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from nagi.dermatology.clinic import Clinic
from nagi.dermatology.intake.case import Case
from nagi.equations.model import Model
from nagi.services.assessment import Assessment
from nagi.services.forecast import allowed, forecast
from nagi.simulation.twin.observations import Observation

NOT_REPLAYED = ("course_yen", "yen_per_meaningful_change")
"""A record holds no prices."""
SHOWN_OF_DIGEST = 12


def forecast_parts(
    then: Mapping[str, Any],
    assessment: Assessment,
    thresholds: Mapping[str, float],
    model: Model | None = None,
) -> Iterator[tuple[str, Any, Any]]:
    """Each part of the forecast as stored and as computed now, from the same scores, seed and number of patients.

    A route that is refused by now is not forecast again, and so has nothing now.
    """
    stored = [arm["route"] for arm in then["arms"].values() if arm["route"]]
    now = _again(
        assessment.case, then, [r for r in stored if r in allowed(assessment.decision)], thresholds, model
    )
    yield "forecast.silence", then["silence"], now["silence"]
    for name in dict.fromkeys((*then["arms"], *now["arms"])):
        before, after = (_without_prices(each["arms"].get(name)) for each in (then, now))
        yield f"forecast.{name}", before, after
    for part in ("calm", "sites"):
        yield f"forecast.{part}", then[part], now[part]
    yield "forecast.courses", _digest(then["courses"]), _digest(now["courses"])


def _again(
    case: Case,
    then: Mapping[str, Any],
    routes: list[str],
    thresholds: Mapping[str, float],
    model: Model | None,
) -> dict[str, Any]:
    made = forecast(
        case,
        routes=routes if then["arms"] else None,
        observations=[Observation(week, output, score) for week, output, score in then["observations"]],
        followed=then["followed"],
        seed=then["seed"],
        patients=then["patients"],
        clinic=Clinic(thresholds=thresholds),
        model=model,
    )
    read: dict[str, Any] = json.loads(json.dumps(made.as_data()))
    return read


def _without_prices(arm: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if arm is None else {key: value for key, value in arm.items() if key not in NOT_REPLAYED}


def _digest(courses: object) -> str:
    return hashlib.sha256(json.dumps(courses, sort_keys=True).encode()).hexdigest()[:SHOWN_OF_DIGEST]
