"""A calibration from design to findings: answers in two rounds, a posterior, and the simulator again to judge it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri
from scipy.stats import qmc
from threadpoolctl import threadpool_limits

from nagi.equations.model import Model
from nagi.errors import NagiError
from nagi.simulation.calibration.emulator import Emulator, emulated
from nagi.simulation.calibration.experiments import Experiments
from nagi.simulation.calibration.findings import Credit, Findings, judged, known
from nagi.simulation.calibration.identifiability import identified
from nagi.simulation.calibration.posterior import Judge, on_scale, posterior
from nagi.simulation.calibration.sensitivity import Influence, influences
from nagi.simulation.calibration.targets import Calibration, Measure
from nagi.simulation.problems import problem, whole
from nagi.simulation.streams import stream
from nagi.simulation.twin.sampler import Sampled

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Progress = Callable[[int, int], None]
"""Called with how many unknowns were answered, and how many there are."""
COHORTS = 16
"""Groups of people whose answers show by how much an answer scatters."""
WIDER = 1.3
"""Times as far from its middle as the first posterior lies the second design."""
CREDITED = 16
"""Draws of the posterior on which the credit of vesicles is checked."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """`design`: unknowns tried in the second round, half as many in the first; `patients`: virtual people of each;
    `draws`: of the posterior, simulated again with other people; `paths`: of the sensitivity."""

    seed: int = 1
    design: int = 512
    patients: int = 100
    draws: int = 200
    paths: int = 8
    threads: int | None = None


LEAST = {"seed": 0, "design": 128, "patients": 16, "draws": 20, "paths": 2}


def calibrate(
    model: Model, told: Calibration, settings: Settings, *, progress: Progress | None = None
) -> Findings:
    """Calibrate `model` against `told`. The same settings give the same findings.

    Raises NagiError (NAGI-C102 to C105 if the two do not fit together, C106 for settings, C107 if the posterior was not
    reached).
    """
    problems = [
        one
        for name, least in LEAST.items()
        for one in whole("NAGI-C106", name, getattr(settings, name), least=least)
    ]
    if problems:
        raise NagiError(problems)
    asked = Experiments.of(
        model, told, patients=settings.patients, seed=settings.seed, threads=settings.threads
    )
    with threadpool_limits(limits=1, user_api="blas"):  # sums in one order on every machine
        return _Run(asked, settings, progress or (lambda *_: None)).findings()


class _Run:
    """What the steps of one calibration share."""

    def __init__(self, asked: Experiments, settings: Settings, progress: Progress) -> None:
        self.asked, self.settings, self.told, self.progress = asked, settings, asked.told, progress
        self.unknowns = asked.unknowns
        self.measures = tuple(one.measure for one in self.told.measured if one.measure is not None)
        self.fitted = np.array([one.use == "fit" for one in self.told.measured])
        sized = settings.design // 2 + settings.design + settings.draws
        self.done, self.total = 0, COHORTS + sized + settings.paths * (len(self.unknowns.names) + 1)

    def findings(self) -> Findings:
        """Everything, from the first experiments to the judgement of every figure."""
        judge = Judge(targets=self.told.fitted, noise=self._noise())
        first = self._design()
        before = self._answers(first)
        rough, _ = self._posterior(judge, first, before, np.ones(len(first), dtype=bool))
        second = self._spread(rough.standard)
        again = self._answers(second)
        both, answers = np.concatenate([first, second]), np.concatenate([before, again])
        found, emulators = self._posterior(judge, both, answers, np.arange(len(both)) >= len(first))
        after = self._judgement(found.standard)
        learnt = identified(self.unknowns.names, found.standard)
        return Findings(
            told=self.told, names=self.unknowns.names, draws=found.standard,
            judged=judged(self.told, before, after, emulators, seed=self.settings.seed),
            known=known(self.unknowns, found.standard, learnt.learnt), identified=learnt,
            influences=self._influences(found.standard),
            credit=self._credit(found.standard, learnt.learnt),
            lost=float(np.mean(~np.isfinite(np.concatenate([answers, after])))),
            settings={name: value for name, value in asdict(self.settings).items() if name != "threads"},
        )  # fmt: skip

    def _answers(self, unknown: Array, *, first: npt.NDArray[np.int64] | None = None) -> Array:
        found = self.asked.answers(unknown, self.measures, first=first, progress=self._tell)
        self.done += len(unknown)
        return found

    def _tell(self, done: int, _: int) -> None:
        self.progress(self.done + done, self.total)

    def _noise(self) -> Array:
        """By fitted target, the scatter of an answer from one group of people to the next."""
        middle = np.zeros((COHORTS, len(self.unknowns.names)))
        first = np.arange(COHORTS, dtype=np.int64) * self.settings.patients
        answers = on_scale(self.told.measured, self._answers(middle, first=first))
        return np.asarray(np.nanstd(answers, axis=0, ddof=1)[self.fitted])

    def _design(self) -> Array:
        """Unknowns spread evenly over the prior."""
        chance = np.random.Generator(stream(self.settings.seed, "calibration", "design"))
        points = qmc.Sobol(len(self.unknowns.names), rng=chance).random(self.settings.design // 2)
        return np.asarray(ndtri(np.clip(points, 1e-6, 1 - 1e-6)))

    def _spread(self, draws: Array) -> Array:
        """A design somewhat wider than the draws of a posterior."""
        chosen = draws[_evenly(len(draws), self.settings.design)]
        middle = draws.mean(axis=0)
        return np.asarray(middle + WIDER * (chosen - middle))

    def _posterior(
        self, judge: Judge, unknown: Array, answers: Array, trusted: Flags
    ) -> tuple[Sampled, Mapping[str, Emulator]]:
        features = self.unknowns.features(unknown)
        scaled = on_scale(self.told.measured, answers)[:, self.fitted]
        emulators = {
            target.id: emulated(features, scaled[:, at], judged=trusted)
            for at, target in enumerate(judge.targets)
        }
        found = posterior(self.unknowns, judge, list(emulators.values()), seed=self.settings.seed)
        if not found.complete:
            ja = "事後分布に届きませんでした。design を増やすか、数値の sd を確かめてください。"
            en = "the posterior was not reached; use a larger design, or look at the sd of the figures"
            raise NagiError([problem("NAGI-C107", "design", ja=ja, en=en)])
        return found, emulators

    def _judgement(self, draws: Array) -> Array:
        """Draws of the posterior in the simulator itself, each with people of its own."""
        chosen = draws[_evenly(len(draws), self.settings.draws)]
        first = (COHORTS + np.arange(len(chosen), dtype=np.int64)) * self.settings.patients
        return self._answers(chosen, first=first)

    def _credit(self, draws: Array, learnt: Mapping[str, float]) -> Credit:
        """The same draws with vesicles as they are, and with vesicles that do nothing in people."""
        chosen, idle = draws[_evenly(len(draws), CREDITED)], self.told.idle_if_zero
        care = [at for at, one in enumerate(self.measures) if not self._vesicles(one)]
        added = [one.measure for one in self.told.decision if self._vesicles(one.measure)]
        measures = [*(self.measures[at] for at in care), *added]
        as_drawn = self.asked.answers(chosen, measures)
        nothing = self.asked.answers(chosen, measures, held={idle: 0.0})
        errors = np.array([self.told.measured[at].error for at in care])
        gone = np.abs(as_drawn - nothing)[:, : len(care)] / errors
        return Credit(
            moved=float(np.nanmax(gone)) if gone.size else 0.0,
            left=float(np.nanmax(np.abs(nothing[:, len(care) :]))) if added else 0.0,
            translation=learnt.get(idle, 0.0),
        )

    def _vesicles(self, measure: Measure) -> bool:
        return any(self.asked.arms[name].doses for name in measure.arms)

    def _influences(self, draws: Array) -> Mapping[str, Sequence[Influence]]:
        measures = [one.measure for one in self.told.decision]
        if not measures:
            return {}
        ranked = influences(
            self.unknowns.names, draws,
            lambda rows: self.asked.answers(rows, measures, progress=self._tell),
            outputs=len(measures), paths=self.settings.paths, seed=self.settings.seed,
        )  # fmt: skip
        return {one.name: found for one, found in zip(self.told.decision, ranked, strict=True)}


def _evenly(count: int, wanted: int) -> npt.NDArray[np.int64]:
    """So many rows of `count`, evenly spaced."""
    return np.unique(np.linspace(0, count - 1, min(count, wanted)).round().astype(np.int64))
