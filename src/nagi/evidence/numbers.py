"""The numbers that rules compare with, as their file gives them: value, basis and what they mean."""

from nagi.evidence.conditions import Bounds
from nagi.evidence.record import Id, Line, Record
from nagi.language import Text


class Threshold(Record):
    """One number. `basis` is a work, or PROJECT where no guideline gives it."""

    name: Line
    value: float
    basis: Id
    label: Text


class DepthLimit(Record):
    """The greatest needle depth (mm) in one region."""

    region: Line
    max: float
    basis: Id


class Depth(Record):
    """All depth limits, and where to start on atopic skin (mm)."""

    unit: Line
    atopic_start: float
    atopic_start_basis: Id
    limit: tuple[DepthLimit, ...]


class Numbers(Record):
    """The whole file rules/thresholds.toml; `version` is the version of the rule table."""

    version: Line
    threshold: tuple[Threshold, ...]
    depth: Depth

    @property
    def bounds(self) -> Bounds:
        """The numbers by name and by region, as conditions read them."""
        return Bounds(
            thresholds={threshold.name: threshold.value for threshold in self.threshold},
            depth_mm_max={limit.region: limit.max for limit in self.depth.limit},
        )
