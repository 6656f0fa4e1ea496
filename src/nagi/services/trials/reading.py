"""A trial file as a trial with its model, or every problem of it."""

import hashlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nagi.equations.model import Model
from nagi.evidence.rulebook import load_rules
from nagi.physiology.library import load_model
from nagi.services.files import read_text, refusal
from nagi.services.trials.beside import Shown, references, shown_beside
from nagi.services.trials.eligibility import Admission
from nagi.simulation.provenance import nagi_version
from nagi.simulation.trial.checking import refuse_unsound, trial_from
from nagi.simulation.trial.plan import Size, Trial

FORMAT = "nagi-trial-2"
Load = Callable[[str], Model]
"""Gives a model by its name or from its file; a function that other processes can import."""


@dataclass(frozen=True, kw_only=True)
class Study:
    """A trial, its model (from `load`), who may take part, and what it is shown beside (nothing without an exosome).

    `digest` changes with anything that changes a number.
    """

    trial: Trial
    model: Model
    load: Load
    admission: Admission
    beside: tuple[Shown, ...]
    digest: str

    @property
    def told(self) -> Trial:
        """The trial as it is written into results: its model by the name of the file, wherever that lies."""
        return self.trial.model_copy(update={"model": Path(self.trial.model).name})

    @property
    def references(self) -> tuple[str, ...]:
        """Arms of the model that are simulated alongside."""
        return references(self.beside)

    def changed(self, size: Size, where: str) -> "Study":
        """The same study of another size."""
        return study_of(self.trial.model_copy(update={"size": size}), where, load=self.load)


def read_study(path: Path, *, load: Load = load_model) -> Study:
    """The study in a trial file; a model that is a file lies beside it.

    Raises NagiError (NAGI-S001, T101 to T105, T113, and those of `load`) with every problem of a kind.
    """
    text = read_text(path)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise refusal(
            "NAGI-T101", path.name, ja=f"TOML として読めません: {error}", en=f"not readable as TOML: {error}"
        ) from None
    trial = trial_from(table, path.name)
    if Path(trial.model).suffix:
        trial = trial.model_copy(update={"model": str(path.resolve().parent / trial.model)})
    return study_of(trial, path.name, load=load)


@lru_cache(maxsize=4)
def study_from_json(text: str, load: Load) -> Study:
    """The study again from `trial.model_dump_json()`, as another process receives it; made once per process."""
    return study_of(Trial.model_validate_json(text), "trial", load=load)


def study_of(trial: Trial, where: str, *, load: Load) -> Study:
    """The study of a trial. Raises NagiError with what does not hang together."""
    model = load(trial.model)
    refuse_unsound(trial, model, where)
    admission = Admission(trial.eligibility, where)
    beside = shown_beside(trial, model, where)
    used = {*(a.begins_as for a in trial.arm), *references(beside)}
    arms = repr([(name, model.arms[name]) for name in sorted(used)])
    population = repr([(p.name, p.mean_ln, p.sd_ln) for p in model.population])
    told = trial.model_copy(update={"model": model.name})  # wherever its file lies
    parts = (FORMAT, told.model_dump_json(), model.digest, arms, repr(references(beside)), population, nagi_version(),
             load_rules().digest if trial.eligibility.route else "")  # fmt: skip
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return Study(trial=trial, model=model, load=load, admission=admission, beside=beside, digest=digest)
