"""Export: any model of nagi, for one patient and one arm, as SBML."""

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from nagi.equations.model import Arm, Model
from nagi.errors import NagiError, Problem
from nagi.evidence.citation import cite
from nagi.evidence.library import load_knowledge
from nagi.interchange.sbml.scenario import scenario
from nagi.interchange.sbml.writing import written
from nagi.language import Text
from nagi.numerics.engine import Engine
from nagi.numerics.patients import usable_start
from nagi.numerics.status import ADVICE, REASONS, Status
from nagi.simulation.cohort import Array, Patients, parameter_array
from nagi.simulation.problems import problem, refuse_no_model
from nagi.simulation.protocol import chosen_arms, ended

NOT_A_FORECAST = Text(
    ja="nagi が書き出したモデルです。計算であり、特定の人の予測ではありません。",
    en="Written by nagi. A calculation with a model, not a forecast of a person.",
)

Start = Literal["baseline", "model"] | npt.ArrayLike


def write_sbml(
    model: Model, *, patient: Patients | None = None, arm: str | Arm | None = None, start: Start = "baseline"
) -> str:
    """The text of an SBML file (Level 3 Version 2) with `model` for one patient and one arm.

    `patient`: parameters in the order of `model.parameters`, or a cohort of one; default the median of each.
    `arm`: default the first of the model, or no treatment if it has none. `start`: "baseline", the patient's own state
    before treatment; "model", where the model's run-in begins; or states in the order of `model.state_names`.
    Time is in weeks, from the start of treatment; switches and doses are events.
    Raises NagiError (NAGI-M100 to M106, N204, N207, N208, X010 to X012, X014).
    """
    refuse_no_model(model)
    parameters, problems = _parameters(model, patient)
    arms, wrong_arms = chosen_arms(model, _first_arm(model) if arm is None else arm)
    if problems := [*problems, *wrong_arms, *_beyond_sbml(model, arms)]:
        raise NagiError(problems)
    (ended_arm,) = ended(arms, np.array([_last_event(arms[0]) + 1.0]))
    begin, begins = _start(model, parameters, start)
    notes = _notes(model, arms[0], begins)
    return written(scenario(model, parameters[0].tolist(), begin.tolist(), ended_arm), notes=notes)


def _parameters(model: Model, patient: Patients | None) -> tuple[Array, list[Problem]]:
    if patient is None:
        return np.exp([[one.mean_ln for one in model.population]]), []
    if isinstance(patient, list | tuple) or (isinstance(patient, np.ndarray) and patient.ndim == 1):
        patient = np.reshape(np.asarray(patient), (1, -1))
    table, problems = parameter_array(model, patient)
    if not problems and len(table) != 1:
        ja, en = f"患者は 1 人にしてください (今は {len(table)} 人)。", f"needs one patient, has {len(table)}"
        problems = [problem("NAGI-X010", "patient", ja=ja, en=en)]
    return table, problems


def _beyond_sbml(model: Model, arms: Sequence[Arm]) -> Iterator[Problem]:
    """What depends on chance or on the state cannot be told as events at given times."""
    named = [*(t.name for t in model.triggers), *(r.name for r in model.relays)]
    named += [f"{arm.name}: rescue" for arm in arms if arm.rescues]
    for name in named:
        ja = "偶然や状態で起こることは、決まった時刻の出来事としては書き出せません。"
        en = "happens by chance or by the state, and cannot be exported as an event at a given time"
        yield problem("NAGI-X014", name, ja=ja, en=en)


def _last_event(arm: Arm) -> float:
    return max([0.0, *(s.week for s in arm.switches), *(d.week for d in arm.doses)])


def _first_arm(model: Model) -> Arm:
    return next(iter(model.arms.values()), Arm(name="untreated", effects={}, weeks=1.0))


def _start(model: Model, parameters: Array, start: Start) -> tuple[Array, str]:
    """The states at week 0, and in words where they come from."""
    if isinstance(start, str):
        if start == "model":
            return np.array([state.start for state in model.states]), "the model's own starting values"
        if start != "baseline":
            ja, en = (
                f'{start!r} ではなく "baseline" か "model" です。',
                f'is {start!r}, not "baseline" or "model"',
            )
            raise NagiError([problem("NAGI-X010", "start", ja=ja, en=en)])
        return _baseline(model, parameters), "the patient's state before treatment"
    states = usable_start(np.reshape(start, (1, -1)), model.state_names, patients=1)[0]
    if not np.isfinite(states).all():
        raise NagiError([problem("NAGI-X010", "start", ja="有限の数ではありません。", en="is not finite")])
    return states, "states given by the user"


def _baseline(model: Model, parameters: Array) -> Array:
    states, status = Engine.of(model, accuracy="reference").baseline(parameters)
    if status[0] != Status.OK:
        why = Status(int(status[0]))
        said = Text(ja=REASONS[why].ja + ADVICE[why].ja, en=f"{REASONS[why].en}; {ADVICE[why].en}")
        raise NagiError([Problem(code="NAGI-X011", where="sbml", key="start", said=said)])
    first: Array = states[0]
    return first


def _notes(model: Model, arm: Arm, begins: str) -> list[str]:
    work = load_knowledge().works.get(model.work)
    source = cite(work) if work else model.work
    return [
        f"{model.title}. Source: {source}",
        f"Arm {arm.name}, from {begins}. Time in weeks since the start of treatment. Model digest {model.digest}.",
        f"{NOT_A_FORECAST.en} {NOT_A_FORECAST.ja}",
    ]
