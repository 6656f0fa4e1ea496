"""From figures to the unknowns: the likelihood on the emulators, and the posterior by sequential Monte Carlo."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr

from nagi.simulation.calibration.emulator import Emulator, all_predicted
from nagi.simulation.calibration.settling import settled, tangent
from nagi.simulation.calibration.targets import Target
from nagi.simulation.calibration.unknowns import Unknowns
from nagi.simulation.streams import standard_normals
from nagi.simulation.twin.sampler import Sampled, sample

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
DRAWS = 4000


@dataclass(frozen=True, kw_only=True)
class Judge:
    """How well answers agree with figures. `noise`: by target, the scatter of an answer by its few virtual people."""

    targets: tuple[Target, ...]
    noise: Array

    def log_likelihood(self, answers: Array, error: Array) -> Array:
        """Of every row of answers (row, target), on the scale of each; `error` (target) of the answers themselves."""
        away = (self.middles - answers) / self.spread(error)
        bounded = np.array([target.bound == "upper" for target in self.targets])
        return np.asarray(np.where(bounded, log_ndtr(away), -0.5 * away**2).sum(axis=1))

    @property
    def middles(self) -> Array:
        """The figures, each on its scale."""
        return np.array([target.middle for target in self.targets])

    def spread(self, error: Array) -> Array:
        """How far an answer may lie from its figure: its error, that of the answer, and that of few people."""
        own = np.array([target.error for target in self.targets])
        return np.asarray(np.sqrt(own**2 + self.noise**2 + error**2))


def on_scale(targets: Sequence[Target], answers: Array) -> Array:
    """Answers (row, target) on the scale of their targets; not finite where there is no logarithm."""
    logs = np.array([target.scale == "log" for target in targets])
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(logs, np.log(np.where(logs, answers, 1.0)), answers)


def posterior(
    unknowns: Unknowns, judge: Judge, emulators: Sequence[Emulator], *, seed: int, draws: int = DRAWS
) -> Sampled:
    """Draws of the unknowns that agree with the figures, as standard normals (draw, name), of equal weight."""
    error = np.array([one.error for one in emulators])

    def answers(standard: Array) -> Array:
        return all_predicted(emulators, unknowns.features(standard))

    def likelihood(standard: Array, _: Integers) -> tuple[Array, dict[str, Array]]:
        return judge.log_likelihood(answers(standard), error), {}

    first = _prior(unknowns, seed, draws)
    likely, _ = likelihood(first.standard, first.chance)
    found = sample(likelihood, first, likely, seed=seed)
    middle = found.standard.mean(axis=0)
    near = tangent(answers, middle, judge.middles, judge.spread(error))
    return replace(
        found, standard=settled(lambda z: likelihood(z, found.chance)[0], found.standard, near, seed=seed)
    )


def _prior(unknowns: Unknowns, seed: int, draws: int) -> Sampled:
    drawn = [standard_normals(seed, "calibration", name, count=draws) for name in unknowns.names]
    rows = np.arange(draws, dtype=np.int64)
    return Sampled(standard=np.stack(drawn, axis=1), chance=rows, carried={}, ancestor=rows)
