"""The engine on a model with resets, switches and a run-in that never becomes steady: S. aureus, Miyano 2022."""

from pathlib import Path

import numpy as np
import pytest

from nagi.numerics.engine import Accuracy, Engine
from nagi.physiology.library import load_model

CASES = np.load(Path(__file__).parents[1] / "published" / "miyano2022_cases.npz")


@pytest.mark.parametrize(("accuracy", "promised"), [("1e-4", 1e-3), ("reference", 1e-6)])
def test_every_arm_agrees_with_a_tight_solution(accuracy: Accuracy, promised: float, tmp_path: Path) -> None:
    model = load_model("miyano2022-saureus")
    engine = Engine.of(model, accuracy=accuracy, folder=tmp_path)
    start, status = engine.baseline(CASES["params"])
    assert (status == 0).all()
    # The set holds states after the reset at the start of an arm: counts below 0 are 0. The engine resets then.
    np.testing.assert_allclose(np.maximum(start, 0), CASES["baseline_state"], rtol=1e-6)
    for name, arm in model.arms.items():
        weeks = CASES[f"{name}_weeks"]
        run = engine.run(CASES["params"], [arm], weeks=weeks, start=start)
        assert (run.status == 0).all(), name
        np.testing.assert_allclose(
            run.outputs[:, 0, :, 0], CASES[f"{name}_easi"], rtol=promised, err_msg=name
        )
