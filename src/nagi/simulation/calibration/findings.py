"""What a calibration finds: every figure beside what the model says, every unknown before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nagi.simulation.calibration.emulator import Emulator
from nagi.simulation.calibration.identifiability import Identified
from nagi.simulation.calibration.posterior import on_scale
from nagi.simulation.calibration.sensitivity import Influence
from nagi.simulation.calibration.targets import Calibration, Target, Use
from nagi.simulation.calibration.unknowns import IS_ZERO, MEDIAN, Unknowns
from nagi.simulation.streams import standard_normals

Array = npt.NDArray[np.float64]
Interval = tuple[float, float, float]
"""The quantiles of 5, 50 and 95 %."""
EDGES = (0.05, 0.5, 0.95)
REPEATS = 25
"""Figures imagined for every draw of the posterior."""
POOR = 1.0
"""Error of an emulator, in standard deviations of its figure, from which its target hardly guides the posterior."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One target. `model`: what the model says; `predicted`: the figure a study like this one would find, if the model
    is right; `prior`: what the model said before the figures.

    `inside`: the figure lies in `predicted`; a bound: the model's median keeps it. `emulated`: error of the emulator in
    standard deviations of the figure, and the share of variance it explains; None where nothing was fitted.
    """

    target: Target
    prior: Interval
    model: Interval
    predicted: Interval
    inside: bool
    emulated: tuple[float, float] | None

    @property
    def poor(self) -> bool:
        """Whether the emulator is too rough for this target to guide the posterior."""
        return self.emulated is not None and self.emulated[0] > POOR


@dataclass(frozen=True, kw_only=True)
class Known:
    """One unknown before and after, in the units of its parameter; `learnt`: loss of variance.

    `zero`: the probability that it is exactly 0, before and after; None if it cannot be.
    """

    name: str
    prior: Interval
    posterior: Interval
    learnt: float
    zero: tuple[float, float] | None


@dataclass(frozen=True, kw_only=True)
class Credit:
    """What shows that no vesicle gets the credit of care. `moved`: the most by which any answer without vesicles moves
    when vesicles do nothing in people, in standard deviations of its figure; `left`: the most that an arm with vesicles
    then adds to its control; `translation`: loss of variance of the effect in people per effect in mice."""

    moved: float
    left: float
    translation: float


@dataclass(frozen=True, kw_only=True)
class Findings:
    """The whole of a calibration. `draws` (draw, name): the posterior, as standard normals."""

    told: Calibration
    names: tuple[str, ...]
    draws: Array
    judged: tuple[Judged, ...]
    known: tuple[Known, ...]
    identified: Identified
    influences: Mapping[str, Sequence[Influence]]
    credit: Credit
    lost: float
    settings: Mapping[str, int]

    def reached(self, *uses: Use) -> tuple[int, int]:
        """Targets inside, and all, of the uses named."""
        chosen = [one.inside for one in self.judged if one.target.use in uses]
        return sum(chosen), len(chosen)


def judged(
    told: Calibration, before: Array, after: Array, emulators: Mapping[str, Emulator], *, seed: int
) -> tuple[Judged, ...]:
    """Every target beside answers of the prior and of the posterior (draw, target), in the order of `told.measured`."""
    targets = told.measured
    return tuple(
        _judged(target, before[:, at], after[:, at], emulators.get(target.id), seed)
        for at, target in enumerate(targets)
    )


def _judged(target: Target, before: Array, after: Array, emulator: Emulator | None, seed: int) -> Judged:
    says = on_scale([target], after[:, None])[:, 0]
    says = says[np.isfinite(says)]
    noise = standard_normals(seed, "calibration", "figure", target.id, count=REPEATS * len(says))
    imagined = np.repeat(says, REPEATS) + target.error * noise
    predicted, model = (_quantiles(values, target) for values in (imagined, says))
    value = target.value or 0.0
    kept = model[1] <= value if target.bound == "upper" else predicted[0] <= value <= predicted[2]
    return Judged(
        target=target, prior=_quantiles(on_scale([target], before[:, None])[:, 0], target),
        model=model, predicted=predicted, inside=bool(kept),
        emulated=None if emulator is None else (emulator.error / target.error, emulator.r2),
    )  # fmt: skip


def _quantiles(values: Array, target: Target) -> Interval:
    finite = values[np.isfinite(values)]
    if not len(finite):
        return (float("nan"),) * 3
    found = np.quantile(finite, EDGES)
    low, middle, high = np.exp(found) if target.scale == "log" else found
    return float(low), float(middle), float(high)


def known(unknowns: Unknowns, draws: Array, learnt: Mapping[str, float]) -> tuple[Known, ...]:
    """Every unknown parameter and median, before and after."""
    told = []
    for column, name in enumerate(unknowns.names):
        if name.endswith(IS_ZERO.format("")):
            continue
        median, spread = unknowns.prior(name)
        zero = None
        if name in unknowns.spiked:
            zero = (unknowns.share_zero(name), float(unknowns.absent(draws, name).mean()))
        after = median * np.exp(spread * np.quantile(draws[:, column], EDGES))
        before = median * np.exp(spread * np.array([-1.0, 0.0, 1.0]) * Z90)
        told.append(
            Known(name=name, prior=_three(before), posterior=_three(after), learnt=learnt[name], zero=zero)
        )
    return tuple(told)


Z90 = 1.6448536269514722
"""Half an interval of 90 % in standard deviations."""


def _three(values: Array) -> Interval:
    low, middle, high = values
    return float(low), float(middle), float(high)


def parameter_of(name: str) -> str:
    """The parameter that an unknown is about."""
    return name.removeprefix(MEDIAN.format("")).removesuffix(IS_ZERO.format(""))
