"""How a measured score scatters around the truth, and how likely a score therefore is."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
from pydantic import Field
from scipy.special import betainc, gammaln, log_ndtr, nbdtrik, ndtr

from nagi.evidence.record import Line, Record
from nagi.language import Text

Array = npt.NDArray[np.float64]

LOG_ROOT_TWO_PI = float(np.log(2 * np.pi) / 2)
DETECTABLE = 1.96 * 2**0.5
"""Two measurements differ by more than this many standard deviations in 5 % of pairs without any true change."""


class Measure(Protocol):
    """Something that is told of a person and that virtual patients would tell too."""

    @property
    def name(self) -> str:
        """How an observation calls it."""
        ...

    @property
    def output(self) -> str:
        """The output of the model behind it."""
        ...

    @property
    def field(self) -> str | None:
        """The answer of a case that holds it."""
        ...

    @property
    def low(self) -> float:
        """The lowest score."""
        ...

    @property
    def high(self) -> float:
        """The highest score."""
        ...

    def told_at(self, week: float) -> bool:
        """Whether it can be told in this week."""
        ...

    def truth(self, courses: Mapping[str, Array], weeks: Sequence[float], week: float) -> Array:
        """What it would be (patient) in a `week` without scatter, of outputs (patient, week) at `weeks`."""
        ...

    def measured(self, truth: Array, normals: Array) -> Array:
        """Scores that would be read, given standard normal numbers."""
        ...

    def log_likelihood(self, score: npt.ArrayLike, truth: Array) -> Array:
        """Log likelihood of `score` given `truth`, broadcast against each other."""
        ...


class Instrument(Record):
    """A score from `low` to `high` that scatters normally around an output of the model.

    The standard deviation is sqrt(sd² + (share x truth)²). A score at an end of the scale stands for anything
    beyond it. `field` is the answer of a case that holds it; `work` the source of the scatter.
    """

    output: Line
    field: Line | None = None
    low: float
    high: float
    sd: float = Field(gt=0)
    share: float = Field(ge=0)
    work: Line
    note: Text

    @property
    def name(self) -> str:
        """An observation calls it as the model does."""
        return self.output

    def told_at(self, week: float) -> bool:
        """At any time."""
        del week
        return True

    def truth(self, courses: Mapping[str, Array], weeks: Sequence[float], week: float) -> Array:
        """The output (patient) in that week."""
        return courses[self.output][:, weeks.index(week)]

    def spread(self, truth: Array) -> Array:
        """The standard deviation of a measurement where the truth is `truth`."""
        return np.sqrt(self.sd**2 + (self.share * truth) ** 2)

    def measured(self, truth: Array, normals: Array) -> Array:
        """Scores that would be read, given standard normal numbers."""
        return np.clip(truth + self.spread(truth) * normals, self.low, self.high)

    def log_likelihood(self, score: npt.ArrayLike, truth: Array) -> Array:
        """Log density of `score` given `truth`, broadcast against each other; at an end of the scale log probability."""
        spread = self.spread(truth)
        off = (np.asarray(score, dtype=np.float64) - truth) / spread
        inside = np.asarray(-0.5 * off**2 - (np.log(spread) + LOG_ROOT_TWO_PI))
        for beyond, sign in ((np.less_equal(score, self.low), 1), (np.greater_equal(score, self.high), -1)):
            if beyond.any():
                rows = np.broadcast_to(beyond, inside.shape)
                inside[rows] = log_ndtr(sign * off[rows])
        return inside

    def detectable(self, truth: Array) -> Array:
        """The smallest difference between two measurements near `truth` that is more than scatter."""
        return DETECTABLE * self.spread(truth)


class History(Record):
    """How often the skin has flared in the last `weeks`, as the person tells it on the day of the decision.

    A negative binomial count: its mean is the model's weeks in a flare and `others`, flares that the model does not
    count, per period; its variance is mean + mean²/`steadiness`. `output` of the model is the share of a
    flare that is in progress.
    """

    name: Line
    output: Line
    field: Line
    weeks: int = Field(gt=0)
    high: float
    others: float = Field(gt=0)
    steadiness: float = Field(gt=0)
    work: Line
    note: Text

    @property
    def low(self) -> float:
        """No flare at all."""
        return 0.0

    def told_at(self, week: float) -> bool:
        """Only on the day of the decision: what comes later is measured."""
        return week == 0

    def truth(self, courses: Mapping[str, Array], weeks: Sequence[float], week: float) -> Array:
        """Weeks in a flare (patient) among the last ones."""
        last = [at for at, each in enumerate(weeks) if week - self.weeks < each <= week and each == int(each)]
        return np.asarray(courses[self.output][:, last].sum(axis=1))

    def measured(self, truth: Array, normals: Array) -> Array:
        """Counts that would be told."""
        mean = np.maximum(truth, 0) + self.others
        counts = _counts(ndtr(normals), self.steadiness, mean)
        return np.fmin(counts, self.high)  # no count reaches a share of 1, where it is NaN

    def log_likelihood(self, score: npt.ArrayLike, truth: Array) -> Array:
        """Log probability of `score` flares given `truth`, broadcast against each other."""
        count, mean = np.asarray(score, dtype=np.float64), np.maximum(truth, 0) + self.others
        ways = gammaln(count + self.steadiness) - gammaln(self.steadiness) - gammaln(count + 1)
        whole = self.steadiness + mean
        seen: Array = ways + self.steadiness * np.log(self.steadiness / whole) + count * np.log(mean / whole)
        return seen


def _counts(shares: Array, steadiness: float, mean: Array) -> Array:
    """The smallest count that a negative binomial reaches in at least these shares of cases.

    As `scipy.stats.nbinom.ppf`, which takes every process a second to load.
    """
    chance = steadiness / (steadiness + mean)
    count = np.ceil(nbdtrik(shares, steadiness, chance))
    one_less = np.maximum(count - 1, 0)
    return np.asarray(np.where(betainc(steadiness, one_less + 1, chance) >= shares, one_less, count))
