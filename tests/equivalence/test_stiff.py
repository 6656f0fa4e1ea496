"""Stiff problems of the literature, written in the language and compiled, against tight implicit solutions."""

from pathlib import Path

import numpy as np
import pytest
import sympy
from equivalence.stiff import Hires, Orego, Robertson, VanDerPol, problem
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from nagi.equations.model import Model
from nagi.numerics.accuracy import Accuracy
from nagi.numerics.engine import Engine

Array = NDArray[np.float64]
PROBLEMS: dict[str, tuple[Model, list[float], Array]] = {
    "robertson": (problem(Robertson, weeks=1e5), [0.04, 3e7, 1e4], np.logspace(-4, 5, 19)),
    "van der pol": (problem(VanDerPol, weeks=2), [1e3], np.linspace(0, 2, 21)),
    "very stiff van der pol": (problem(VanDerPol, weeks=2), [1e6], np.linspace(0, 2, 21)),
    "hires": (problem(Hires, weeks=322), [1.0], np.array([1, 5, 50, 200, 300, 321.8122])),
    "orego": (problem(Orego, weeks=360), [77.27, 0.161], np.array([1, 5, 30, 100, 200, 302, 320, 360.0])),
}
ALLOWED: dict[Accuracy, float] = {"1e-3": 3e-3, "1e-4": 3e-4, "reference": 1e-6}
"""Of each output, or of a thousandth of its largest value where it is smaller than that.

The names are calibrated on patients of the published models; these problems may take three times as much."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kernels")


@pytest.fixture(scope="module", params=PROBLEMS)
def solved(request: pytest.FixtureRequest) -> tuple[Model, list[float], Array, Array]:
    """Model, parameters, weeks and outputs (week, output) by Radau IIA."""
    model, values, weeks = PROBLEMS[request.param]
    states = [sympy.Symbol(name, real=True) for name in model.state_names]
    known = dict(zip((sympy.Symbol(n, real=True) for n in model.parameters), values, strict=True))
    right = sympy.Matrix([rate.expression.xreplace(known) for rate in model.rates])
    slope, jacobian = (sympy.lambdify([states], m) for m in (right, right.jacobian(states)))
    sizes = [state.scale for state in model.states]
    found = solve_ivp(
        lambda _, y: slope(y).ravel(), (0, weeks[-1]), [s.start for s in model.states], method="Radau",
        jac=lambda _, y: jacobian(y), t_eval=weeks, rtol=1e-9, atol=1e-12 * np.array(sizes),
    )  # fmt: skip
    assert found.success
    outputs = sympy.lambdify([states], [output.expression for output in model.outputs])
    return model, values, weeks, np.array(outputs(found.y)).T


@pytest.mark.parametrize("accuracy", ALLOWED)
def test_it_is_solved_to_its_accuracy(
    accuracy: Accuracy, solved: tuple[Model, list[float], Array, Array], folder: Path
) -> None:
    model, values, weeks, exact = solved
    engine = Engine.of(model, accuracy=accuracy, folder=folder)
    run = engine.run(
        [values], list(model.arms.values()), weeks=weeks, start=[[s.start for s in model.states]]
    )
    assert run.status.tolist() == [[0]]
    error = np.abs(run.outputs[0, 0] - exact) / np.maximum(np.abs(exact), 1e-3 * np.abs(exact).max(axis=0))
    assert error.max() < ALLOWED[accuracy]
