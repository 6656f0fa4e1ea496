"""Who computes is chosen by name, and refused by name with a remedy where it cannot."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from equations import flares
from numerics import toys
from numerics.m1 import m1
from numerics.printers.test_cuda import WEEKS, patients

from nagi.equations.events import Rescue
from nagi.equations.model import Arm
from nagi.errors import NagiError
from nagi.numerics import solvers
from nagi.numerics.engine import Engine
from nagi.numerics.printers.kernels import Printer
from nagi.numerics.status import Status


def test_the_interpreter_agrees_on_64_patients(kernels: Path) -> None:
    model, table = m1(), patients(64)
    arms = list(model.arms.values())
    known, found = (
        Engine.of(model, printer=each, folder=kernels).run(table, arms, weeks=WEEKS)
        for each in ("llvm", "interpreter")
    )
    np.testing.assert_allclose(found.outputs, known.outputs, rtol=1e-10, atol=0)
    np.testing.assert_array_equal(found.steps, known.steps)


@pytest.mark.parametrize("printer", ["scalar", "interpreter"])
def test_schedules_switches_doses_and_resets_happen_in_every_printer(printer: Printer, kernels: Path) -> None:
    model, table = toys.busy(), np.array([[0.5], [1.0], [2.0]])
    arms = list(model.arms.values())
    known, found = (
        Engine.of(model, printer=each, folder=kernels).run(table, arms, weeks=[0.0, 0.5, 4.0, 6.9, 7.1, 10.0])
        for each in ("llvm", printer)
    )
    np.testing.assert_allclose(found.outputs, known.outputs, rtol=1e-10)
    np.testing.assert_array_equal(found.steps, known.steps)


@pytest.mark.parametrize("printer", ["interpreter", "cuda"])
def test_what_depends_on_chance_crossings_or_visits_is_refused_with_the_remedy(printer: Printer) -> None:
    with pytest.raises(NagiError, match=r'N307.*relays; use printer="llvm"'):
        Engine.of(toys.relayed(), printer=printer)
    with pytest.raises(NagiError, match=r'N307.*triggers and relays; use printer="llvm"'):
        Engine.of(flares.composed(), printer=printer)


def test_a_rescue_is_refused_with_the_remedy() -> None:
    model = toys.decay()
    rescue = Rescue(output="X", above=0.5, weeks=(4,), effects={"u": 0.0})
    arm = Arm(name="a", effects={"u": 1.0}, weeks=10, rescues=(rescue,))
    with pytest.raises(NagiError, match=r'N307.*rescues; use printer="llvm"'):
        Engine.of(model, printer="interpreter").run([[1.0]], [arm], weeks=[0])


@pytest.mark.parametrize("toy", [toys.explosion, toys.drain, toys.oscillator, toys.balanced])
def test_the_interpreter_fails_as_the_compiled_engine_does(toy: object, kernels: Path) -> None:
    model = toy()  # type: ignore[operator]
    arms, table = list(model.arms.values()), np.array([[0.05], [0.5], [0.01]])
    known, found = (
        Engine.of(model, printer=each, folder=kernels).run(table, arms, weeks=np.arange(11.0), summary=True)
        for each in ("llvm", "interpreter")
    )
    assert (known.status != Status.OK).any()
    np.testing.assert_array_equal(found.status, known.status)
    assert known.summary is not None
    assert found.summary is not None
    np.testing.assert_allclose(found.summary.mean, known.summary.mean, rtol=1e-9)


def test_a_failure_in_the_interpreter_is_told_in_words(kernels: Path) -> None:
    model, table = toys.explosion(), np.array([[0.5]])
    arms = list(model.arms.values())
    made = Engine.of(model, printer="interpreter", folder=kernels)
    (outcome,) = made.failures(made.run(table, arms, weeks=[0.0, 5.0]), table, arms)
    assert outcome.state == "x"
    assert outcome.week == pytest.approx(2.0, rel=1e-3)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"printer": "gpu"}, "there is no 'gpu'; there is llvm, scalar, interpreter, cuda"),
        ({"precision": "half"}, "there is no 'half'; there is double, single"),
        (
            {"precision": "single", "printer": "cuda", "accuracy": "reference"},
            "single precision cannot reach",
        ),
        ({"precision": "single"}, 'single precision needs printer="cuda"'),
    ],
)
def test_an_unknown_choice_is_refused(chosen: dict[str, str], said: str) -> None:
    with pytest.raises(NagiError, match="NAGI-N301") as refused:
        Engine.of(toys.decay(), **chosen)  # type: ignore[arg-type]
    assert said in str(refused.value)


def test_without_the_extra_the_gpu_is_refused_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cuda.bindings.driver", None)
    with pytest.raises(NagiError, match=r"N302.*nagi-skin\[gpu\]"):
        Engine.of(toys.decay(), printer="cuda")


def test_a_processor_llvm_cannot_serve_is_refused_with_the_remedy(
    kernels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nagi.numerics.printers.objects.llvm.get_host_cpu_name", lambda: "")
    monkeypatch.setattr(
        "nagi.numerics.printers.objects.llvm.Target.from_default_triple",
        lambda: solvers.llvm.Target.from_triple("no-such-machine"),
    )
    with pytest.raises(NagiError, match=r'N306.*printer="scalar"'):
        Engine.of(toys.decay(), folder=kernels)


FORBIDDEN = """
import ctypes, sys
MDWE, REFUSE_EXEC_GAIN = 65, 1
sys.path.insert(0, {tests!r})
from numerics import toys
if ctypes.CDLL(None).prctl(MDWE, REFUSE_EXEC_GAIN, 0, 0, 0):
    sys.exit(42)
from nagi.errors import NagiError
from nagi.numerics.engine import Engine
for printer in ("llvm", "scalar"):
    try:
        Engine.of(toys.decay(), printer=printer)
    except NagiError as refused:
        assert "NAGI-N305" in str(refused) and "interpreter" in str(refused), refused
    else:
        sys.exit(printer + " was not refused")
model = toys.decay()
run = Engine.of(model, printer="interpreter").run([[1.0]], list(model.arms.values()), weeks=[0, 10])
assert abs(run.outputs[0, 0, 1, 0] - 1) < 1e-3, run.outputs
"""


def test_where_machine_code_may_not_be_made_the_interpreter_still_works() -> None:
    """Linux itself forbids it to the process: memory that can be written can never be run."""
    code = FORBIDDEN.format(tests=str(Path(__file__).parents[1]))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if done.returncode == 42:
        pytest.skip("this kernel cannot forbid memory that is written and then run")
    assert done.returncode == 0, done.stderr
