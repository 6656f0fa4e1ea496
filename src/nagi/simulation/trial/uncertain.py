"""What nobody knows about the population and the treatments: drawn once per draw, the same for all its patients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

from nagi.equations.model import Model
from nagi.simulation.streams import standard_normals, uniforms
from nagi.simulation.trial.plan import Prior, Trial

Array = npt.NDArray[np.float64]
TRANSLATION = "mouse_to_human"
"""The parameter without which, in a model that has it, vesicles do nothing in people."""


@dataclass(frozen=True, kw_only=True)
class Population:
    """One draw. Parameters by patient are exp(centre + spread z); `spread` is 0 where all patients share one value.

    `shared` values that are exactly 0 have no logarithm and stand in `zero`. `effects` by arm and name.
    """

    centre: Array
    spread: Array
    zero: npt.NDArray[np.bool_]
    effects: Mapping[tuple[str, str], float]
    nothing: bool


def population(trial: Trial, model: Model, draw: int) -> Population:
    """Draw number `draw`, the same whichever others are drawn. `nothing`: no treatment of it has any effect."""
    centre = np.array([one.mean_ln for one in model.population], dtype=np.float64)
    spread = np.array([one.sd_ln for one in model.population], dtype=np.float64)
    for column, one in enumerate(model.population):
        z = _normal(trial, draw, one.name)
        if one.name in trial.fixed:
            value = trial.fixed[one.name]
            centre[column], spread[column] = (np.log(value) if value > 0 else -np.inf), 0.0
        elif one.varies == "knowledge" or one.name in trial.uncertainty.shared:
            absent = (
                uniforms(trial.seed, "trial", "draw", str(draw), one.name, "is zero", count=1)[0] < one.zero
            )
            centre[column] = -np.inf if absent else centre[column] + spread[column] * z
            spread[column] = 0.0
        else:
            centre[column] += trial.uncertainty.medians * z
    zero = np.isneginf(centre)
    effects = {
        (arm, prior.effect): size
        for place, prior in enumerate(trial.prior)
        for size in [_size(trial, draw, place, prior)]
        for arm in prior.arms
    }
    return Population(
        centre=np.where(zero, 0.0, centre), spread=spread, zero=zero, effects=effects,
        nothing=_nothing(trial, model, effects, zero),
    )  # fmt: skip


def parameters_of(drawn: Population, z: Array) -> Array:
    """Parameters (patient, parameter) from standard normals of the same shape."""
    return np.where(drawn.zero, 0.0, np.exp(drawn.centre + drawn.spread * z))


def share_without_effect(trial: Trial, model: Model) -> float:
    """The share of the prior in which no treatment has any effect: what `nothing` tends to over many draws."""
    last = {(arm, one.effect): one for one in trial.prior for arm in one.arms}
    absent = [_share_of_zero(trial, model, name) for name in _needed(trial, model)]
    signs = [prod(_none(one) for one in {id(one): one for one in last.values()}.values())] if last else []
    signs += [1 - prod(1 - share for share in absent)] if absent else []
    return prod(signs) if signs else 0.0


def _none(one: Prior) -> float:
    return one.none if one.low or one.high else 1.0


def _share_of_zero(trial: Trial, model: Model, name: str) -> float:
    """How probable it is that a draw has exactly 0 for this parameter."""
    one = model.population[model.parameters.index(name)]
    if name in trial.fixed:
        return 0.0 if trial.fixed[name] > 0 else 1.0
    return one.zero if one.varies == "knowledge" or name in trial.uncertainty.shared else 0.0


def _needed(trial: Trial, model: Model) -> Sequence[str]:
    """Parameters without which no treatment has an effect."""
    return trial.uncertainty.without or [name for name in model.parameters if name == TRANSLATION]


def _nothing(
    trial: Trial, model: Model, effects: Mapping[tuple[str, str], float], zero: npt.NDArray[np.bool_]
) -> bool:
    """Whether every effect with a prior is 0, and one of the parameters without which there is none."""
    absent = [bool(zero[model.parameters.index(name)]) for name in _needed(trial, model)]
    signs = ([not any(effects.values())] if effects else []) + ([any(absent)] if absent else [])
    return bool(signs) and all(signs)


def _normal(trial: Trial, draw: int, name: str) -> float:
    return float(standard_normals(trial.seed, "trial", "draw", str(draw), name, count=1)[0])


def _size(trial: Trial, draw: int, place: int, prior: Prior) -> float:
    chance, where = uniforms(trial.seed, "trial", "draw", str(draw), f"prior {place}", count=2)
    return 0.0 if chance < prior.none else float(prior.low + (prior.high - prior.low) * where)
