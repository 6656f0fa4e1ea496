"""What was seen of an exosome arm, and of what it is shown beside."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nagi.services.trials.beside import Shown
from nagi.services.trials.running import Held

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class SeenBeside:
    """One arm at one endpoint: mean over trials and its 5 and 95 % points (NaN if there was one trial only)."""

    shown: Shown
    endpoint: str
    seen: tuple[float, float, float]


def seen_beside(held: Held) -> list[SeenBeside]:
    """Every endpoint of every arm that is shown; none if the trial has no exosome. A reference: one trial per draw."""
    return [
        SeenBeside(shown=shown, endpoint=endpoint.name, seen=_spread(_values(held, shown, endpoint.name)))
        for endpoint in held.study.trial.endpoint
        for shown in held.study.beside
    ]


def _values(held: Held, shown: Shown, endpoint: str) -> Array:
    """Means or shares of the trials, at the largest size."""
    found = held.found.sel(endpoint=endpoint)
    if shown.reference:
        return np.asarray(found["beside"].sel(reference=shown.name).values)
    largest = found.isel(size=-1)
    if shown.name == held.study.trial.analysis.control:
        return np.asarray(largest["control"].isel(arm=0).values)
    return np.asarray(largest["treated"].sel(arm=shown.name).values)


def _spread(values: Array) -> tuple[float, float, float]:
    seen = values[np.isfinite(values)]
    if not seen.size:
        return np.nan, np.nan, np.nan
    if seen.size == 1:
        return float(seen[0]), np.nan, np.nan
    low, high = np.quantile(seen, (0.05, 0.95))
    return float(seen.mean()), float(low), float(high)
