"""Running a study: parts go to workers, come back in any order, and are kept; the sum is always the same."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import xarray as xr

from nagi.errors import NagiError, Problem
from nagi.language import Text, filled
from nagi.services.trials.reading import FORMAT, Load, Study, study_from_json
from nagi.services.trials.store import Store, packed
from nagi.simulation.provenance import evidence_digest, nagi_version
from nagi.simulation.trial.findings import gathered
from nagi.simulation.trial.parts import Part, parts_of
from nagi.simulation.trial.power import Verdict, verdicts
from nagi.simulation.trial.uncertain import population, share_without_effect

Progress = Callable[[int, int], None]
Workers = Callable[[], AbstractContextManager[Executor]]
"""Opens workers; called again if they die."""

AHEAD = 4
"""Parts handed out beyond the workers, so that none waits and an interruption loses little."""
MOST_DEATHS = 5
"""Times in a row that workers may die without any part coming back."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """A trial that was held: every estimate, what it comes to, and in which share of draws nothing has an effect."""

    study: Study
    found: xr.Dataset
    verdicts: tuple[Verdict, ...]
    nothing: npt.NDArray[np.bool_]


def computed(trial: str, digest: str, part: Part, load: Load) -> bytes:
    """One part of the trial given as JSON, packed. Runs in a worker, on this machine or another.

    Raises NagiError (NAGI-T112) where nagi, its knowledge or the model are not those that `digest` was made of.
    """
    # Loaded here because whoever hands work to a cluster computes nothing: no need to wait for the compiler.
    from nagi.simulation.trial.conduct import conduct  # noqa: PLC0415

    study = study_from_json(trial, load)
    if study.digest != digest:
        raise NagiError([_another()])
    return packed(conduct(study.trial, study.model, part, study.admission, study.references))


def run_study(study: Study, out: Path, workers: Workers, *, at_once: int, progress: Progress) -> Held:
    """Compute what is missing in the folder `out` and sum up; `at_once` parts are with the workers at a time.

    Raises NagiError (NAGI-T106 another run's folder, T107 workers keep dying, T109 nobody is eligible, T112 another
    version at a worker).
    """
    parts = parts_of(study.trial)
    store = Store(out, study)
    missing = store.missing(parts)
    done = sum(_patients(study, part) for part in parts) - sum(_patients(study, part) for part in missing)
    total = done + sum(_patients(study, part) for part in missing)
    for part, content in _results(study, missing, workers, at_once):
        store.keep(part, content)
        done += _patients(study, part)
        progress(done, total)
    return summed(study, parts, store)


def summed(study: Study, parts: Sequence[Part], store: Store) -> Held:
    """Everything the parts say, in their own order whatever the order they came in."""
    trial = study.trial
    sizes = trial.size.sizes or (trial.size.patients,)
    found = gathered(trial, ((part, store.read(part)) for part in parts), sizes, study.references)
    nothing = np.array([population(trial, study.model, draw).nothing for draw in range(trial.size.draws)])
    found["nothing"] = (
        ("draw",),
        nothing.astype(np.int8),
        {"long_name": "1: no treatment has any effect in this draw"},
    )
    found.attrs = {
        "format": FORMAT, "title": trial.title, "model": study.told.model, "model_digest": study.model.digest,
        "seed": trial.seed, "digest": study.digest, "trial": study.told.model_dump_json(),
        "share_of_prior_without_effect": share_without_effect(trial, study.model),
        "nagi_version": nagi_version(), "evidence_digest": evidence_digest(),
    }  # fmt: skip
    return Held(study=study, found=found, verdicts=tuple(verdicts(trial, found, nothing)), nothing=nothing)


def _patients(study: Study, part: Part) -> int:
    arms = 2 if study.trial.split else len(study.trial.arm)
    return part.places * len(part.repeats) * arms


def _results(
    study: Study, missing: Sequence[Part], workers: Workers, at_once: int
) -> Iterator[tuple[Part, bytes]]:
    """Every part with what came of it. Workers that die are replaced and their parts handed out again."""
    left = {part.number: part for part in missing}
    deaths = 0
    while left:
        try:
            with workers() as pool:
                for part, content in _handed_out(pool, study, list(left.values()), at_once):
                    deaths = 0
                    yield left.pop(part.number), content
        except BrokenExecutor:
            deaths += 1
            if deaths >= MOST_DEATHS:
                raise NagiError([_dead(len(left))]) from None


def _handed_out(
    pool: Executor, study: Study, parts: Sequence[Part], at_once: int
) -> Iterator[tuple[Part, bytes]]:
    text, waiting = study.trial.model_dump_json(), deque(parts)
    running: dict[Future[bytes], Part] = {}
    try:
        while waiting or running:
            while waiting and len(running) < at_once + AHEAD:
                part = waiting.popleft()
                running[pool.submit(computed, text, study.digest, part, study.load)] = part
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in sorted(finished, key=_failed):  # what came back whole is kept even if a worker died
                yield running.pop(future), future.result()
    finally:
        for future in running:
            future.cancel()


def _failed(future: Future[bytes]) -> bool:
    return future.cancelled() or future.exception() is not None


def _another() -> Problem:
    ja = "計算する側の nagi、知識またはモデルが、こちらと違います。同じ版を入れ、同じモデルのファイルを置いてください。"
    en = "a worker has another nagi, other knowledge or another model than this machine; install the same there"
    return Problem(code="NAGI-T112", where="nagi trial", key="--scheduler", said=Text(ja=ja, en=en))


def _dead(left: int) -> Problem:
    ja = f"計算プロセスが続けて停止しました(残り {left} 個)。空きメモリーを確かめ、--workers を減らしてください。"
    en = filled(
        "the workers keep dying ({0} {0:part is|parts are} left); look at free memory and use fewer --workers",
        left,
    )
    return Problem(code="NAGI-T107", where="nagi trial run", key="--workers", said=Text(ja=ja, en=en))
