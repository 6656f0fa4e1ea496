"""The steady state before treatment: the branch of the run-in and no other, stable, told apart from oscillation."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from numerics import toys
from numerics.problems import model

from nagi.equations.model import Model
from nagi.numerics.engine import Engine
from nagi.numerics.status import Status

Array = npt.NDArray[np.float64]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kernels")


def toggle(u: float, v: float) -> Model:
    """Two genes that silence each other; the start decides which of them stays on."""
    rates = {"u": "a1/(1 + v**3) - u", "v": "a2/(1 + u**3) - v"}
    made = model({"u": u, "v": v}, rates, parameters=("a1", "a2"))
    return replace(made, run_in_weeks=400.0)


def slopes(u: Array, v: Array, a: Array) -> tuple[Array, Array]:
    return a[:, 0] / (1 + v**3) - u, a[:, 1] / (1 + u**3) - v


def followed(u: float, v: float, a: Array) -> Array:
    """The end of the run-in by small classical Runge-Kutta steps, all sets at once."""
    y = np.tile([u, v], (len(a), 1)).astype(float)
    h = 0.05
    for _ in range(8_000):
        k1 = np.column_stack(slopes(*y.T, a))
        k2 = np.column_stack(slopes(*(y + h / 2 * k1).T, a))
        k3 = np.column_stack(slopes(*(y + h / 2 * k2).T, a))
        k4 = np.column_stack(slopes(*(y + h * k3).T, a))
        y += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return y


@pytest.mark.parametrize(("u", "v"), [(0.1, 2.0), (1.5, 1.3), (3.0, 0.0), (1.0, 1.02)])
def test_a_toggle_never_ends_on_the_wrong_branch(u: float, v: float, folder: Path) -> None:
    """1,000 sets from each of 4 starts, near the separatrix too. Sets still undecided may be refused, never wrong."""
    a = np.exp(np.random.default_rng(3).uniform(np.log(0.5), np.log(20), (1_000, 2)))
    states, status = Engine.of(toggle(u, v), folder=folder).baseline(a)
    truth = followed(u, v, a)
    good = status == Status.OK
    assert good.mean() > 0.97
    assert states[good] == pytest.approx(truth[good], rel=1e-6, abs=1e-9)


def test_a_start_on_the_separatrix_never_ends_on_the_saddle(folder: Path) -> None:
    """Equal genes from equal starts: refused as unstable, or led by the least rounding to one of the two branches."""
    a = np.repeat(np.linspace(3.0, 20.0, 100)[:, None], 2, axis=1)
    states, status = Engine.of(toggle(1.0, 1.0), folder=folder).baseline(a)
    good = status == Status.OK
    assert set(np.unique(status)) <= {Status.OK, Status.UNSTABLE}
    assert (np.abs(states[good, 0] - states[good, 1]) > 1.0).all()
    assert np.abs(slopes(*states[good].T, a[good])) == pytest.approx(0.0, abs=1e-8)


def oscillator() -> Model:
    return toys.oscillator()


def linear(rates: dict[str, str]) -> Callable[[], Model]:
    return lambda: model(dict.fromkeys(rates, 1.0), rates)


@pytest.mark.parametrize(
    ("made", "status"),
    [
        (linear({"x": "y - x", "y": "-x - y"}), Status.OK),
        (linear({"x": "2*y - x", "y": "-3*x - y"}), Status.OK),  # stable, though its loop is strong
        (linear({"x": "1 - 1e-3*x"}), Status.NOT_STEADY),
        (linear({"x": "1e-3*x"}), Status.NOT_STEADY),
        (linear({"x": "y", "y": "-x"}), Status.OSCILLATING),
    ],
)
def test_rest_drift_and_growth_are_told_apart(
    made: Callable[[], Model], status: Status, folder: Path
) -> None:
    found, codes = Engine.of(made(), folder=folder).baseline(np.empty((1, 0)))
    assert codes.tolist() == [status]
    assert np.isfinite(found).all() == (status == Status.OK)


def test_an_oscillating_patient_is_called_so(folder: Path) -> None:
    _, status = Engine.of(oscillator(), folder=folder).baseline([[1.0], [3.0]])
    assert status.tolist() == [Status.OSCILLATING] * 2
