"""A trial file as a trial with its model, or every problem of it."""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nagi.equations.model import Model
from nagi.evidence.rulebook import load_rules
from nagi.physiology.library import OWN, load_model
from nagi.services.files import read_text, refusal
from nagi.services.trials.eligibility import Admission
from nagi.simulation.provenance import nagi_version
from nagi.simulation.trial.checking import refuse_unsound, trial_from
from nagi.simulation.trial.plan import Trial

FORMAT = "nagi-trial-1"


@dataclass(frozen=True, kw_only=True)
class Study:
    """A trial, its model and who may take part; `digest` changes with anything that changes a number."""

    trial: Trial
    model: Model
    admission: Admission
    digest: str


def read_study(path: Path) -> Study:
    """The study in a trial file. Raises NagiError (NAGI-S001, T101 to T105, P001) with every problem of a kind."""
    text = read_text(path)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise refusal(
            "NAGI-T101", path.name, ja=f"TOML として読めません: {error}", en=f"not readable as TOML: {error}"
        ) from None
    trial = trial_from(table, path.name)
    if trial.model.endswith(OWN):  # beside the trial file
        trial = trial.model_copy(update={"model": str(path.resolve().parent / trial.model)})
    return study_of(trial, path.name)


@lru_cache(maxsize=4)
def _cached(text: str) -> Study:
    return study_of(Trial.model_validate_json(text), "trial")


def study_from_json(text: str) -> Study:
    """The study again from `trial.model_dump_json()`, as another process receives it; made once per process."""
    return _cached(text)


def study_of(trial: Trial, where: str) -> Study:
    """The study of a trial. Raises NagiError with what does not hang together."""
    model = load_model(trial.model)
    refuse_unsound(trial, model, where)
    admission = Admission(trial.eligibility, where)
    arms = repr([(name, model.arms[name]) for name in sorted({a.begins_as for a in trial.arm})])
    population = repr([(p.name, p.mean_ln, p.sd_ln) for p in model.population])
    told = trial.model_copy(update={"model": model.name})  # wherever its file lies
    parts = (FORMAT, told.model_dump_json(), model.digest, arms, population, nagi_version(),
             load_rules().digest if trial.eligibility.route else "")  # fmt: skip
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return Study(trial=trial, model=model, admission=admission, digest=digest)
