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
from nagi.simulation.twin.population import Population
from nagi.simulation.twin.sampler import Sampled, Stage, effective_size, sample
from nagi.simulation.twin.timeline import led_by

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
    drawn under the measurements, as a share. `effective`: the smallest effective sample size met, of all patients;
    `ancestors`: how many of the first patients have descendants.
    """

    population: Population
    before: Arm
    lead: float
    observations: tuple[Observation, ...]
    patients: Sampled
    silence: Silence | None
    usual: float | None
    kept: float

    @property
    def effective(self) -> float:
        """The smallest effective sample size on the way; the number of patients if nothing was measured."""
        return min((stage.effective for stage in self.stages), default=float(len(self.patients.standard)))

    @property
    def ancestors(self) -> int:
        """How many of the patients as drawn have descendants."""
        return len(np.unique(self.patients.ancestor))

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The steps of the sampler."""
        return self.patients.stages

    def outputs(self, arms: Sequence[Arm], weeks: Sequence[float]) -> Mapping[str, Array]:
        """Every output (patient, arm, week) at `weeks` since the day of the decision."""
        return _course(self.population, self.patients.standard, self.patients.chance, self.before, arms,
                       lead=self.lead, weeks=weeks)  # fmt: skip

    def unconditioned(self, count: int) -> "Twin":
        """The model's people as drawn, before any measurement."""
        first = np.arange(count)
        drawn = Sampled(
            standard=self.population.drawn(count), chance=first, ancestor=first, stages=(), complete=True
        )
        return replace(
            self, observations=(), patients=drawn, silence="nothing_measured", usual=None, kept=1.0
        )


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

    `before`: the care until the day of the decision (week 0), `followed`: the arm under which later measurements were
    made. `patients`: how many virtual patients (default: as assumed). Raises NagiError (NAGI-M100, M130 to M133).
    """
    refuse_no_model(model)
    wrong = whole("NAGI-M101", "seed", seed, least=0)
    if problems := wrong + ([] if patients is None else whole("NAGI-M101", "patients", patients, least=FEWEST)):
        raise NagiError(problems)
    told = usable(
        observations, _instruments(model, assumed), earliest=-assumed.lead_weeks, latest=assumed.weeks
    )
    population = Population(model=model, seed=seed, threads=threads)
    prior = population.drawn(patients or assumed.virtual_patients)
    measured = _Measured(population, assumed, before, followed, told)
    first = np.arange(len(prior))
    nobody = Sampled(standard=prior, chance=first, ancestor=first, stages=(), complete=True)
    drawn = Twin(population=population, before=before, lead=assumed.lead_weeks, observations=told, patients=nobody,
                 silence="nothing_measured", usual=None, kept=1.0)  # fmt: skip
    if not told:
        return drawn
    truth = measured.truth(prior, first)
    usual = usualness([_score(one) for one in told], truth, measured.instruments, seed=seed)
    kept = effective_size(np.nan_to_num(measured.compared(truth), nan=-1e12)) / len(prior)
    reached = sample(measured.likelihood, prior, seed=seed)
    silence = _silence(assumed, usual, kept, reached)
    return replace(drawn, patients=reached, silence=silence, usual=usual, kept=kept)


class _Measured:
    """The measurements of one person, compared with what patients would show."""

    def __init__(
        self, population: Population, assumed: Assumptions, before: Arm, followed: Arm,
        told: tuple[Observation, ...],
    ) -> None:  # fmt: skip
        instruments = _instruments(population.model, assumed)
        self.population, self.told, self.before, self.followed = population, told, before, followed
        self.lead = assumed.lead_weeks
        self.instruments = [instruments[one.output] for one in told]
        self.weeks = sorted({one.week for one in told})

    def truth(self, standard: Array, chance: npt.NDArray[np.int64]) -> Array:
        """What was measured without scatter (patient, measurement)."""
        outputs = _course(self.population, standard, chance, self.before, [self.followed],
                          lead=self.lead, weeks=self.weeks)  # fmt: skip
        return np.column_stack([outputs[one.output][:, 0, self.weeks.index(one.week)] for one in self.told])

    def compared(self, truth: Array) -> Array:
        """Log likelihood (patient)."""
        pairs = zip(self.told, self.instruments, truth.T, strict=True)
        told = [each.log_likelihood(_score(one), column) for one, each, column in pairs]
        return np.asarray(np.sum(told, axis=0))

    def likelihood(self, standard: Array, chance: npt.NDArray[np.int64]) -> Array:
        """Log likelihood (patient) of standardised parameters."""
        return self.compared(self.truth(standard, chance))


def _course(  # noqa: PLR0913 (who, what and when)
    population: Population, standard: Array, chance: npt.NDArray[np.int64], before: Arm, arms: Sequence[Arm],
    *, lead: float, weeks: Sequence[float],
) -> Mapping[str, Array]:  # fmt: skip
    last = max(*weeks, 0) or 1.0
    joined = [led_by(before, arm, population.model, lead=lead, weeks=last) for arm in arms]
    return population.outputs(standard, chance, joined, [lead + week for week in weeks])


def _instruments(model: Model, assumed: Assumptions) -> Mapping[str, Instrument]:
    """The instruments that measure an output of this model."""
    outputs = {output.name for output in model.outputs}
    return {each.output: each for each in assumed.instrument if each.output in outputs}


def _score(one: Observation) -> float:
    return float(one.score or 0)


def _silence(assumed: Assumptions, usual: float, kept: float, reached: Sampled) -> Silence | None:
    if usual < assumed.silence.contradiction:
        return "contradiction"
    if not reached.complete:
        return "not_reached"
    return "teaches_nothing" if kept > assumed.silence.untaught else None
