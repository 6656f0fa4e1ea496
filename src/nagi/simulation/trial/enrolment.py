"""Who comes into a trial: candidates are drawn and measured one after the other until all places are taken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nagi.equations.model import Model
from nagi.errors import NagiError, Problem
from nagi.language import Text
from nagi.numerics.engine import Engine
from nagi.numerics.status import Status
from nagi.simulation.streams import standard_normals
from nagi.simulation.trial.measuring import measured
from nagi.simulation.trial.plan import Trial
from nagi.simulation.trial.uncertain import Population, parameters_of

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Admit = Callable[[int, Mapping[str, Array]], Flags]
"""From how many candidates there are and what is measured of them, by output: which the rules of dermatology let in."""

SPARE = 1.25
"""Candidates drawn, over the number expected to be needed."""
MOST_FOR_ONE, MOST_AT_ONCE = 100, 5_000
"""Candidates drawn at once: per place at most, and in all (that bounds memory)."""


@dataclass(frozen=True, kw_only=True)
class Enrolled:
    """Those who came in: where they stand among all candidates, their normals, parameters and state before treatment.

    `screened` candidates were looked at, `lost` of them could not be computed.
    """

    number: npt.NDArray[np.int64]
    z: Array
    parameters: Array
    start: Array
    screened: int
    lost: int


def enrol(  # noqa: PLR0913, PLR0917 (who, from whom, how many, by what rule)
    trial: Trial, engine: Engine, drawn: Population, path: tuple[str, ...], places: int, admit: Admit
) -> Enrolled:  # fmt: skip
    """Fill `places`. `path` names the trial, so that candidate i is the same however many are drawn.

    Raises NagiError (NAGI-T109) if too few of the candidates may take part.
    """
    taken: list[tuple[npt.NDArray[np.int64], Array, Array, Array]] = []
    seen = lost = 0
    missing = places
    while missing:
        if seen >= trial.eligibility.most_screened * places:
            raise NagiError([_nobody(trial, seen, places - missing)])
        upto = seen + _batch(missing, seen, places - missing)
        z = _normals(trial, engine.model, drawn, path, range(seen, upto))
        parameters = parameters_of(drawn, z)
        start, status = engine.baseline(parameters, threads=1)
        good = status == Status.OK
        fit = good & _fit(trial, engine, parameters, start, path, seen, admit, good)
        rows = np.flatnonzero(fit)[:missing]
        taken.append((rows + seen, z[rows], parameters[rows], start[rows]))
        looked = upto - seen if rows.size < missing else int(rows[-1]) + 1
        lost += int((~good[:looked]).sum())
        seen += looked
        missing -= rows.size
    number, normals, table, states = (np.concatenate(parts) for parts in zip(*taken, strict=True))
    return Enrolled(number=number, z=normals, parameters=table, start=states, screened=seen, lost=lost)


def _batch(missing: int, seen: int, found: int) -> int:
    """How many candidates to draw next, from how many of those `seen` could be taken."""
    share = max((found + 1) / (seen + 1), 1 / MOST_FOR_ONE)
    return min(int(SPARE * missing / share) + 8, MOST_AT_ONCE)


def _normals(trial: Trial, model: Model, drawn: Population, path: tuple[str, ...], rows: range) -> Array:
    """Normals of the candidates with these numbers; 0 where all share one value."""
    z = np.zeros((len(rows), len(model.parameters)))
    for column in np.flatnonzero(drawn.spread > 0):
        names = (*path, "patient", model.parameters[column])
        z[:, column] = standard_normals(trial.seed, *names, count=rows.stop)[rows.start :]
    return z


def _fit(  # noqa: PLR0913, PLR0917 (measures what enrol has)
    trial: Trial, engine: Engine, parameters: Array, start: Array, path: tuple[str, ...], first: int, admit: Admit,
    good: Flags,
) -> Flags:  # fmt: skip
    """Which candidates have measured values within the bounds and are let in."""
    rules = trial.eligibility
    asked = {*rules.between, *(fact.output for fact in rules.facts.values())}
    fit = good.copy()
    if not asked and not rules.route:
        return fit
    truth = engine.outputs_at(parameters, start, threads=1).T
    seen: dict[str, Array] = {}
    for output, values in zip(engine.model.outputs, truth, strict=True):
        if output.name in asked:
            names = (*path, "screening", output.name)
            z = standard_normals(trial.seed, *names, count=2 * (first + len(values)))[2 * first :]
            seen[output.name] = measured(trial.noise.get(output.name), values, z.reshape(-1, 2))
    for name, (low, high) in rules.between.items():
        fit &= (seen[name] >= low) & (seen[name] <= high)
    if rules.route:
        rows = np.flatnonzero(fit)
        fit[rows] = admit(rows.size, {name: values[rows] for name, values in seen.items()})
    return fit


def _nobody(trial: Trial, seen: int, found: int) -> Problem:
    ja = f"{seen} 人を調べて、条件に合う人は {found} 人でした。[eligibility] の範囲と case の回答を見直してください。"
    en = f"of {seen} candidates only {found} may take part; look at the bounds and the case of [eligibility]"
    return Problem(code="NAGI-T109", where=trial.title, key="eligibility", said=Text(ja=ja, en=en))
