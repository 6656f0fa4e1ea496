"""How a measured score scatters around the truth, and how likely a score therefore is."""

import numpy as np
import numpy.typing as npt
from pydantic import Field
from scipy.special import log_ndtr

from nagi.evidence.record import Line, Record
from nagi.language import Text

Array = npt.NDArray[np.float64]

LOG_ROOT_TWO_PI = float(np.log(2 * np.pi) / 2)
DETECTABLE = 1.96 * 2**0.5
"""Two measurements differ by more than this many standard deviations in 5 % of pairs without any true change."""


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
        inside = -0.5 * off**2 - np.log(spread) - LOG_ROOT_TWO_PI
        if np.less_equal(score, self.low).any():
            inside = np.where(np.less_equal(score, self.low), log_ndtr(off), inside)
        if np.greater_equal(score, self.high).any():
            inside = np.where(np.greater_equal(score, self.high), log_ndtr(-off), inside)
        return inside

    def detectable(self, truth: Array) -> Array:
        """The smallest difference between two measurements near `truth` that is more than scatter."""
        return DETECTABLE * self.spread(truth)
