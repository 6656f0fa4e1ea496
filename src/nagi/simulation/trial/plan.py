"""The trial file: everything that a virtual trial is, as typed records. `docs/how-to/run-a-trial.md` explains each.

Weeks count from the first session; shares lie between 0 and 1; sizes are people, or people per arm if arms differ by
person.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from nagi.evidence.record import Line, Record

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]
Accepted = Literal["permitted", "review"]
Route = Literal["dermapen_exosome", "injection_exosome", "iv_drip_exosome", "topical_exosome"]


class Sessions(Record):
    """`count` sessions every `every` weeks from week 0: `effects` hold for `lasts` weeks after each, `doses` are added
    to states."""

    count: Count
    every: Positive = 4.0
    lasts: Positive = 1.0
    effects: Mapping[str, Finite] = {}
    doses: Mapping[str, Finite] = {}


class ArmPlan(Record):
    """One arm: the model's arm `begins_as`, with `effects` changed from week 0 on, and sessions."""

    name: Line
    begins_as: Line
    effects: Mapping[str, Finite] = {}
    sessions: Sessions | None = None


class Size(Record):
    """How many people, and how often the trial is repeated: `trials` in each of `draws` of what is uncertain.

    `null` trials of each draw have every arm treated as control. `sizes` and `power` are for `nagi trial design`.
    """

    patients: Annotated[int, Field(ge=2, le=10_000_000)]
    draws: Count = 1
    trials: Count = 1
    null: Annotated[int, Field(ge=0)] = 0
    sizes: tuple[Annotated[int, Field(ge=2, le=1_000_000)], ...] = ()
    power: Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)] = 0.8


class Uncertainty(Record):
    """What nobody knows, drawn once per draw and the same for all patients of it.

    `shared`: parameters drawn once from their distribution, beside those that the model itself says are one unknown
    number. `without`: if one of these is exactly 0, no treatment that is asked about has any effect (if left out,
    `mouse_to_human` where a model has it). `medians`: standard deviation of the logarithm of the population median of
    every other parameter.
    """

    shared: tuple[Line, ...] = ()
    without: tuple[Line, ...] = ()
    medians: NotNegative = 0.0


class Prior(Record):
    """An effect of unknown size: exactly 0 with probability `none`, else evenly between `low` and `high`."""

    effect: Line
    arms: Annotated[tuple[Line, ...], Field(min_length=1)]
    low: Finite
    high: Finite
    none: Share = 0.0


class FactFrom(Record):
    """An intake fact from what is measured of a virtual patient: rounded to `step`, or counted in `bands`.

    With bands [1, 7, 21] the fact is the number of bands that the value lies above: 0, 1, 2 or 3.
    """

    output: Line
    step: Positive = 0.1
    bands: tuple[Finite, ...] = ()


class Eligibility(Record):
    """Who is enrolled: measured values `between` bounds, and a route the rules of dermatology accept.

    `case` is an intake (as in a case file) of what all share; `facts` fills in what is measured. `most_screened`
    candidates are looked at per place.
    """

    between: Mapping[str, tuple[Finite, Finite]] = {}
    route: Route | None = None
    accept: tuple[Accepted, ...] = ("permitted", "review")
    case: Mapping[str, Any] = {}
    facts: Mapping[str, FactFrom] = {}
    most_screened: Count = 50


class Noise(Record):
    """What a measurement adds: standard deviation `sd` in points and `share` of the value; its scale and its `step`."""

    sd: NotNegative = 0.0
    share: NotNegative = 0.0
    least: Finite | None = None
    most: Finite | None = None
    step: NotNegative = 0.0


class Dropout(Record):
    """Leaving: `weekly` chance whatever happens; `when_worse`, a chance at each visit that finds the person worse."""

    weekly: Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)] = 0.0
    when_worse: Share = 0.0


class Endpoint(Record):
    """What is counted at `week`: improved by `by` percent, by `by` points, or the mean change.

    `better` says which way is good. The first endpoint is the primary one.
    """

    name: Line
    output: Line
    week: Positive
    kind: Literal["percent", "points", "change"]
    by: Positive | None = None
    better: Literal["lower", "higher"] = "lower"


class Analysis(Record):
    """Every other arm against `control`, two-sided at `alpha`.

    `missing`: a mean change uses those seen at its week ("observed") or each one's last visit ("last"). Who is not seen
    never counts as responder.
    """

    control: Line
    alpha: Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)] = 0.05
    missing: Literal["observed", "last"] = "observed"


class Trial(Record):
    """A virtual trial."""

    title: Line
    model: Line
    seed: Annotated[int, Field(ge=0)] = 1
    accuracy: Literal["1e-3", "1e-4", "reference"] = "1e-4"
    design: Literal["parallel", "split-face"] = "parallel"
    visits: Annotated[tuple[Positive, ...], Field(min_length=1)]
    arm: Annotated[tuple[ArmPlan, ...], Field(min_length=2)]
    size: Size
    halves_alike: Share = 0.95
    uncertainty: Uncertainty = Uncertainty()
    fixed: Mapping[str, NotNegative] = {}
    prior: tuple[Prior, ...] = ()
    eligibility: Eligibility = Eligibility()
    noise: Mapping[str, Noise] = {}
    missing_visits: Share = 0.0
    dropout: Dropout = Dropout()
    endpoint: Annotated[tuple[Endpoint, ...], Field(min_length=1)]
    analysis: Analysis

    @property
    def split(self) -> bool:
        """Whether the two arms are the two halves of one face."""
        return self.design == "split-face"

    @property
    def arms(self) -> tuple[str, ...]:
        """Names of the arms."""
        return tuple(arm.name for arm in self.arm)

    @property
    def control(self) -> int:
        """Place of the control among the arms."""
        return self.arms.index(self.analysis.control)

    @property
    def others(self) -> tuple[int, ...]:
        """Places of the arms that are compared with the control."""
        return tuple(place for place in range(len(self.arm)) if place != self.control)

    @property
    def people(self) -> int:
        """Everybody in one trial."""
        return self.size.patients * (1 if self.split else len(self.arm))

    @cached_property
    def outputs(self) -> tuple[str, ...]:
        """The outputs that are measured at visits, in the order of every array."""
        return tuple(dict.fromkeys(endpoint.output for endpoint in self.endpoint))
