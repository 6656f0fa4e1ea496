"""The twin of one person: fitted to measurements, or silent with a reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from nagi.equations.model import Arm, Model
from nagi.errors import NagiError
from nagi.simulation.problems import refuse_no_model, whole
from nagi.simulation.twin.assumptions import Assumptions
from nagi.simulation.twin.criticism import usualness
from nagi.simulation.twin.instruments import Instrument
from nagi.simulation.twin.observations import Observation, usable
from nagi.simulation.twin.population import TODAY, Population, Table
from nagi.simulation.twin.sampler import Sampled, effective_size, floored, sample

Array = npt.NDArray[np.float64]
Silence = Literal["nothing_measured", "contradiction", "teaches_nothing", "not_reached"]
"""Why a twin does not speak for the person."""

FEWEST = 100
"""Virtual patients below which no interval means anything."""


@dataclass(frozen=True, kw_only=True)
class Twin:
    """Virtual patients of equal weight that agree with `observations`.

    `silence`: why they must not be shown as this person; None if they may. `usual`: share of the model's people at
    least as unusual as the person, None if nothing was measured. `kept`: effective sample size of the patients as
    drawn under the measurements, as a share. `past`: the weeks up to today whose outputs the patients carry.
    """

    population: Population
    observations: tuple[Observation, ...]
    patients: Sampled
    past: tuple[float, ...]
    silence: Silence | None
    usual: float | None
    kept: float

    @property
    def effective(self) -> float:
        """The smallest effective sample size on the way; the number of patients if nothing was measured."""
        sizes = (stage.effective for stage in self.patients.stages)
        return min(sizes, default=float(len(self.patients.standard)))

    @property
    def ancestors(self) -> int:
        """How many of the patients as drawn have descendants."""
        return len(np.unique(self.patients.ancestor))

    def before(self, weeks: Sequence[float]) -> Mapping[str, Array]:
        """Every output (patient, week) at `weeks` of `past`."""
        at = [self.past.index(week) for week in weeks]
        return {name: values[:, at] for name, values in self.patients.carried.items() if name != TODAY}

    def outputs(self, arms: Sequence[Arm], weeks: Sequence[float]) -> Mapping[str, Array]:
        """Every output (patient, arm, week) at `weeks` from today on."""
        held = self.patients
        return self.population.from_today(held.standard, held.chance, held.carried[TODAY], arms, weeks)


def twin(  # noqa: PLR0913 (the person, the care of today, and the choices of a run)
    model: Model,
    observations: Iterable[Observation],
    *,
    assumed: Assumptions,
    before: Arm,
    followed: Arm,
    seed: int,
    patients: int | None = None,
    threads: int | None = None,
) -> Twin:
    """Condition the model's people on `observations` of one person.

    `before`: the care until today (week 0), `followed`: the arm under which later measurements were made. `patients`:
    how many virtual patients (default: as assumed). Raises NagiError (NAGI-M100, M101, M130 to M133).
    """
    refuse_no_model(model)
    problems = whole("NAGI-M101", "seed", seed, least=0)
    problems += [] if patients is None else whole("NAGI-M101", "patients", patients, least=FEWEST)
    if problems:
        raise NagiError(problems)
    known = {each.output: each for each in assumed.instrument if each.output in _outputs(model)}
    told = usable(observations, known, earliest=-assumed.lead_weeks, latest=assumed.weeks)
    population = Population(model=model, before=before, lead=assumed.lead_weeks, seed=seed, threads=threads)
    return _conditioned(
        _Measured(population, followed, told, known), assumed, patients or assumed.virtual_patients
    )


def _conditioned(measured: "_Measured", assumed: Assumptions, count: int) -> Twin:
    population, told, order = measured.population, measured.told, np.arange(count)
    standard = population.drawn(count)
    truth, carried = measured.truth(standard, order)
    first = Sampled(standard=standard, chance=order, carried=carried, ancestor=order)
    drawn = Twin(
        population=population, observations=told, patients=first, past=measured.past, silence="nothing_measured",
        usual=None, kept=1.0,
    )  # fmt: skip
    if not told:
        return drawn
    usual = usualness([_score(one) for one in told], truth, measured.instruments, seed=population.seed)
    likely = measured.compared(truth)
    kept = effective_size(floored(likely)) / count
    if usual < assumed.silence.contradiction:
        return replace(drawn, silence="contradiction", usual=usual, kept=kept)
    reached = sample(measured.likelihood, first, likely, seed=population.seed)
    silence: Silence | None = "teaches_nothing" if kept > assumed.silence.untaught else None
    return replace(
        drawn,
        patients=reached,
        silence=silence if reached.complete else "not_reached",
        usual=usual,
        kept=kept,
    )


class _Measured:
    """The measurements of one person, compared with what patients would show."""

    def __init__(
        self, population: Population, followed: Arm, told: tuple[Observation, ...],
        known: Mapping[str, Instrument],
    ) -> None:  # fmt: skip
        self.population, self.followed, self.told = population, followed, told
        self.instruments = [known[one.output] for one in told]
        weekly = range(-int(population.lead), 1)
        self.past = tuple(sorted({*map(float, weekly), *(one.week for one in told if one.week <= 0)}))
        self.later = sorted({one.week for one in told if one.week > 0})

    def truth(self, standard: Array, chance: npt.NDArray[np.int64]) -> tuple[Array, Table]:
        """What was measured, without scatter (patient, measurement), and all that patients carry."""
        carried = self.population.until_today(standard, chance, self.past)
        later = (
            self.population.from_today(standard, chance, carried[TODAY], [self.followed], self.later)
            if self.later
            else {}
        )
        columns = [
            later[one.output][:, 0, self.later.index(one.week)]
            if one.week > 0
            else carried[one.output][:, self.past.index(one.week)]
            for one in self.told
        ]
        return np.stack(columns, axis=1) if columns else np.empty((len(standard), 0)), carried

    def compared(self, truth: Array) -> Array:
        """Log likelihood (patient)."""
        pairs = zip(self.told, self.instruments, truth.T, strict=True)
        told = [each.log_likelihood(_score(one), column) for one, each, column in pairs]
        return np.asarray(np.sum(told, axis=0))

    def likelihood(self, standard: Array, chance: npt.NDArray[np.int64]) -> tuple[Array, Table]:
        """Log likelihood (patient) of standardised parameters, and all that patients carry."""
        truth, carried = self.truth(standard, chance)
        return self.compared(truth), carried


def _outputs(model: Model) -> set[str]:
    return {output.name for output in model.outputs}


def _score(one: Observation) -> float:
    return float(one.score or 0)
