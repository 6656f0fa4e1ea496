"""What a run of many trials says: power, assurance, false positives, and where the spread comes from."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from nagi.simulation.trial.analysis import analysed, outcome
from nagi.simulation.trial.parts import Part, Table
from nagi.simulation.trial.plan import Trial

Array = npt.NDArray[np.float64]
FIELDS = ("treated", "control", "difference", "error", "p")
SAID: Mapping[str, str] = {
    "treated": "mean or share of the treated arm",
    "control": "mean or share of the control",
    "difference": "difference in the good direction",
    "error": "standard error of the difference",
    "p": "p value, two-sided",
}
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def gathered(
    trial: Trial, done: Iterable[tuple[Part, Table]], sizes: Sequence[int], beside: Sequence[str] = ()
) -> xr.Dataset:
    """All trials of a run, analysed at each of `sizes` (the first so many places of each arm).

    `difference` and the like (draw, trial, arm, endpoint, size), the same with `null_` in front for trials without any
    effect; `course` (arm, visit, output, quantile) of what was seen of the patients; `counts` (count). Of the references
    `beside`: `beside` (draw, reference, endpoint), mean or share, and `beside_course`.
    """
    found: dict[bool, Array] = {null: _room(trial, sizes, null=null) for null in (False, True)}
    open_trials: dict[tuple[bool, int, int], list[Table]] = {}
    seen: list[tuple[npt.NDArray[Any], npt.NDArray[Any]]] = []
    counts = np.zeros(5, dtype=np.int64)
    shown: dict[int, list[npt.NDArray[Any]]] = {}
    for part, table in done:
        if "beside" in table:
            shown.setdefault(part.draw, []).append(table["beside"])
        for place, repeat in enumerate(part.repeats):
            one = {name: values[place] for name, values in table.items() if name != "beside"}
            waiting = open_trials.setdefault((part.null, part.draw, repeat), [])
            waiting.append(one)
            if part.end == trial.size.patients:
                found[part.null][part.draw, repeat] = _analysed(trial, waiting, sizes)
                del open_trials[part.null, part.draw, repeat]
            if not part.null:
                seen.append((one["seen"].astype(np.float32), one["arm"]))
                counts += _counted(one)
    labelled = _labelled(trial, found, sizes, _course(trial, seen), counts)
    return labelled.assign(_references(trial, shown, beside)) if beside else labelled


def _room(trial: Trial, sizes: Sequence[int], *, null: bool) -> Array:
    size = trial.size
    repeats = size.null if null else size.trials
    return np.full(
        (size.draws, repeats, len(trial.others), len(trial.endpoint), len(sizes), len(FIELDS)), np.nan
    )


def _analysed(trial: Trial, pieces: Sequence[Table], sizes: Sequence[int]) -> Array:
    """One trial (arm, endpoint, size, field) from its pieces in the order of places."""
    seen = np.concatenate([piece["seen"] for piece in pieces])
    arm = np.concatenate([piece["arm"] for piece in pieces])
    per_place = 1 if trial.split else len(trial.arm)
    values = np.empty((len(trial.others), len(trial.endpoint), len(sizes), len(FIELDS)))
    for row, other in enumerate(trial.others):
        for column, endpoint in enumerate(trial.endpoint):
            for place, size in enumerate(sizes):
                first = slice(size * per_place)
                one = analysed(trial, endpoint, other, seen[first], arm[first])
                values[row, column, place] = [getattr(one, field) for field in FIELDS]
    return values


def _counted(one: Table) -> npt.NDArray[np.int64]:
    """Screened, not computed before and in treatment; enrolled; not seen at the last visit."""
    seen = one["seen"]
    unseen = int(np.isnan(seen[:, 0, -1, 0]).sum())
    return np.array([*one["counts"], len(seen), unseen], dtype=np.int64)


def _course(trial: Trial, seen: Sequence[tuple[npt.NDArray[Any], npt.NDArray[Any]]]) -> Array:
    arms = [np.concatenate([one[placed == arm] for one, placed in seen]) for arm in range(len(trial.arm))]
    return np.stack([_quantiles(values) for values in arms])


def _quantiles(values: npt.NDArray[Any]) -> Array:
    """Of everybody (person, visit, output) who was seen: (visit, output, quantile)."""
    found = np.full((*values.shape[1:], len(QUANTILES)), np.nan)
    columns = np.ascontiguousarray(np.moveaxis(values, 0, -1))
    for place in np.ndindex(values.shape[1:]):
        column = columns[place][~np.isnan(columns[place])]
        if column.size:
            column.sort()  # quantiles of what is in order are found in half the time
            found[place] = np.quantile(column, QUANTILES)
    return found


def _references(
    trial: Trial, shown: Mapping[int, Sequence[npt.NDArray[Any]]], names: Sequence[str]
) -> dict[str, xr.DataArray]:
    """Means or shares of the people of each draw under each reference, and their course over all draws."""
    drawn = {draw: np.concatenate(pieces, axis=1) for draw, pieces in shown.items()}
    means = np.full((trial.size.draws, len(names), len(trial.endpoint)), np.nan)
    for draw, seen in drawn.items():
        for row, one in enumerate(seen):
            for column, endpoint in enumerate(trial.endpoint):
                counted = outcome(trial, endpoint, one)
                if np.isfinite(counted).any():
                    means[draw, row, column] = np.nanmean(counted)
    everybody = np.concatenate([drawn[draw] for draw in sorted(drawn)], axis=1)[:, :, 0].astype(np.float32)
    course = np.stack([_quantiles(values) for values in everybody])
    held = {"reference": list(names)}
    said = {"long_name": "mean or share of the same people under a reference that was not allotted"}
    return {
        "beside": xr.DataArray(means, dims=("draw", "reference", "endpoint"), coords=held, attrs=said),
        "beside_course": xr.DataArray(
            course, dims=("reference", "week", "output", "quantile"), coords=held,
            attrs={"long_name": "what was seen under a reference"},
        ),
    }  # fmt: skip


def _labelled(
    trial: Trial,
    found: Mapping[bool, Array],
    sizes: Sequence[int],
    course: Array,
    counts: npt.NDArray[np.int64],
) -> xr.Dataset:
    variables: dict[str, tuple[tuple[str, ...], npt.NDArray[Any], dict[str, str]]] = {}
    for null, repeats in ((False, "trial"), (True, "null_trial")):
        dims = ("draw", repeats, "arm", "endpoint", "size")
        for place, field in enumerate(FIELDS):
            name = f"null_{field}" if null else field
            variables[name] = (dims, found[null][..., place], {"long_name": SAID[field]})
    variables["course"] = (
        ("every_arm", "week", "output", "quantile"),
        course,
        {"long_name": "what was seen"},
    )
    variables["counts"] = (("count",), counts, {"long_name": "people"})
    return xr.Dataset(
        variables,
        coords={
            "arm": [trial.arms[place] for place in trial.others],
            "every_arm": list(trial.arms),
            "endpoint": [endpoint.name for endpoint in trial.endpoint],
            "size": list(sizes),
            "week": [0.0, *trial.visits],
            "output": list(trial.outputs),
            "quantile": list(QUANTILES),
            "count": ["screened", "lost_before", "lost_in_treatment", "enrolled", "unseen_at_end"],
        },
    )
