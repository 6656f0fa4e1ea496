"""CUDA C: the text NVRTC takes, and the same text run thread by thread, say what the engine says."""

import ctypes
import importlib.util
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from numerics import toys
from numerics.m1 import DEVIATIONS, MEANS, m1
from numerics.printers import host
from numerics.printers.test_printers import CASES, agree, every_operation, expected

from nagi.equations.model import Model
from nagi.errors import NagiError
from nagi.numerics.driver.gpu import compiled
from nagi.numerics.engine import Engine
from nagi.numerics.printers.cuda import HEAD, Precision, cuda_text, device_function
from nagi.numerics.printers.kernels import bounds_of
from nagi.numerics.solvers import Compiled, OnGpu, _plain
from nagi.numerics.status import Status

__all__ = ["expected"]
WEEKS = np.arange(25.0)
needs_compiler = pytest.mark.skipif(host.COMPILER is None, reason="no C++ compiler takes the CUDA text here")
needs_nvrtc = pytest.mark.skipif(
    importlib.util.find_spec("cuda") is None or importlib.util.find_spec("cuda.bindings") is None,
    reason="the extra gpu (NVRTC) is not installed",
)


def on_host(model: Model, folder: Path, *, precision: Precision = "double") -> Engine:
    """The engine of printer="cuda", its threads run by this process instead of a graphics processor."""
    plain, bounds = _plain(model), bounds_of(model)
    double = host.Host(cuda_text(plain.lowered, bounds, precision="double"), folder, real=np.float64)
    single = host.Host(cuda_text(plain.lowered, bounds, precision="single"), folder, real=np.float32)
    solver = OnGpu(plain, double, double if precision == "double" else single)
    return Engine(model=model, rtol=1e-6, solver=solver)


def patients(count: int) -> npt.NDArray[np.float64]:
    draws = np.random.default_rng(5).standard_normal((count, len(MEANS)))
    found: npt.NDArray[np.float64] = np.exp(
        np.array(MEANS, np.float64) + np.array(DEVIATIONS, np.float64) * draws
    )
    return found


@needs_compiler
def test_every_operation_agrees_with_the_interpreter(
    kernels: Path, expected: npt.NDArray[np.float64]
) -> None:
    program = every_operation()
    given = {name: f"in[{i}]" for i, name in enumerate(program.inputs)}
    into = {name: f"out[{i}]" for i, name in enumerate(program.results)}
    text = HEAD.format(real="double") + device_function(
        "f(const double *in, double *out)", program, given, into
    )
    text += 'extern "C" void run(const double *in, double *out) { f(in, out); }\n'
    run = host.library(text, kernels).run
    found = np.empty((len(CASES), len(into)))
    for case, row in zip(np.ascontiguousarray(CASES), found, strict=True):
        run(ctypes.c_void_p(case.ctypes.data), ctypes.c_void_p(row.ctypes.data))
    agree(found, expected)


@needs_compiler
@pytest.mark.parametrize(("precision", "least"), [("double", 1e-10), ("single", 1e-4)])
def test_all_arms_of_64_patients_agree_with_the_vector_engine(
    precision: Precision, least: float, kernels: Path
) -> None:
    model, table = m1(), patients(64)
    arms = list(model.arms.values())
    known = Engine.of(model, folder=kernels).run(table, arms, weeks=WEEKS)
    made = on_host(model, kernels, precision=precision)
    found = made.run(table, arms, weeks=WEEKS)
    assert found.status.shape == (64, 10)
    assert (known.status == Status.OK).all()
    np.testing.assert_array_equal(found.status, known.status)
    np.testing.assert_allclose(found.baseline, known.baseline, rtol=1e-12)
    np.testing.assert_allclose(found.outputs, known.outputs, rtol=least, atol=0)
    np.testing.assert_array_equal(found.week, known.week)
    assert made.solver.baselines.held == made.solver.courses.held == {}


@needs_compiler
def test_single_precision_is_verified_in_double(kernels: Path) -> None:
    model = m1()
    made = on_host(model, kernels, precision="single")
    checked = made.verify(patients(8), list(model.arms.values()), weeks=WEEKS)
    assert checked.failed == 0
    assert 1e-8 < checked.largest < 1e-4


@needs_compiler
def test_summaries_are_those_of_the_curves(kernels: Path) -> None:
    model, table = m1(), patients(8)
    arms = list(model.arms.values())
    known = Engine.of(model, folder=kernels).run(table, arms, weeks=WEEKS[1:], summary=True).summary
    found = on_host(model, kernels).run(table, arms, weeks=WEEKS[1:], summary=True).summary
    assert known is not None
    assert found is not None
    for name in ("endpoint", "mean", "improvement"):
        np.testing.assert_allclose(getattr(found, name), getattr(known, name), rtol=1e-10, atol=1e-12)


@needs_compiler
def test_events_resets_and_doses_happen_as_on_the_processor(kernels: Path) -> None:
    model, table = toys.busy(), np.array([[0.5], [1.0], [2.0]])
    arms = list(model.arms.values())
    runs = [
        made.run(table, arms, weeks=[0.0, 0.5, 4.0, 6.9, 7.1, 10.0], start=[[0.0], [1.0], [2.0]])
        for made in (Engine.of(model, folder=kernels), on_host(model, kernels))
    ]
    np.testing.assert_allclose(runs[0].outputs, runs[1].outputs, rtol=1e-10)
    np.testing.assert_array_equal(runs[0].steps, runs[1].steps)


@needs_compiler
@pytest.mark.parametrize("toy", [toys.explosion, toys.drain, toys.oscillator, toys.balanced])
def test_failures_are_the_same_values(toy: object, kernels: Path) -> None:
    model: Model = toy()  # type: ignore[operator]
    arms, table = list(model.arms.values()), np.array([[0.05], [0.5], [0.01]])
    known = Engine.of(model, folder=kernels).run(table, arms, weeks=np.arange(11.0))
    found = on_host(model, kernels).run(table, arms, weeks=np.arange(11.0))
    assert (known.status != Status.OK).any()
    np.testing.assert_array_equal(found.status, known.status)
    np.testing.assert_array_equal(np.isnan(found.outputs), np.isnan(known.outputs))
    np.testing.assert_allclose(found.week, known.week, rtol=1e-6)


@needs_nvrtc
@pytest.mark.parametrize(
    ("architecture", "precision"), [("compute_80", "double"), ("compute_90", "single"), ("sm_90", "double")]
)
def test_nvrtc_takes_the_text(architecture: str, precision: Precision) -> None:
    model = m1()
    text = cuda_text(_plain(model).lowered, bounds_of(model), precision=precision)
    code = compiled(text, architecture)
    assert b"integrate" in code
    assert b"polish" in code
    if precision == "single" and architecture.startswith("compute"):
        assert code.count(b".f32 ") > 10 * code.count(b"mul.f64 ")


@needs_nvrtc
def test_a_text_nvrtc_refuses_is_an_error_that_says_why() -> None:
    with pytest.raises(NagiError, match=r"N304[^\0]*nonsense"):
        compiled("nonsense;", "sm_90")


def test_a_real_graphics_processor_agrees(kernels: Path) -> None:
    model, table = m1(), patients(64)
    arms = list(model.arms.values())
    try:
        made = Engine.of(model, printer="cuda")
    except NagiError as refused:
        pytest.skip(f"no graphics processor here: {refused}")
    known = Engine.of(model, folder=kernels)
    assert isinstance(known.solver, Compiled)
    found = made.run(table, arms, weeks=WEEKS)
    np.testing.assert_allclose(found.outputs, known.run(table, arms, weeks=WEEKS).outputs, rtol=1e-10)
    single = Engine.of(model, printer="cuda", precision="single").run(table, arms, weeks=WEEKS)
    np.testing.assert_allclose(single.outputs, found.outputs, rtol=1e-4)
