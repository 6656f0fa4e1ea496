"""The engine against independent solutions of the model of Miyano 2021, and against itself run differently."""

import json
from pathlib import Path

import numpy as np
import pytest
from numerics.m1 import m1

from nagi.numerics.accuracy import Accuracy
from nagi.numerics.engine import Engine
from nagi.physiology.published.miyano2021 import model

TESTS = Path(__file__).parents[1]
SMALL = json.loads((TESTS / "published" / "miyano2021_small.json").read_text(encoding="utf-8"))
LARGE = TESTS.parents[1] / "shared" / "reference" / "miyano2021_cases.npz"
PROMISED: list[tuple[Accuracy, float]] = [("1e-3", 1e-3), ("1e-4", 1e-4), ("reference", 1e-6)]
M1 = m1()
PARAMETERS = np.array(SMALL["parameters"])
ARMS = [M1.arms[name] for name in SMALL["arms"]]
WEEKS = np.array(SMALL["weeks"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kernels")


@pytest.mark.parametrize(("accuracy", "promised"), PROMISED)
def test_it_agrees_with_a_tight_implicit_solution(accuracy: Accuracy, promised: float, folder: Path) -> None:
    engine = Engine.of(M1, accuracy=accuracy, folder=folder)
    run = engine.run(PARAMETERS, ARMS, weeks=WEEKS)
    assert (run.status == 0).all()
    np.testing.assert_allclose(run.baseline, SMALL["baseline"], rtol=1e-8)
    np.testing.assert_allclose(run.outputs[..., 0], SMALL["EASI"], rtol=promised)


@pytest.mark.skipif(not LARGE.exists(), reason="the large reference set is not part of the repository")
@pytest.mark.parametrize(("accuracy", "promised"), PROMISED)
def test_every_patient_arm_and_week_of_the_reference_set(
    accuracy: Accuracy, promised: float, folder: Path
) -> None:
    reference = np.load(LARGE)
    published = model()
    engine = Engine.of(published, accuracy=accuracy, folder=folder)
    arms = [published.arms[name] for name in reference["intervention_names"]]
    run = engine.run(reference["params"], arms, weeks=reference["weeks"])
    assert (run.status == 0).all()
    np.testing.assert_allclose(run.baseline, reference["baseline_state"], rtol=1e-8)
    np.testing.assert_allclose(run.outputs[..., 0], reference["easi"], rtol=promised)


def drawn(count: int) -> np.ndarray:
    z = np.random.default_rng(1).standard_normal((count, len(M1.parameters)))
    mean, sd = (np.array([getattr(p, f) for p in M1.population]) for f in ("mean_ln", "sd_ln"))
    return np.exp(mean + sd * z)


def test_threads_and_order_change_no_bit(folder: Path) -> None:
    engine, patients = Engine.of(M1, folder=folder), drawn(41)
    one = engine.run(patients, ARMS, weeks=WEEKS, threads=1)
    two = engine.run(patients, ARMS, weeks=WEEKS, threads=2)
    order = np.random.default_rng(2).permutation(41)
    mixed = engine.run(patients[order], ARMS[::-1], weeks=WEEKS, threads=3)
    for name in ("outputs", "status", "baseline", "steps", "last"):
        assert np.array_equal(getattr(one, name), getattr(two, name)), name
    assert np.array_equal(one.outputs[order][:, ::-1], mixed.outputs)
    alone = engine.run(patients[7:8], ARMS[1:2], weeks=WEEKS)
    assert np.array_equal(one.outputs[7, 1], alone.outputs[0, 0])


def test_the_width_of_the_vectors_changes_nothing_but_rounding(folder: Path) -> None:
    patients = drawn(13)
    runs = [
        Engine.of(M1, lanes=lanes, folder=folder).run(patients, ARMS, weeks=WEEKS) for lanes in (1, 2, 4, 8)
    ]
    for run in runs:
        np.testing.assert_allclose(run.outputs, runs[-1].outputs, rtol=1e-9)
        assert np.array_equal(run.steps, runs[-1].steps)


MEAN_STEPS = {
    "placebo": 20, "dupilumab": 27, "nemolizumab": 21, "tezepelumab": 23, "GBR830": 29, "fezakinumab": 22,
    "secukinumab": 20, "rIFNg": 30, "tralokinumab": 23, "lebrikizumab": 26,
}  # fmt: skip


def test_step_counts_are_what_they_were(folder: Path) -> None:
    """A wrong Jacobian or a wrong order of elimination shows as more steps, not as a wrong answer."""
    published = model()
    run = Engine.of(published, folder=folder).run(drawn(500), list(published.arms.values()), weeks=WEEKS)
    assert dict(zip(run.arms, run.steps.mean(axis=0), strict=True)) == pytest.approx(MEAN_STEPS, rel=0.1)
    assert run.rejected.mean() < 2
    assert run.steps.max() < 80


def test_verify_finds_the_promised_error(folder: Path) -> None:
    found = Engine.of(M1, accuracy="1e-4", folder=folder).verify(drawn(32), ARMS, weeks=WEEKS)
    assert found.failed == 0
    assert 0 < found.largest < 1e-4


def test_summary_is_the_reduction_of_the_outputs(folder: Path) -> None:
    engine, patients = Engine.of(M1, folder=folder), drawn(20)
    full = engine.run(patients, ARMS, weeks=WEEKS).outputs
    short = engine.run(patients, ARMS, weeks=WEEKS, summary=True, threads=2)
    assert short.outputs.shape == (20, 3, 0, 1)
    assert short.summary is not None
    np.testing.assert_array_equal(short.summary.endpoint, full[:, :, -1])
    np.testing.assert_allclose(short.summary.mean, np.trapezoid(full, WEEKS, axis=2) / 24, rtol=1e-13)
    improved = (full[:, :, 0] - full[:, :, -1]) / full[:, :, 0]
    np.testing.assert_array_equal(short.summary.responders(0.75), improved > 0.75)


def test_damaged_cache_entries_are_made_again(tmp_path: Path) -> None:
    first = Engine.of(M1, folder=tmp_path).run(PARAMETERS, ARMS, weeks=WEEKS)
    (entry,) = tmp_path.glob("*.bin")
    entry.write_bytes(entry.read_bytes()[:1000])
    again = Engine.of(M1, folder=tmp_path).run(PARAMETERS, ARMS, weeks=WEEKS)
    assert np.array_equal(first.outputs, again.outputs)
    assert len(entry.read_bytes()) > 1000
