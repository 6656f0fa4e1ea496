"""One part of a run: people are enrolled, allotted by chance, treated and measured."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nagi.equations.model import Arm, Model
from nagi.numerics.engine import Engine
from nagi.numerics.status import Status
from nagi.simulation.batches import engine_for
from nagi.simulation.streams import standard_normals, stream, uniforms
from nagi.simulation.trial.arms import arms_of, references
from nagi.simulation.trial.enrolment import Admit, Enrolled, enrol
from nagi.simulation.trial.measuring import observed
from nagi.simulation.trial.parts import Part, Table
from nagi.simulation.trial.plan import Trial
from nagi.simulation.trial.uncertain import Population, parameters_of, population

Array = npt.NDArray[np.float64]


def conduct(trial: Trial, model: Model, part: Part, admit: Admit, beside: Sequence[str] = ()) -> Table:
    """What the trials of `part` wrote down.

    `seen` (trial, person, half, visit, output), `arm` (trial, person, half), `left_half` (trial, person) the arm on the
    left, `counts` (trial, 3): screened, not computed before and during treatment. The first trial of a draw also has
    `beside` (reference, person, half, visit, output): the same people under the model's arms `beside`.
    """
    drawn = population(trial, model, part.draw)
    arms = arms_of(trial, model, drawn.effects, null=part.null)
    engine = engine_for(model, trial.accuracy)
    each = [
        _one(trial, engine, arms, drawn, _path(part, repeat), part.places, admit,
             references(trial, model, beside if part.shows_references(repeat) else ()))
        for repeat in part.repeats
    ]  # fmt: skip
    names = ("seen", "arm", "left_half", "counts")
    told = {name: np.stack([one[name] for one in each]) for name in names}
    return told | ({"beside": each[0]["beside"]} if "beside" in each[0] else {})


def _path(part: Part, repeat: int) -> tuple[str, ...]:
    """The name of the streams of one trial, from its draw, its number and its first place."""
    return ("trial", "null" if part.null else "real", str(part.draw), str(repeat), str(part.begin))


def _one(  # noqa: PLR0913, PLR0917 (one trial: what, how, who, where, how many, by what rule)
    trial: Trial, engine: Engine, arms: list[Arm], drawn: Population, path: tuple[str, ...], places: int, admit: Admit,
    shown: Sequence[Arm],
) -> Table:  # fmt: skip
    people = places if trial.split else places * len(arms)
    enrolled = enrol(trial, engine, drawn, path, people, admit)
    if trial.split:
        arm, left = _halves(trial, people, path)
        truth, lost = _on_halves(trial, engine, arms, drawn, enrolled, path)
    else:
        arm, left = _allotted(trial, people, len(arms), path), np.full(people, -1)
        truth, lost = _in_arms(trial, engine, arms, enrolled, arm, path)
    counts = np.array([enrolled.screened, enrolled.lost, lost])
    seen = observed(trial, truth, path)
    told: Table = {
        "seen": seen,
        "arm": arm.astype(np.int8),
        "left_half": left.astype(np.int8),
        "counts": counts,
    }
    rows = np.arange(people) if trial.split else np.flatnonzero(arm[:, 0] == trial.control)
    if not shown:
        return told
    return {**told, "beside": _beside(trial, engine, shown, enrolled, rows, path)}


def _beside(  # noqa: PLR0913, PLR0917 (runs what _one has)
    trial: Trial, engine: Engine, shown: Sequence[Arm], enrolled: Enrolled, rows: npt.NDArray[np.int64],
    path: tuple[str, ...],
) -> Array:  # fmt: skip
    """What would be seen (reference, person, 1, visit, output) of the people `rows`, had all been treated so.

    They meet the same triggers as in the trial; errors, missed visits and leaving are their own.
    """
    each = []
    for arm in shown:
        truth, _ = _course(
            trial, engine, arm, enrolled.parameters[rows], enrolled.start[rows], enrolled.number[rows], path
        )
        each.append(observed(trial, truth[:, None], (*path, "beside", arm.name)))
    return np.stack(each)


def _allotted(trial: Trial, people: int, arms: int, path: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """The arm (person, 1) of each: blocks of one person per arm, in an order of chance."""
    keys = uniforms(trial.seed, *path, "allotment", count=people).reshape(-1, arms)
    return np.argsort(keys, axis=1).reshape(-1, 1)


def _halves(
    trial: Trial, people: int, path: tuple[str, ...]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Arms (person, half), arm 0 first, and which arm chance put on the left."""
    left = (uniforms(trial.seed, *path, "side", count=people) < 0.5).astype(np.int64)
    return np.tile(np.arange(2), (people, 1)), left


def _in_arms(  # noqa: PLR0913, PLR0917 (runs what _one has)
    trial: Trial, engine: Engine, arms: list[Arm], enrolled: Enrolled, arm: npt.NDArray[np.int64], path: tuple[str, ...]
) -> tuple[Array, int]:  # fmt: skip
    """Truth (person, 1, visit, output) of people who are each in one arm, and how many could not be computed."""
    truth = np.empty((len(arm), 1, len(trial.visits) + 1, len(trial.outputs)))
    lost = 0
    for place, treatment in enumerate(arms):
        rows = np.flatnonzero(arm[:, 0] == place)
        truth[rows, 0], failed = _course(
            trial,
            engine,
            treatment,
            enrolled.parameters[rows],
            enrolled.start[rows],
            enrolled.number[rows],
            path,
        )
        lost += failed
    return truth, lost


def _on_halves(  # noqa: PLR0913, PLR0917 (runs what _one has)
    trial: Trial, engine: Engine, arms: list[Arm], drawn: Population, enrolled: Enrolled, path: tuple[str, ...]
) -> tuple[Array, int]:  # fmt: skip
    """Truth (person, half, visit, output): the halves of a face are alike, not the same, before any treatment."""
    people = len(enrolled.z)
    truth = np.empty((people, 2, len(trial.visits) + 1, len(trial.outputs)))
    lost = 0
    shares = np.sqrt(trial.halves_alike), np.sqrt(1 - trial.halves_alike)
    for half, treatment in enumerate(arms):
        own = np.zeros_like(enrolled.z)
        for column in np.flatnonzero(drawn.spread > 0):
            names = (*path, f"half {half}", engine.model.parameters[column])
            own[:, column] = standard_normals(trial.seed, *names, count=people)
        parameters = parameters_of(drawn, shares[0] * enrolled.z + shares[1] * own)
        start, _ = engine.baseline(parameters, threads=1)
        truth[:, half], failed = _course(trial, engine, treatment, parameters, start, enrolled.number, path)
        lost += failed
    return truth, lost


def _course(  # noqa: PLR0913, PLR0917 (one arm: what, how, who, by what chance)
    trial: Trial, engine: Engine, arm: Arm, parameters: Array, start: Array, number: npt.NDArray[np.int64],
    path: tuple[str, ...],
) -> tuple[Array, int]:  # fmt: skip
    """Outputs (person, visit, output), visit 0 before treatment; NaN for whoever could not be computed.

    Both halves of a face, and whatever arm a person falls into, meet the same triggers.
    """
    model = engine.model
    columns = [[o.name for o in model.outputs].index(name) for name in trial.outputs]
    chance = int(stream(trial.seed, *path, "triggers").random_raw(1)[0] >> np.uint64(32))
    run = engine.run(
        parameters, [arm], weeks=np.array(trial.visits), start=start, threads=1, seed=chance, names=number
    )
    before = engine.outputs_at(parameters, start, threads=1)[:, None, columns]
    failed = run.status[:, 0] != Status.OK
    truth = np.concatenate([before, run.outputs[:, 0][..., columns]], axis=1)
    return np.where(failed[:, None, None], np.nan, truth), int(failed.sum())
