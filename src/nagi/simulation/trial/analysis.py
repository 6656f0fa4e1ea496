"""How one trial is analysed, as its protocol says: an estimate, its standard error and a p value per endpoint.

All estimates are written so that more is better for the treated arm.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, chdtrc, stdtr

from nagi.simulation.trial.plan import Endpoint, Trial

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Estimate:
    """The treated arm, the control, their difference in the good direction, its standard error, and p (two-sided).

    NaN where too few people were seen to tell.
    """

    treated: float
    control: float
    difference: float
    error: float
    p: float


NONE = Estimate(np.nan, np.nan, np.nan, np.nan, np.nan)


def analysed(trial: Trial, endpoint: Endpoint, treated: int, seen: Array, arm: Places) -> Estimate:
    """One endpoint of one trial, arm number `treated` against the control.

    `seen` (person, half, visit, output) and `arm` (person, half) are what the trial wrote down. Mean changes: analysis
    of covariance on the baseline, or a t test of the differences within faces. Responders: chi-square with N - 1
    (Campbell 2007), or McNemar's mid-p.
    """
    values = outcome(trial, endpoint, seen)
    start = seen[:, :, 0, trial.outputs.index(endpoint.output)]
    if trial.split:
        return _paired(endpoint, values[:, treated], values[:, trial.control])
    here, there = arm[:, 0] == treated, arm[:, 0] == trial.control
    if endpoint.kind == "change":
        return _adjusted(values[here, 0], start[here, 0], values[there, 0], start[there, 0])
    return _shares(values[here, 0], values[there, 0])


def outcome(trial: Trial, endpoint: Endpoint, seen: Array) -> Array:
    """What each person's half counts for (person, half): improvement in points, or 1 for a responder and 0 for none."""
    column, visit = trial.outputs.index(endpoint.output), trial.visits.index(endpoint.week) + 1
    start = seen[:, :, 0, column]
    change = endpoint.kind == "change"
    last = change and trial.analysis.missing == "last"
    value = _last_seen(seen[:, :, : visit + 1, column]) if last else seen[:, :, visit, column]
    better = (start - value) * (1.0 if endpoint.better == "lower" else -1.0)
    if change or endpoint.by is None:
        return better
    needed = endpoint.by if endpoint.kind == "points" else endpoint.by / 100 * start
    with np.errstate(invalid="ignore"):
        return np.asarray(better >= needed, dtype=np.float64) * (better > 0)


def _last_seen(values: Array) -> Array:
    """The last value that is not NaN along the visits; the first one is always there unless nothing was computed."""
    visits = np.where(np.isnan(values), -1, np.arange(values.shape[-1])).max(axis=-1)
    return np.take_along_axis(values, np.maximum(visits, 0)[..., None], axis=-1)[..., 0]


def _adjusted(treated: Array, before: Array, control: Array, before_control: Array) -> Estimate:
    """Difference of means at equal baseline, by least squares; t with n - 3 degrees of freedom."""
    kept, kept_control = ~np.isnan(treated), ~np.isnan(control)
    y1, x1, y0, x0 = treated[kept], before[kept], control[kept_control], before_control[kept_control]
    freedom = y1.size + y0.size - 3
    if min(y1.size, y0.size) < 2 or freedom < 1:
        return NONE
    dx1, dx0 = x1 - x1.mean(), x0 - x0.mean()
    dy1, dy0 = y1 - y1.mean(), y0 - y0.mean()
    within = _products(dx1, dx1) + _products(dx0, dx0)
    slope = (_products(dx1, dy1) + _products(dx0, dy0)) / within if within > 0 else 0.0
    apart = float(x1.mean() - x0.mean())
    difference = float(y1.mean() - y0.mean()) - slope * apart
    rest = float(((dy1 - slope * dx1) ** 2).sum() + ((dy0 - slope * dx0) ** 2).sum()) / freedom
    leverage = apart**2 / within if within > 0 else 0.0
    error = float(np.sqrt(rest * (1 / y1.size + 1 / y0.size + leverage)))
    return Estimate(float(y1.mean()), float(y0.mean()), difference, error, _t(difference, error, freedom))


def _products(one: Array, other: Array) -> float:
    """Their inner product. A library for matrices would sum in an order that depends on its threads."""
    return float((one * other).sum())


def _shares(treated: Array, control: Array) -> Estimate:
    """Difference of two shares."""
    n1, n0 = treated.size, control.size
    if not n1 or not n0:
        return NONE
    a, b = float(treated.sum()), float(control.sum())
    share1, share0, pooled = a / n1, b / n0, (a + b) / (n1 + n0)
    error = float(np.sqrt(share1 * (1 - share1) / n1 + share0 * (1 - share0) / n0))
    spread = pooled * (1 - pooled) * (1 / n1 + 1 / n0)
    difference = share1 - share0
    square = difference**2 / spread * (n1 + n0 - 1) / (n1 + n0) if spread > 0 else 0.0
    return Estimate(share1, share0, difference, error, float(chdtrc(1, square)))


def _paired(endpoint: Endpoint, treated: Array, control: Array) -> Estimate:
    """The two halves of each face against each other."""
    kept = ~np.isnan(treated) & ~np.isnan(control)
    one, other = treated[kept], control[kept]
    count = one.size
    if count < 2:
        return NONE
    apart = one - other
    difference, error = float(apart.mean()), float(apart.std(ddof=1) / np.sqrt(count))
    if endpoint.kind == "change":
        p = _t(difference, error, count - 1)
    else:
        p = _mid_p(int((apart > 0).sum()), int((apart < 0).sum()))
    return Estimate(float(one.mean()), float(other.mean()), difference, error, p)


def _mid_p(better: int, worse: int) -> float:
    """McNemar's test: how surprising the smaller count is if both were equally likely, half of it counted."""
    least, both = min(better, worse), better + worse
    if both == 0:
        return 1.0
    below = float(bdtr(least - 1, both, 0.5)) if least > 0 else 0.0
    exactly = float(bdtr(least, both, 0.5)) - below
    return min(1.0, 2 * (below + 0.5 * exactly))


def _t(difference: float, error: float, freedom: int) -> float:
    if error == 0:
        return 1.0 if difference == 0 else 0.0
    return float(2 * stdtr(freedom, -abs(difference / error)))
