"""64 patients of the published models through every printer: one statement list, one answer, to rounding."""

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from nagi.numerics.driver.attempt import dense_names
from nagi.numerics.engine import Engine
from nagi.numerics.methods.tableau import tableau
from nagi.numerics.printers.interpreter import evaluate
from nagi.numerics.printers.kernels import functions_of
from nagi.numerics.printers.llvm import module_text
from nagi.numerics.printers.objects import LoadedCode, compiled
from nagi.numerics.results import Run
from nagi.numerics.solvers import call
from nagi.numerics.statements import Program
from nagi.numerics.symbolic.lowered import Lowered
from nagi.numerics.symbolic.lowering import lower
from nagi.physiology.library import load_model, model_names
from nagi.simulation.cohort import parameter_array, virtual_patients

Array = NDArray[np.float64]
WIDTHS = (1, 2, 4, 8)
LARGE = 30
"""States of a model whose every width takes seconds to compile."""
SEED = 11


LANE_HAS = {
    "rest": 0.4, "time": 0.3, "due": 0.35, "left": 100.0, "rejected": 2.0, "least": 1e-11, "rtol": 1e-3,
    "week": 0.42, "since": 0.3, "per_used": 2.5,
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kernels")


@cache
def lowered(name: str) -> Lowered:
    return lower(load_model(name), tableau())


@cache
def patients(name: str) -> Array:
    model = load_model(name)
    return parameter_array(model, virtual_patients(model, 64, seed=SEED))[0]


def run(engine: Engine) -> Run:
    model = engine.model
    weeks = np.arange(0, min(arm.weeks for arm in model.arms.values()), 0.4)
    return engine.run(patients(model.name), list(model.arms.values()), weeks=weeks, seed=SEED)


@pytest.mark.parametrize("name", model_names())
def test_the_width_of_the_vectors_changes_no_bit(name: str, folder: Path) -> None:
    model = load_model(name)
    widths = WIDTHS if len(model.states) < LARGE else (WIDTHS[0], WIDTHS[-1])
    runs = [run(Engine.of(model, lanes=lanes, folder=folder)) for lanes in widths]
    for field in ("outputs", "baseline", "last", "steps", "status"):
        for each in runs[1:]:
            assert np.array_equal(getattr(each, field), getattr(runs[0], field)), field


def by_machine(address: int, program: Program, given: Array, lanes: int) -> Array:
    """Results (patients, results), W patients at a time."""
    rows = program.rows()
    size = max(rows.values()) + 1
    raw = np.zeros(size * lanes + 8)
    begin = (-(raw.ctypes.data >> 3)) & 7
    work = raw[begin : begin + size * lanes].reshape(size, lanes)
    found = []
    for patient in range(0, len(given), lanes):
        work[[rows[name] for name in program.inputs]] = given[patient : patient + lanes].T
        call(address, work)
        found.append(work[[rows[name] for name in program.results]].T.copy())
    return np.vstack(found)


def plausible(name: str, folder: Path) -> dict[str, Array]:
    """A value for each patient and input that may occur in a treated arm."""
    model = load_model(name)
    text, table = lowered(name), patients(name)
    states, _ = Engine.of(model, folder=folder).baseline(table)
    arm = list(model.arms.values())[:2][-1]
    held = dict(zip(model.held_names, model.resting, strict=True)) | dict(arm.effects)
    effects = {name: np.full(64, value) for name, value in held.items()}
    values = dict(zip(model.parameters, table.T, strict=True)) | effects
    values |= evaluate(text.prep, values)
    values |= {f"y{i}": column for i, column in enumerate(states.T)}
    values |= {f"a{i}": np.full(64, state.scale) for i, state in enumerate(model.states)}
    values |= {f"b{i}": column + 0.01 for i, column in enumerate(states.T)}
    values |= {name: np.full(64, 0.02) for name in dense_names(text)}
    values |= {name: np.full(64, value) for name, value in LANE_HAS.items()}
    return values | {"wish": np.linspace(0.001, 0.5, 64)}


@pytest.mark.parametrize("name", model_names())
def test_machine_code_does_what_the_interpreter_does(name: str, folder: Path) -> None:
    model, values = load_model(name), plausible(name, folder)
    for lanes in (2, 8):
        functions = functions_of(model, lowered(name), lanes=lanes)
        code = LoadedCode(compiled(module_text(functions)))
        for function, program, width in functions:
            if not program.results:
                continue
            given = np.column_stack([np.broadcast_to(values[n], 64) for n in program.inputs])
            found = by_machine(code.address(function), program, given, width)
            with np.errstate(all="ignore"):
                expected = evaluate(program, values)
            for column, (result, wanted) in enumerate(expected.items()):
                # Slopes, errors and dense coefficients are small differences of large numbers.
                differences = not re.fullmatch(
                    r"=?[ncyob]\d+|ok|turn|since|per_used|=(rest|time|left|rejected)", result
                )
                np.testing.assert_allclose(
                    found[:, column],
                    np.broadcast_to(wanted, 64),
                    rtol=1e-6 if differences else 1e-11,
                    atol=1e-8 if differences else 1e-13,
                    err_msg=f"{function} {result} {lanes}",
                )
