"""What is read off a virtual experiment: each kind of measure, by unknown, over its people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from nagi.simulation.calibration.targets import Measure

Array = npt.NDArray[np.float64]
HOURS, DAYS, MINUTES = 7 * 24, 7, 7 * 24 * 60
"""In a week."""
FLARE = "flare"
"""The output that is the share of a flare in progress."""
NOTICED = 0.1
"""Share of a flare from which a person would speak of one."""
BEGUN = 0.3


@dataclass
class Seen:
    """Outputs before treatment (unknown, patient), and after by arm (unknown, patient, week)."""

    before: dict[str, Array] = field(default_factory=dict)
    baseline: dict[str, dict[str, Array]] = field(default_factory=dict)
    after: dict[tuple[str, str], Array] = field(default_factory=dict)
    weeks: dict[str, Array] = field(default_factory=dict)
    parameters: Mapping[str, Array] = field(default_factory=dict)
    failed: dict[str, Array] = field(default_factory=dict)

    def at(self, arm: str, output: str, week: float) -> Array:
        """An output (unknown, patient) at a week."""
        return self.after[arm, output][..., int(np.argmin(np.abs(self.weeks[arm] - week)))]

    def weekly(self, arm: str, output: str, last: float) -> Array:
        """An output (unknown, patient, week) at every whole week from 0 to `last`."""
        weeks = self.weeks[arm]
        return self.after[arm, output][..., (weeks == np.round(weeks)) & (weeks <= last)]

    def start(self, measure: Measure) -> Array:
        """The output of a measure before treatment, only of the people it counts; NaN of the others."""
        held = self.before if measure.arm is None else self.baseline[measure.arm]
        values = held[measure.output or ""]
        low = -np.inf if measure.least is None else measure.least
        high = np.inf if measure.most is None else measure.most
        if measure.least is None and measure.most is None:
            return values
        return np.where((held["EASI"] >= low) & (held["EASI"] <= high), values, np.nan)


def measured(measure: Measure, seen: Seen) -> Array:
    """The answer of every unknown."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(_KINDS[measure.kind](measure, seen))


def _level(m: Measure, seen: Seen) -> Array:
    return _mean(seen.start(m))


def _level_ratio(m: Measure, seen: Seen) -> Array:
    start = seen.start(m)
    return _mean(start) / _mean(np.where(np.isnan(start), np.nan, seen.parameters[m.over or ""]))


def _deviation(m: Measure, seen: Seen) -> Array:
    return np.asarray(np.sqrt(np.nanvar(seen.start(m), axis=1) + m.scatter.get(m.output or "", 0.0) ** 2))


def _correlation(m: Measure, seen: Seen) -> Array:
    """Of two measurements, each of which scatters by itself."""
    names = (m.output or "", m.over or "")
    one, other = (_centred(seen.before[name]) for name in names)
    first, second = (
        _mean(values**2) + m.scatter.get(name, 0.0) ** 2
        for name, values in zip(names, (one, other), strict=True)
    )
    return _mean(one * other) / np.sqrt(first * second)


def _left(m: Measure, seen: Seen) -> Array:
    start = seen.start(m)
    after = np.where(np.isnan(start), np.nan, seen.at(m.arm or "", m.output or "", m.week or 0))
    return _mean(after) / _mean(start)


def _change(m: Measure, seen: Seen) -> Array:
    return _contrast(m, lambda arm: _mean(-_improved(m, seen, arm)))


def _improvement(m: Measure, seen: Seen) -> Array:
    return _contrast(m, lambda arm: _mean(_improved(m, seen, arm)))


def _responders(m: Measure, seen: Seen) -> Array:
    return _contrast(m, lambda arm: _share(_improved(m, seen, arm), m.cut or 0))


def _difference(m: Measure, seen: Seen) -> Array:
    start = seen.start(m)
    arm, control = (seen.at(name, m.output or "", m.week or 0) for name in (m.arm or "", m.against or ""))
    return _mean(np.where(np.isnan(start), np.nan, arm - control))


def _effect(m: Measure, seen: Seen) -> Array:
    arm, control = (seen.at(name, m.output or "", m.week or 0) for name in (m.arm or "", m.against or ""))
    return 100 * (_mean(arm) / _mean(control) - 1)


def _kept(m: Measure, seen: Seen) -> Array:
    return _share(_of_responders(m, seen, m.later or 0), m.cut or 0)


def _lost(m: Measure, seen: Seen) -> Array:
    return _mean(_of_responders(m, seen, m.week or 0) - _of_responders(m, seen, m.later or 0))


def _lasting(m: Measure, seen: Seen) -> Array:
    """Weeks after `week` until the response is first lost, at most until `later`, on average."""
    start = seen.start(m)[..., None]
    course = 100 * (1 - seen.weekly(m.arm or "", m.output or "", m.later or 0) / start)
    first = int(m.week or 0)
    lost = course[..., first:] <= (m.cut or 0)
    until = np.where(lost.any(axis=-1), lost.argmax(axis=-1), lost.shape[-1] - 1).astype(np.float64)
    return _mean(np.where(course[..., first] > (m.cut or 0), until, np.nan))


def _flares(m: Measure, seen: Seen) -> Array:
    count = _begun(m.arm or "", m, seen).sum(axis=-1)
    return 100 * np.asarray(((count >= (m.least_count or 0)) & (count <= (m.most_count or 0))).mean(axis=1))


def _in_flare(m: Measure, seen: Seen) -> Array:
    flare = seen.weekly(m.arm or "", FLARE, m.week or 0)[..., 1:]
    return 100 * np.asarray((flare > NOTICED).mean(axis=(1, 2)))


def _flare_risk(m: Measure, seen: Seen) -> Array:
    return _risk(m.arm, m, seen) / _risk(m.against, m, seen)


def _flare_hazard(m: Measure, seen: Seen) -> Array:
    return np.log1p(-_risk(m.arm, m, seen)) / np.log1p(-_risk(m.against, m, seen))


def _days_to_flare(m: Measure, seen: Seen) -> Array:
    begun = _begun(m.arm or "", m, seen)
    week = np.where(begun.any(axis=-1), begun.argmax(axis=-1) + 0.5, begun.shape[-1])
    return DAYS * np.asarray(np.median(week, axis=1))


def _half_life(m: Measure, seen: Seen) -> Array:
    """In hours."""
    return np.asarray(HOURS * np.log(2) / _typical(m.parameter, seen))


def _phase(m: Measure, seen: Seen) -> Array:
    """Minutes: the two half-lives of plasma that gives to a tissue, which gives back."""
    loss, out, back = (_typical(name, seen) for name in (m.parameter, m.out, m.back))
    total = loss + out + back
    root = np.sqrt(total**2 - 4 * loss * back)
    return np.asarray(MINUTES * np.log(2) / ((total + (root if m.which == "fast" else -root)) / 2))


def _passage(m: Measure, seen: Seen) -> Array:
    """Percent of what lies on the skin that has passed after so many hours."""
    through, lost = (_typical(name, seen) for name in (m.parameter, m.over))
    return 100 * through / (through + lost) * -np.expm1(-(through + lost) * (m.hours or 0) / HOURS)


def _saturated(m: Measure, seen: Seen) -> Array:
    """Relative to before, of something that a signal of these odds raises from 1."""
    odds = _typical(m.parameter, seen)
    return 1 + odds / (1 + odds)


def _contrast(m: Measure, of: Callable[[str], Array]) -> Array:
    """Of the arm, or half of it and half of another, less that of the control if there is one."""
    told = of(m.arm or "")
    if m.or_arm is not None:
        told = (told + of(m.or_arm)) / 2
    return told if m.against is None else told - of(m.against)


def _improved(m: Measure, seen: Seen, arm: str) -> Array:
    """Percent by which each person has improved."""
    return 100 * (1 - seen.at(arm, m.output or "", m.week or 0) / seen.start(m))


def _of_responders(m: Measure, seen: Seen, week: float) -> Array:
    """Improvement at a week of those who had responded at `m.week`."""
    start, arm, output = seen.start(m), m.arm or "", m.output or ""
    then = 100 * (1 - seen.at(arm, output, m.week or 0) / start)
    return np.where(then > (m.cut or 0), 100 * (1 - seen.at(arm, output, week) / start), np.nan)


def _begun(arm: str, m: Measure, seen: Seen) -> npt.NDArray[np.bool_]:
    """In which weeks (unknown, patient, week) a flare begins."""
    flare = seen.weekly(arm, FLARE, m.week or 0)[..., 1:]
    first = flare[..., :1] > BEGUN
    return np.concatenate([first, np.diff(flare, axis=-1) > NOTICED], axis=-1)


def _risk(arm: str | None, m: Measure, seen: Seen) -> Array:
    return np.asarray(
        (seen.weekly(arm or "", FLARE, m.week or 0)[..., 1:] > NOTICED).any(axis=-1).mean(axis=1)
    )


def _typical(name: str | None, seen: Seen) -> Array:
    return np.asarray(np.median(seen.parameters[name or ""], axis=1))


def _mean(values: Array) -> Array:
    return np.asarray(np.nanmean(values, axis=1))


def _share(values: Array, cut: float) -> Array:
    return 100 * _mean(np.where(np.isnan(values), np.nan, values > cut))


def _centred(values: Array) -> Array:
    return np.asarray(values - np.nanmean(values, axis=1, keepdims=True))


_KINDS: Mapping[str, Callable[[Measure, Seen], Array]] = {
    "level": _level, "level_ratio": _level_ratio, "deviation": _deviation, "correlation": _correlation,
    "left": _left, "change": _change, "improvement": _improvement, "responders": _responders,
    "difference": _difference, "effect": _effect, "kept": _kept, "lost": _lost, "lasting": _lasting,
    "flares": _flares, "in_flare": _in_flare, "flare_risk": _flare_risk, "flare_hazard": _flare_hazard,
    "days_to_flare": _days_to_flare, "half_life": _half_life, "phase": _phase, "passage": _passage,
    "saturated": _saturated,
}  # fmt: skip
