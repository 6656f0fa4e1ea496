"""Power and assurance from many trials, with the chance error of having computed only so many."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from nagi.simulation.trial.plan import Trial

Array = npt.NDArray[np.float64]
Z90 = 1.6448536269514722
"""Two-sided 90 % of a normal distribution."""


@dataclass(frozen=True, kw_only=True)
class Share:
    """A share of trials, with the 90 % interval (Wilson) that its counting leaves; NaN if there were none."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One endpoint, arm and size. `power`: share of the trials that find the arm better, where it has an effect.

    `assurance`: the same over everything that is uncertain. `false_positive`: significant either way with the effect
    off. `difference` has the mean over trials and its 5 and 95 % points; `within` and `between` are the standard
    deviations of the estimate inside a draw (chance of who takes part and what is measured) and between draws (what
    nobody knows).
    """

    arm: str
    endpoint: str
    size: int
    treated: float
    control: float
    difference: tuple[float, float, float]
    power: Share
    assurance: Share
    false_positive: Share
    within: float
    between: float


def verdicts(trial: Trial, found: xr.Dataset, nothing: npt.NDArray[np.bool_]) -> list[Verdict]:
    """Every endpoint, arm and size. `nothing` (draw) tells in which draws no treatment does anything."""
    return [
        _verdict(trial, found.sel(arm=arm, endpoint=endpoint, size=size), nothing)
        for endpoint in found["endpoint"].values
        for arm in found["arm"].values
        for size in found["size"].values
    ]


def _verdict(trial: Trial, one: xr.Dataset, nothing: npt.NDArray[np.bool_]) -> Verdict:
    alpha = trial.analysis.alpha
    difference = one["difference"].values
    wins = (one["p"].values < alpha) & (difference > 0)
    alarms = one["null_p"].values < alpha
    within, between = _spread(difference)
    return Verdict(
        arm=str(one["arm"].values), endpoint=str(one["endpoint"].values), size=int(one["size"].values),
        treated=_mean(one["treated"].values), control=_mean(one["control"].values),
        difference=(_mean(difference), *_range(difference)),
        power=counted(wins[~nothing]), assurance=counted(wins), false_positive=counted(alarms),
        within=within, between=between,
    )  # fmt: skip


def counted(hits: npt.NDArray[np.bool_]) -> Share:
    """The share of hits (draw, trial). Trials of one draw are alike, so the interval counts draws if there are many."""
    if not hits.size:
        return Share(value=np.nan, low=np.nan, high=np.nan)
    share, effective = float(hits.mean()), float(hits.size)
    if len(hits) > 1 and 0 < share < 1:
        spread = float(hits.mean(axis=1).var(ddof=1)) / len(hits)
        effective = min(effective, share * (1 - share) / spread) if spread > 0 else effective
    middle = (share + Z90**2 / (2 * effective)) / (1 + Z90**2 / effective)
    reach = Z90 / (1 + Z90**2 / effective)
    reach *= math.sqrt(share * (1 - share) / effective + Z90**2 / (4 * effective**2))
    return Share(value=share, low=max(0.0, middle - reach), high=min(1.0, middle + reach))


def needed_size(trial: Trial, sizes: Array, shares: Array) -> float:
    """The smallest size whose share reaches the wanted power, read off a line between sizes; NaN if none does.

    A share that falls by chance from one size to the next is levelled first (it cannot fall in truth).
    """
    level = np.maximum.accumulate(shares)
    reached = np.flatnonzero(level >= trial.size.power)
    if not reached.size:
        return np.nan
    at = int(reached[0])
    if at == 0:
        return float(sizes[0])
    steep = (trial.size.power - level[at - 1]) / (level[at] - level[at - 1])
    return float(np.ceil(sizes[at - 1] + steep * (sizes[at] - sizes[at - 1])))


def _spread(difference: Array) -> tuple[float, float]:
    """Standard deviations inside and between draws (analysis of variance); NaN where they cannot be told apart."""
    draws, repeats = difference.shape
    if repeats < 2 or np.isnan(difference).any():
        return np.nan, np.nan
    inside = float(difference.var(axis=1, ddof=1).mean())
    if draws < 2:
        return float(np.sqrt(inside)), np.nan
    means = float(difference.mean(axis=1).var(ddof=1))
    return float(np.sqrt(inside)), float(np.sqrt(max(0.0, means - inside / repeats)))


def _mean(values: Array) -> float:
    return float(np.nanmean(values)) if np.isfinite(values).any() else np.nan


def _range(values: Array) -> tuple[float, float]:
    if not np.isfinite(values).any():
        return np.nan, np.nan
    low, high = np.nanquantile(values, (0.05, 0.95))
    return float(low), float(high)
