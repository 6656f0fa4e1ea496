"""What is seen of what is true: measurements with their error, missed visits, and people who leave."""

import numpy as np
import numpy.typing as npt

from nagi.simulation.streams import standard_normals, uniforms
from nagi.simulation.trial.plan import Noise, Trial

Array = npt.NDArray[np.float64]


def measured(noise: Noise | None, truth: Array, z: Array) -> Array:
    """A measurement of every true value; `z` (..., 2) standard normals. An instrument has a scale and a step."""
    if noise is None:
        return truth
    seen = truth + noise.sd * z[..., 0] + noise.share * truth * z[..., 1]
    if noise.step:
        seen = noise.step * np.round(seen / noise.step)
    if noise.least is not None or noise.most is not None:
        seen = np.clip(seen, noise.least, noise.most)
    return np.asarray(seen, dtype=np.float64)


def observed(trial: Trial, truth: Array, path: tuple[str, ...]) -> Array:
    """What the trial writes down of `truth` (person, half, visit, output); visit 0 is before treatment.

    NaN where a visit was missed or after someone has left. Both halves of a face share visits, not errors.
    """
    seen = np.empty_like(truth)
    for column, name in enumerate(trial.outputs):
        values = truth[..., column]
        z = standard_normals(trial.seed, *path, "error", name, count=2 * values.size)
        seen[..., column] = measured(trial.noise.get(name), values, z.reshape(*values.shape, 2))
    away = _left(trial, seen[..., 0], path) | _missed(trial, seen.shape, path)
    away[:, 0] = False
    seen[np.broadcast_to(away[:, None, :, None], seen.shape)] = np.nan
    return seen


def _missed(trial: Trial, shape: tuple[int, ...], path: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Visits (person, visit) that nobody came to."""
    count = shape[0] * shape[2]
    chance = uniforms(trial.seed, *path, "missed", count=count).reshape(shape[0], shape[2])
    return np.asarray(chance < trial.missing_visits)


def _left(trial: Trial, primary: Array, path: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Visits (person, visit) after someone has left, by chance or because a visit found the primary measure worse."""
    people, _, visits = primary.shape
    weeks = np.array([0.0, *trial.visits])
    chance = uniforms(trial.seed, *path, "left", count=people)
    weekly = -np.log1p(-trial.dropout.weekly)
    leaving = -np.log(chance) / weekly if weekly > 0 else np.full(people, np.inf)
    gone = np.asarray(weeks[None, :] > leaving[:, None])
    sign = 1.0 if trial.endpoint[0].better == "lower" else -1.0
    worse = (sign * (primary - primary[:, :, :1]) > 0).any(axis=1)
    discouraged = uniforms(trial.seed, *path, "discouraged", count=people * visits).reshape(people, visits)
    stops = worse & (discouraged < trial.dropout.when_worse)
    stops[:, 0] = False
    after = np.cumsum(stops, axis=1) - stops > 0
    left: npt.NDArray[np.bool_] = gone | after
    return left
