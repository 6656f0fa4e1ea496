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
from nagi.simulation.twin.instruments import Measure
from nagi.simulation.twin.observations import Observation, usable
from nagi.simulation.twin.population import TODAY, Population, Table
from nagi.simulation.twin.sampler import Sampled, effective_size, floored, sample, thinned

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
    `drawn` under the measurements, as a share. `past`: the weeks up to today whose outputs the patients carry.
    """

    population: Population
    observations: tuple[Observation, ...]
    drawn: Sampled
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
        return futures([self], arms, weeks)[0]


def futures(twins: Sequence[Twin], arms: Sequence[Arm], weeks: Sequence[float]) -> list[Mapping[str, Array]]:
    """Every output (patient, arm, week) of each twin from today on.

    The twins are of one population. A patient who stands in several places, within a twin or in many, is simulated
    once: who has the same parameters and the same chance goes the same way.
    """
    held = [each.patients for each in twins]
    standard, chance = (
        np.concatenate([getattr(one, part) for one in held]) for part in ("standard", "chance")
    )
    today = np.concatenate([one.carried[TODAY] for one in held])
    _, first, places = np.unique(
        np.column_stack([chance, standard[:, 0]]), axis=0, return_index=True, return_inverse=True
    )
    once = twins[0].population.from_today(standard[first], chance[first], today[first], arms, weeks)
    ends = np.cumsum([len(one.standard) for one in held])[:-1]
    return [
        {name: values[rows] for name, values in once.items()} for rows in np.split(places.reshape(-1), ends)
    ]


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
    known = _known(assumed, model)
    told = usable(observations, known, earliest=-assumed.lead_weeks, latest=assumed.weeks)
    population = Population(model=model, before=before, lead=assumed.lead_weeks, seed=seed, threads=threads)
    measured = _Measured(population, followed, told, known)
    count = patients or assumed.virtual_patients
    standard, order = population.drawn(count), np.arange(count)
    carried = measured.until_today(standard, order)
    return _conditioned(
        measured, Sampled(standard=standard, chance=order, carried=carried, ancestor=order), assumed
    )


def part_of(
    person: Twin, observations: Iterable[Observation], *, assumed: Assumptions, followed: Arm, name: str
) -> Twin:
    """A twin of a part of the same person, such as one site: the same people as drawn, conditioned on what was measured
    there today, then thinned. `name` tells its chance from that of other parts. Raises NagiError (NAGI-M130 to M133)."""
    known = _known(assumed, person.population.model)
    told = usable(observations, known, earliest=0, latest=0)
    measured = _Measured(person.population, followed, told, known, past=person.past, part=name)
    made = _conditioned(measured, person.drawn, assumed)
    return replace(made, patients=thinned(made.patients, assumed.site.virtual_patients))


def _known(assumed: Assumptions, model: Model) -> dict[str, Measure]:
    measures: tuple[Measure | None, ...] = (*assumed.instrument, assumed.history)
    there = {output.name for output in model.outputs}
    return {each.name: each for each in measures if each is not None and each.output in there}


def _conditioned(measured: "_Measured", first: Sampled, assumed: Assumptions) -> Twin:
    population, told = measured.population, measured.told
    drawn = Twin(
        population=population, observations=told, drawn=first, patients=first, past=measured.past,
        silence="nothing_measured", usual=None, kept=1.0,
    )  # fmt: skip
    if not told:
        return drawn
    truth = measured.truth(first.standard, first.chance, first.carried)
    usual = usualness([_score(one) for one in told], truth, measured.measures, seed=population.seed)
    likely = measured.compared(truth)
    kept = effective_size(floored(likely)) / len(truth)
    if usual < assumed.silence.contradiction:
        return replace(drawn, silence="contradiction", usual=usual, kept=kept)
    reached = sample(measured.likelihood, first, likely, seed=population.seed, part=measured.part)
    silence: Silence | None = "teaches_nothing" if kept > assumed.silence.untaught else None
    return replace(
        drawn,
        patients=reached,
        silence=silence if reached.complete else "not_reached",
        usual=usual,
        kept=kept,
    )


class _Measured:
    """The measurements of one person or of a `part`, compared with what patients would show."""

    def __init__(  # noqa: PLR0913, PLR0917 (who, what was told, and what is known already)
        self, population: Population, followed: Arm, told: tuple[Observation, ...],
        known: Mapping[str, Measure], past: tuple[float, ...] | None = None, part: str = "",
    ) -> None:  # fmt: skip
        self.population, self.followed, self.told, self.part = population, followed, told, part
        self.measures = [known[one.output] for one in told]
        weekly = range(-int(population.lead), 1)
        self.past = past or tuple(sorted({*map(float, weekly), *(one.week for one in told if one.week <= 0)}))
        self.later = sorted({one.week for one in told if one.week > 0})

    def until_today(self, standard: Array, chance: npt.NDArray[np.int64]) -> Table:
        """All that patients carry with them."""
        return self.population.until_today(standard, chance, self.past)

    def truth(self, standard: Array, chance: npt.NDArray[np.int64], carried: Table) -> Array:
        """What was measured, without scatter (patient, measurement)."""
        later = (
            self.population.from_today(standard, chance, carried[TODAY], [self.followed], self.later)
            if self.later
            else {}
        )
        after = {name: values[:, 0] for name, values in later.items()}
        pairs = zip(self.told, self.measures, strict=True)
        columns = [
            each.truth(after, self.later, one.week)
            if one.week > 0
            else each.truth(carried, self.past, one.week)
            for one, each in pairs
        ]
        return np.stack(columns, axis=1)

    def compared(self, truth: Array) -> Array:
        """Log likelihood (patient)."""
        pairs = zip(self.told, self.measures, truth.T, strict=True)
        told = [each.log_likelihood(_score(one), column) for one, each, column in pairs]
        return np.asarray(np.sum(told, axis=0))

    def likelihood(self, standard: Array, chance: npt.NDArray[np.int64]) -> tuple[Array, Table]:
        """Log likelihood (patient) of standardised parameters, and all that patients carry."""
        carried = self.until_today(standard, chance)
        return self.compared(self.truth(standard, chance, carried)), carried


def _score(one: Observation) -> float:
    return float(one.score or 0)
