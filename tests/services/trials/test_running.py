"""Any workers, any order, any interruption: the same bits, and nothing computed twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from virtual import TRIAL, written

from nagi.errors import NagiError
from nagi.physiology.library import load_model
from nagi.services.trials.design import needed, study_for_design, study_for_run
from nagi.services.trials.reading import Study, read_study
from nagi.services.trials.running import Held, computed, run_study
from nagi.simulation.trial.parts import parts_of


class Here(Executor):
    """Computes at once; counts; dies after `lives` parts if asked to."""

    def __init__(self, counted: list[int], lives: int | None = None) -> None:
        self.counted, self.lives = counted, lives

    def submit(self, function: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if self.lives is not None and len(self.counted) >= self.lives:
            future.set_exception(BrokenExecutor("killed"))
            return future
        self.counted.append(given[2].number)
        future.set_result(function(*given, **named))
        return future


def held_by(
    study: Study, out: Path, pools: Iterator[Executor], told: list[tuple[int, int]] | None = None
) -> Held:
    @contextmanager
    def workers() -> Iterator[Executor]:
        yield next(pools)

    def progress(done: int, total: int) -> None:
        if told is not None:
            told.append((done, total))

    return run_study(study, out, workers, at_once=1, progress=progress)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return study_for_run(read_study(written(tmp_path_factory.mktemp("trial"))), "t")


@pytest.fixture(scope="module")
def whole(study: Study, tmp_path_factory: pytest.TempPathFactory) -> xr.Dataset:
    return held_by(study, tmp_path_factory.mktemp("whole"), iter([Here([])])).found


def test_parts_are_told_as_they_come(study: Study, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    held_by(study, tmp_path, iter([Here([])]), told)
    people = 2 * 24 * 3 * (4 + 2)
    assert told[-1] == (people, people)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_killed_workers_cost_time_and_nothing_else(study: Study, whole: xr.Dataset, tmp_path: Path) -> None:
    first: list[int] = []
    second: list[int] = []
    found = held_by(study, tmp_path, iter([Here(first, lives=2), Here(second)])).found
    assert found.identical(whole)
    assert sorted(first + second) == list(range(6))


def test_workers_that_keep_dying_end_the_run_with_a_word(study: Study, tmp_path: Path) -> None:
    dead: Iterator[Executor] = (Here([], lives=0) for _ in range(100))
    with pytest.raises(NagiError, match="NAGI-T107"):
        held_by(study, tmp_path, dead)


def test_an_interrupted_run_computes_only_what_is_missing(
    study: Study, whole: xr.Dataset, tmp_path: Path
) -> None:
    class Interrupted(Here):
        def submit(self, function: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
            if given[2].number == 3:
                raise KeyboardInterrupt
            return super().submit(function, *given, **named)

    with pytest.raises(KeyboardInterrupt):
        held_by(study, tmp_path, iter([Interrupted([])]))
    kept = len(list((tmp_path / "parts").glob("*.npz")))
    again: list[int] = []
    found = held_by(study, tmp_path, iter([Here(again)])).found
    assert found.identical(whole)
    assert len(again) == 6 - kept


def test_a_finished_run_computes_nothing_again(study: Study, whole: xr.Dataset, tmp_path: Path) -> None:
    held_by(study, tmp_path, iter([Here([])]))
    found = held_by(study, tmp_path, iter([])).found
    assert found.identical(whole)


def test_a_worker_with_another_model_or_version_is_refused(study: Study) -> None:
    with pytest.raises(NagiError, match="NAGI-T112"):
        computed(study.trial.model_dump_json(), "another digest", parts_of(study.trial)[0], load_model)


@pytest.mark.parametrize("damage", [lambda b: b[: len(b) // 2], lambda b: b"", lambda b: b[:-1] + b"x"])
def test_a_damaged_part_is_computed_again(
    study: Study, whole: xr.Dataset, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    held_by(study, tmp_path, iter([Here([])]))
    part = sorted((tmp_path / "parts").glob("000002.*.npz"))[0]
    part.write_bytes(damage(part.read_bytes()))
    again: list[int] = []
    assert held_by(study, tmp_path, iter([Here(again)])).found.identical(whole)
    assert again == [2]


def test_a_folder_of_another_trial_is_refused_and_left_alone(study: Study, tmp_path: Path) -> None:
    held_by(study, tmp_path, iter([Here([])]))
    before = {path.name: path.read_bytes() for path in (tmp_path / "parts").iterdir()}
    other = tmp_path / "other"
    other.mkdir()
    changed = study_for_run(read_study(written(other, TRIAL.replace("seed = 3", "seed = 4"))), "t")
    with pytest.raises(NagiError, match="NAGI-T106"):
        held_by(changed, tmp_path, iter([Here([])]))
    assert {path.name: path.read_bytes() for path in (tmp_path / "parts").iterdir()} == before


def test_a_large_trial_in_several_parts_is_one_trial(tmp_path: Path) -> None:
    text = TRIAL.replace("patients = 24", "patients = 2050").replace("draws = 3\ntrials = 4\nnull = 2", "")
    held = held_by(
        study_for_run(read_study(written(tmp_path, text)), "t"), tmp_path / "out", iter([Here([])])
    )
    counts = dict(zip(held.found["count"].values, held.found["counts"].values, strict=True))
    assert counts["enrolled"] == 2 * 2050
    assert np.isfinite(held.found["p"].values).all()


@pytest.mark.parametrize("design", ["parallel", "split-face"])
def test_with_the_effect_off_the_whole_chain_finds_one_in_twenty(tmp_path: Path, design: str) -> None:
    """Enrolled by measurement, some unseen, some gone: 800 trials, so 2 to 8 % holds in 9,999 of 10,000 runs."""
    size = "draws = 4\ntrials = 1\nnull = 200"
    text = TRIAL.replace("draws = 3\ntrials = 4\nnull = 2", size)
    study = read_study(written(tmp_path, f'design = "{design}"\n{text}'))
    held = held_by(study_for_run(study, "t"), tmp_path / "out", iter([Here([])]))
    assert held.verdicts[0].endpoint == "change"
    assert 0.02 < held.verdicts[0].false_positive.value < 0.08
    assert held.verdicts[1].false_positive.value < 0.08


def test_more_people_give_more_power_and_the_size_for_it_is_read_off(tmp_path: Path) -> None:
    text = TRIAL.replace("patients = 24", "patients = 8\nsizes = [4, 8, 16, 60]").replace(
        "trials = 4", "trials = 20"
    )
    study = study_for_design(read_study(written(tmp_path, text)), "t")
    held = held_by(study, tmp_path / "out", iter([Here([])]))
    change = needed(held)[0]
    powers = [one.power.value for one in change.curve]
    assert powers[-1] > 0.8 > powers[0]
    assert 4 < change.for_power <= 60


def test_an_effect_that_may_not_exist_caps_assurance_not_power(tmp_path: Path) -> None:
    prior = '[[prior]]\neffect = "u"\narms = ["cream"]\nlow = 0.3\nhigh = 0.4\nnone = 0.5\n'
    text = TRIAL.replace("draws = 3\ntrials = 4", "draws = 12\ntrials = 4") + prior
    held = held_by(
        study_for_run(read_study(written(tmp_path, text)), "t"), tmp_path / "out", iter([Here([])])
    )
    change = held.verdicts[0]
    without = float(held.nothing.mean())
    assert 0 < without < 1
    assert change.power.value > 0.9
    assert change.assurance.value == pytest.approx(change.power.value * (1 - without), abs=0.1)
