"""A model that was composed before starts without SymPy, computes the same, and still shows its equations."""

import json
import os
import pickle
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

import nagi
from nagi.equations.model import Model
from nagi.numerics.engine import Engine
from nagi.physiology import shelf
from nagi.physiology.library import MODELS

MODULE = MODELS["miyano2021"]


LATE = ("rates", "outputs", "triggers", "relays")
EVENTFUL = """
from equations.flares import composed
from nagi.equations.notation import Arm, Rescue

def model():
    rescue = Rescue(output="severity", above=8.0, weeks=(4, 8), effects={"em": 0.9})
    return composed(arms={"a": Arm(name="a", effects={}, weeks=24, rescues=(rescue,), stream=2)})
"""


@pytest.fixture(params=[*sorted(MODELS.values()), "eventful"])
def both(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Model, Model]:
    """The model as composed, and as it comes from the shelf; one more that has every event."""
    (tmp_path / "eventful.py").write_text(EVENTFUL, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return tuple(shelf.model_from(request.param, folder=tmp_path) for _ in range(2))  # type: ignore[return-value]


def test_a_shelved_model_is_the_composed_one(both: tuple[Model, Model]) -> None:
    composed, shelved = both
    assert isinstance(shelved, shelf.ShelvedModel)
    assert shelved.digest == composed.digest
    for field in fields(Model):
        if field.name not in LATE:
            assert getattr(shelved, field.name) == getattr(composed, field.name), field.name
    for table in LATE:
        for one, other in zip(getattr(shelved, table), getattr(composed, table), strict=True):
            assert {f.name: getattr(one, f.name) for f in fields(one)} == vars(other)


def test_it_can_be_changed_and_sent_elsewhere(both: tuple[Model, Model]) -> None:
    composed, shelved = both
    changed = replace(shelved, run_in_weeks=10.0)
    assert changed.digest == replace(composed, run_in_weeks=10.0).digest != composed.digest
    assert pickle.loads(pickle.dumps(shelved)).rates[0].expression == composed.rates[0].expression  # noqa: S301


def test_a_changed_source_is_composed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.model_from(MODULE, folder=tmp_path)
    monkeypatch.setattr(shelf, "_sources", lambda: "another text")
    assert type(shelf.model_from(MODULE, folder=tmp_path)) is Model


def test_without_a_folder_a_model_is_composed() -> None:
    assert type(shelf.model_from(MODULE, folder=None)) is Model


RUN = """
import json, sys, nagi
model = nagi.load_model("miyano2021")
result = nagi.simulate(model, nagi.virtual_patients(model, 3, seed=1), arms=["dupilumab"], weeks=[0, 24])
told = {"loaded": [name for name in ("sympy", "nagi.equations.notation") if name in sys.modules]}
told["easi"] = result["EASI"].values.tolist()
told["equation"] = str(model.rates[0].expression)
print(json.dumps(told))
"""


def test_a_second_start_needs_neither_sympy_nor_the_modelling_language(tmp_path: Path) -> None:
    first, second = (
        json.loads(
            subprocess.run(
                [sys.executable, "-c", RUN], capture_output=True, text=True, check=True,
                env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
            ).stdout
        )
        for _ in range(2)
    )  # fmt: skip
    assert first["loaded"]
    assert second["loaded"] == []
    assert (second["easi"], second["equation"]) == (first["easi"], first["equation"])


def test_outputs_before_treatment_are_those_of_the_equations(tmp_path: Path) -> None:
    """EASI = 36 (p + 1 - s), printed in the paper, at any state."""
    model = nagi.load_model("miyano2021")
    cohort = nagi.virtual_patients(model, 4, seed=1)
    table = np.stack([cohort[name].values for name in model.parameters], axis=1)
    states = np.tile([state.start for state in model.states], (4, 1)).astype(np.float64)
    states[3] = np.nan
    found = Engine.of(model, folder=tmp_path).outputs_at(table, states)
    s, p = (model.state_names.index(name) for name in "sp")
    np.testing.assert_allclose(found[:, 0], 36 * (states[:, p] + 1 - states[:, s]), rtol=1e-14)
