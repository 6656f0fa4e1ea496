"""From arrays to a labelled result."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import xarray as xr

from nagi.equations.model import Arm, Model
from nagi.numerics.status import Status
from nagi.simulation.batches import Array, Codes, Kept
from nagi.simulation.result import BASELINE, ENDPOINT, IMPROVED, MEAN, Result

FEW = 100
"""Up to so many patients the empty form of a result is kept for the next call: labelling takes longer than solving."""

Filled = dict[str, npt.NDArray[np.generic]]
_FORMS: dict[tuple[object, ...], Result] = {}


def assembled(  # noqa: PLR0913, PLR0917 (arranges what simulate has)
    model: Model, labels: npt.NDArray[np.generic], chosen: Sequence[Arm], weeks: Array, kept: Kept, parameters: Array,
    keep: str,
) -> Result:  # fmt: skip
    """Everything a result holds, outputs first."""
    arms, before = [arm.name for arm in chosen], list(kept.before.T)
    filled = _summary(model, kept, before) if keep == "summary" else _courses(model, kept)
    filled |= {o.name + BASELINE: values for o, values in zip(model.outputs, before, strict=True)}
    filled["status"] = names_of(kept.status)
    if any(arm.rescues for arm in chosen):
        filled["rescued"] = kept.rescued
    if keep != "summary":  # a copy, so that it stays what was simulated whatever the caller does with his own
        filled |= {"baseline": kept.baseline, "parameters": parameters.copy()}
    if len(labels) > FEW:
        return _form(model, labels, arms, weeks, filled)
    words = tuple((output.unit, output.label) for output in model.outputs)  # the digest does not hold them
    key = (
        model.digest,
        words,
        keep,
        tuple(arms),
        tuple(filled),
        tuple(weeks.tolist()),
        labels.dtype.str,
        *labels.tolist(),
    )
    if key not in _FORMS:
        if len(_FORMS) >= FEW:
            _FORMS.clear()
        empty = {name: np.broadcast_to(np.zeros((), one.dtype), one.shape) for name, one in filled.items()}
        _FORMS[key] = _form(model, labels, arms, weeks, empty)
    return _FORMS[key].copy(data=filled)


def names_of(codes: Codes) -> npt.NDArray[np.str_]:
    """Codes of `nagi.numerics.status.Status` by name, "ok", "too_many_steps" …, no wider than needed."""
    seen = np.bincount(codes.ravel(), minlength=len(Status)) > 0
    names: npt.NDArray[np.str_] = np.array([s.name.lower() if seen[s] else "" for s in Status])
    return names[codes]


def _courses(model: Model, kept: Kept) -> Filled:
    return {o.name: values for o, values in zip(model.outputs, kept.outputs, strict=True)}


def _summary(model: Model, kept: Kept, before: Sequence[Array]) -> Filled:
    filled: Filled = {}
    for output, reduced, base in zip(model.outputs, kept.outputs, before, strict=True):
        filled[output.name + ENDPOINT] = reduced[..., 0]
        filled[output.name + MEAN] = reduced[..., 1]
        start = np.where(base == 0, np.nan, base)[:, None]
        filled[output.name + IMPROVED] = 100 * (start - reduced[..., 0]) / start
    return filled


def _form(
    model: Model, labels: npt.NDArray[np.generic], arms: Sequence[str], weeks: Array, filled: Filled
) -> Result:
    said, dims = _said(model), _dims(model)
    variables = {name: xr.Variable(dims[name], values, said.get(name)) for name, values in filled.items()}
    coordinates: dict[str, npt.ArrayLike] = {
        "patient": labels, "arm": list(arms), "week": weeks,
        "parameter": list(model.parameters), "state": list(model.state_names),
    }  # fmt: skip
    made = Result(variables, coords=coordinates)
    made["week"].attrs = {"units": "week", "long_name": "weeks since the start of treatment"}
    return made


def _dims(model: Model) -> Mapping[str, tuple[str, ...]]:
    dims: dict[str, tuple[str, ...]] = {
        "status": ("patient", "arm"), "rescued": ("patient", "arm"),
        "baseline": ("patient", "state"), "parameters": ("patient", "parameter"),
    }  # fmt: skip
    for output in model.outputs:
        dims[output.name] = ("patient", "arm", "week")
        dims[output.name + BASELINE] = ("patient",)
        dims |= {output.name + ending: ("patient", "arm") for ending in (ENDPOINT, MEAN, IMPROVED)}
    return dims


def _said(model: Model) -> Mapping[str, dict[str, str]]:
    """Units and words of each variable."""
    said = {
        "status": {"long_name": "ok, or why the patient could not be computed in this arm"},
        "rescued": {"units": "week", "long_name": "first week of rescue, if any"},
    }
    for o in model.outputs:
        said[o.name] = {"units": o.unit, "long_name": o.label}
        said[o.name + BASELINE] = {"units": o.unit, "long_name": f"{o.label} before treatment"}
        said[o.name + ENDPOINT] = {"units": o.unit, "long_name": f"{o.label} at the last week"}
        said[o.name + MEAN] = {"units": o.unit, "long_name": f"{o.label}, mean over the weeks"}
        said[o.name + IMPROVED] = {"units": "%", "long_name": f"improvement of {o.name} from baseline"}
    return said
