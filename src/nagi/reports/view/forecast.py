"""The forecast in words: one figure that a patient understands, one table for the physician."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from nagi.reports.view.courses import drawn
from nagi.reports.view.voice import Voice

if TYPE_CHECKING:  # a page without a forecast must not wait for the simulator
    from xarray import DataArray

    from nagi.services.foretold import ArmForecast, Forecast
    from nagi.simulation.twin.prediction import CalmTime

SHOWN = "EASI"
"""The output that is drawn."""
TABLED = ("EASI", "itch", "POEM", "TEWL")
HALF = 0.5
LEAST_SHOWN, MOST_SHOWN = 0.01, 0.99
TENTH, NINTH = 0.1, 0.9
LEVELS = (0.025, TENTH, 0.25, HALF, 0.75, NINTH, 0.975)
"""Of the quantiles of days in a flare, as `prediction.LEVELS`: that module would load the simulator."""
FULL_CARE = "adequate"


def forecast_view(forecast: "Forecast | None", voice: Voice) -> dict[str, Any] | None:
    """Everything that is shown of a forecast; None if none was made."""
    if forecast is None:
        return None
    silence = forecast.silence_said.within(voice.lang) if forecast.silence_said else None
    shows = silence is None and forecast.prediction is not None
    return {
        "silence": silence,
        "figure": drawn(forecast, SHOWN, voice) if shows else None,
        "alt": " ".join(_alt(forecast, voice)) if shows else None,
        "outputs": [voice.words["forecast"][f"end_{name}"] for name in _tabled(forecast)] if shows else [],
        "chances": _chances(forecast) if shows else [],
        "rows": [_row(arm, forecast, voice) for arm in forecast.arms] if shows else [],
        "calm": list(_calm(forecast, voice)) if shows else [],
        "sites": _sites(forecast, voice) if shows else None,
        "notes": list(_notes(forecast, voice)),
    }


def _tabled(forecast: "Forecast") -> list[str]:
    return [name for name in TABLED if forecast.prediction and name in forecast.prediction.courses]


def _chances(forecast: "Forecast") -> list[str]:
    return list(forecast.arms[0].outlook.chances)


def _row(arm: "ArmForecast", forecast: "Forecast", voice: Voice) -> dict[str, Any]:
    told = arm.outlook
    return {
        "name": arm.label.within(voice.lang),
        "exosome": arm.route is not None,
        "ends": [_end(forecast, arm.name, name, voice) for name in _tabled(forecast)],
        "chances": [percent(chance) for chance in told.chances.values()],
        "meaningful": percent(told.meaningful),
        "flare_days": _flare_days(told.flare_days, voice),
        "unseen": None if told.unseen is None else percent(told.unseen),
        "nothing": None if told.nothing is None else percent(told.nothing),
        "level": arm.level_said.within(voice.lang),
        "claim": arm.claim_id,
        "cost": _cost(arm, voice),
    }


def _flare_days(quantiles: tuple[float, ...] | None, voice: Voice) -> str | None:
    """The median with the interval of 80 %."""
    if quantiles is None:
        return None
    low, middle, high = (f"{quantiles[LEVELS.index(level)]:.0f}" for level in (TENTH, HALF, NINTH))
    return voice.fill("forecast", "interval", middle=middle, low=low, high=high)


def _sites(forecast: "Forecast", voice: Voice) -> dict[str, Any] | None:
    """Each site's own scores at the last week, by arm; None if no site has any."""
    told = [(site, site.courses) for site in forecast.sites if site.courses is not None]
    columns = [
        (voice.fill("forecast", f"site_{name}", name=site.name.within(voice.lang)), courses[name])
        for site, courses in told
        for name in courses
    ]
    if not columns:
        return None
    rows = [
        {
            "name": arm.label.within(voice.lang),
            "ends": [_last(course, arm.name, voice) for _, course in columns],
        }
        for arm in forecast.arms
    ]
    return {"heads": [head for head, _ in columns], "rows": rows}


def _end(forecast: "Forecast", arm: str, output: str, voice: Voice) -> str:
    """The median at the last week with the interval of 80 %."""
    return _last(forecast[output], arm, voice)


def _last(course: "DataArray", arm: str, voice: Voice) -> str:
    last = course.sel(arm=arm).isel(week=-1)
    low, middle, high = (number(float(last.sel(quantile=level)), voice) for level in (TENTH, HALF, NINTH))
    return voice.fill("forecast", "interval", middle=middle, low=low, high=high)


def number(value: float, voice: Voice) -> str:
    """A score as it is shown: whole from 10 on, else with one digit."""
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"


def percent(chance: float) -> str:
    """A probability as it is shown: never as certain."""
    if chance < LEAST_SHOWN:
        return "<1 %"
    return ">99 %" if chance > MOST_SHOWN else f"{100 * chance:.0f} %"


def _cost(arm: "ArmForecast", voice: Voice) -> str | None:
    """Yen for one person more with a meaningful change than under guideline care."""
    if arm.route is None:
        return None
    if arm.worth is None:
        return str(voice.words["forecast"]["not_quoted"])
    span = arm.worth.per_benefit
    if span is None:
        return str(voice.words["forecast"]["no_gain"])
    return voice.fill("forecast", "per_benefit", low=f"{span[0]:,}", high=f"{span[1]:,}")


def _alt(forecast: "Forecast", voice: Voice) -> Iterator[str]:
    """The figure in words."""
    yield voice.fill("forecast", "alt", weeks=int(forecast[SHOWN]["week"].values[-1]))
    for arm in forecast.arms:
        end = _end(forecast, arm.name, SHOWN, voice)
        yield voice.fill("forecast", "alt_arm", arm=arm.label.within(voice.lang), end=end)


def _calm(forecast: "Forecast", voice: Voice) -> Iterator[str]:
    """The whole skin, then each site that is not stable today."""
    told = [calm for calm in (forecast.calm, *(site.calm for site in forecast.sites)) if calm is not None]
    if forecast.calm is not None:
        whole = voice.words["forecast"]["whole"]
        yield voice.fill("forecast", "calm_of", name=whole, said=_calm_said(forecast.calm, forecast, voice))
    for site in forecast.sites:
        if site.stable:
            continue
        told_of = site.calm and _calm_said(site.calm, forecast, voice)
        said = told_of or voice.words["forecast"]["site_silent"]
        yield voice.fill("forecast", "calm_of", name=site.name.within(voice.lang), said=said)
    if forecast.care_today == FULL_CARE and any(calm.median is None for calm in told):
        yield str(voice.words["forecast"]["calm_full_care"])


def _calm_said(calm: "CalmTime", forecast: "Forecast", voice: Voice) -> str:
    last = max(calm.by_week)
    if calm.by_week[last] < LEAST_SHOWN:
        return voice.fill("forecast", "calm_never", weeks=last, hold=forecast.hold_weeks)
    if calm.median is None:
        head = voice.fill("forecast", "calm_late", weeks=last)
    elif calm.median == 0:
        head = str(voice.words["forecast"]["calm_now"])
    else:
        head = voice.fill("forecast", "calm_median", weeks=f"{calm.median:.0f}")
    told = calm.by_week.items()
    shares = [voice.fill("forecast", "calm_share", week=week, chance=percent(share)) for week, share in told]
    return head + voice.fill("forecast", "calm_shares", shares=voice.listed(shares), hold=forecast.hold_weeks)


def _notes(forecast: "Forecast", voice: Voice) -> Iterator[str]:
    """What it rests on and how to compute it again."""
    lead, *calm = (note.within(voice.lang) for note in forecast.assumed)
    yield lead
    yield from (note.within(voice.lang) for note in forecast.care_notes)
    yield voice.fill("forecast", "calm_means", parts=" ".join(calm))
    yield str(voice.words["forecast"]["site"])
    made = forecast.twin
    if made is not None:
        yield voice.fill(
            "forecast", "sampler", patients=len(made.patients.standard), effective=round(made.effective),
            ancestors=made.ancestors, usual="–" if made.usual is None else percent(made.usual),
        )  # fmt: skip
    yield voice.fill(
        "forecast", "provenance", model=forecast.model, digest=forecast.model_digest[:12],
        evidence=forecast.evidence_digest[:12], seed=forecast.seed, software=forecast.software_version,
    )  # fmt: skip
