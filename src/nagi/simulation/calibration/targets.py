"""What a model is calibrated against, read from `knowledge/calibration`: figures, arms, and what was believed before."""

import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from nagi.errors import NagiError
from nagi.evidence.files import Reader, knowledge_root
from nagi.evidence.record import Id, Line, Record
from nagi.language import Text
from nagi.simulation.calibration.figures import Figure, Figures

Scale = Literal["person", "mouse"]
Use = Literal["fit", "check", "prior", "none"]
Z95 = 1.959963984540054
"""Half a confidence interval of 95 % in standard errors."""

Kind = Literal[
    "level", "level_ratio", "deviation", "correlation", "left", "change", "improvement", "responders", "difference",
    "effect", "kept", "lost", "lasting", "flares", "in_flare", "flare_risk", "flare_hazard", "days_to_flare",
    "half_life", "phase", "passage", "saturated",
]  # fmt: skip
NEEDED: Mapping[str, tuple[str, ...]] = {
    "level": ("output",),
    "level_ratio": ("output", "over"),
    "deviation": ("output",),
    "correlation": ("output", "over"),
    "left": ("arm", "output", "week"),
    "change": ("arm", "output", "week"),
    "improvement": ("arm", "output", "week"),
    "responders": ("arm", "output", "week", "cut"),
    "difference": ("arm", "against", "output", "week"),
    "effect": ("arm", "against", "output", "week"),
    "kept": ("arm", "output", "week", "later", "cut"),
    "lost": ("arm", "output", "week", "later", "cut"),
    "lasting": ("arm", "output", "week", "later", "cut"),
    "flares": ("arm", "week", "least_count", "most_count"),
    "in_flare": ("arm", "week"),
    "flare_risk": ("arm", "against", "week"),
    "flare_hazard": ("arm", "against", "week"),
    "days_to_flare": ("arm", "week"),
    "half_life": ("parameter",),
    "phase": ("parameter", "out", "back", "which"),
    "passage": ("parameter", "over", "hours"),
    "saturated": ("parameter",),
}
"""What each kind of measure needs to be told."""


class Measure(Record):
    """How a virtual experiment answers a figure. `week` since the start; `least` and `most` bound EASI at the start.

    `or_arm`: half of the people are in that arm instead. `against`: what is subtracted, or divided by. `scatter`:
    standard deviation of a measurement, by output. Shares and changes are in percent.
    """

    kind: Kind
    arm: Line | None = None
    or_arm: Line | None = None
    against: Line | None = None
    output: Line | None = None
    week: float | None = Field(default=None, gt=0)
    later: float | None = Field(default=None, gt=0)
    cut: float | None = None
    least: float | None = None
    most: float | None = None
    least_count: int | None = Field(default=None, alias="from")
    most_count: int | None = Field(default=None, alias="to")
    parameter: Line | None = None
    over: Line | None = None
    out: Line | None = None
    back: Line | None = None
    which: Literal["fast", "slow"] | None = None
    hours: float | None = Field(default=None, gt=0)
    scatter: Mapping[str, float] = {}

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = [name for name in NEEDED[self.kind] if getattr(self, name) is None]
        if missing:
            raise ValueError(f"a measure of kind {self.kind} needs {', '.join(missing)}")
        return self

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms it asks for."""
        return tuple(name for name in (self.arm, self.or_arm, self.against) if name is not None)

    @property
    def last(self) -> float:
        """The last week it asks for; 0 if none."""
        return max(self.week or 0.0, self.later or 0.0)


class SwitchRead(Record):
    """Effects that change at a week."""

    week: float = Field(gt=0)
    effects: Mapping[str, float]


class DoseRead(Record):
    """An amount that enters a state at a week."""

    week: float = Field(ge=0)
    state: Line
    amount: float


class ArmRead(Record):
    """One experiment. `scale` "mouse": on the bench, where vesicles act as in mice."""

    name: Line
    weeks: float = Field(gt=0)
    scale: Scale = "person"
    effects: Mapping[str, float] = {}
    switches: tuple[SwitchRead, ...] = ()
    doses: tuple[DoseRead, ...] = ()


class Decision(Record):
    """An output that decides; its sensitivity is ranked."""

    name: Line
    label: Text
    measure: Measure


class Target(Record):
    """One figure. `sd` and `between` as standard deviations, on the logarithm where `scale` is "log".

    `value` and `interval` (95 %) come from the figure that is named, where one is.
    """

    id: Id
    label: Text
    use: Use
    figure: Figure | None = None
    value: float | None = None
    sd: float | None = Field(default=None, gt=0)
    interval: tuple[float, float] | None = None
    between: float = Field(default=0.0, ge=0)
    scale: Literal["plain", "log"] = "plain"
    bound: Literal["upper"] | None = None
    spread: Literal["source", "project"] | None = None
    source: Line | None = None
    measure: Measure | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.use == "none":
            if self.note is None or self.measure is not None:
                raise ValueError("use none needs a note that says why, and no measure")
        elif self.measure is None or self.value is None or self.spread is None:
            raise ValueError("needs measure, spread, and value or figure")
        elif self.sd is None and self.interval is None:
            raise ValueError("needs sd or interval")
        if self.source is None and self.figure is None:
            raise ValueError("needs source or figure")
        if self.scale == "log" and self.value is not None and self.value <= 0:
            raise ValueError("has no logarithm")
        return self

    @property
    def middle(self) -> float:
        """The figure, on its scale."""
        value = math.nan if self.value is None else self.value
        return math.log(value) if self.scale == "log" else value

    @property
    def error(self) -> float:
        """The standard deviation of the figure around the truth, on its scale."""
        return math.hypot(self._own_error, self.between)

    @property
    def _own_error(self) -> float:
        if self.sd is not None:
            return self.sd
        low, high = self.interval or (math.nan, math.nan)
        width = math.log(high / low) if self.scale == "log" else high - low
        return width / (2 * Z95)

    @property
    def said_by(self) -> str:
        """Where the figure stands."""
        named = "" if self.figure is None else self.figure.finding or ""
        return self.source or named


class Calibration(Record):
    """Everything about the calibration of one model.

    `before`: standard deviations (log) of knowledge before the figures, instead of those of the record; `medians`: the
    same for the median of what differs between people; `idle_if_zero`: without it vesicles do nothing in people.
    """

    model: Line
    idle_if_zero: Line
    trials_differ: Text
    before: Mapping[str, float]
    medians: Mapping[str, float]
    decision: tuple[Decision, ...]
    arm: tuple[ArmRead, ...]
    target: tuple[Target, ...] = Field(min_length=1)

    @property
    def measured(self) -> tuple[Target, ...]:
        """Targets that have a number and can be asked of the model."""
        return tuple(one for one in self.target if one.use != "none")

    @property
    def fitted(self) -> tuple[Target, ...]:
        """Targets that the posterior follows."""
        return tuple(one for one in self.target if one.use == "fit")


@cache
def calibration(model: str) -> Calibration:
    """The calibration of `model`. Raises NagiError (NAGI-K001 to K003, C101) with every problem of its file."""
    return read_calibration(knowledge_root() / "calibration" / f"{model}.toml", knowledge_root())


def read_calibration(path: Path, root: Path) -> Calibration:
    """The calibration in a file, with the figures it names taken from the knowledge at `root`."""
    reader = Reader(root)
    table = dict(reader.table(path))
    if reader.problems:
        raise NagiError(reader.problems)
    figures = Figures(reader)
    table["target"] = [_with_figure(raw, figures, reader, path) for raw in table.get("target", [])]
    return reader.whole(reader.record(Calibration, table, path, str(table.get("model", path.stem))))


def _with_figure(raw: Mapping[str, Any], figures: Figures, reader: Reader, path: Path) -> Mapping[str, Any]:
    """A target with the value, interval or standard deviation of the figure that it names."""
    if "figure" not in raw:
        return raw
    key = f"target.{raw.get('id', '')}.figure"
    try:
        figure = Figure.model_validate(raw["figure"])
    except ValidationError:
        return raw  # told with the rest of the file
    found = figures.found(figure)
    if found is None:
        reader.note(
            "NAGI-C101", path, key, "この数値は知識の中にありません。", "the knowledge holds no such figure"
        )
        return {**raw, "value": 1.0}
    return {**found, **raw}
