"""Who runs a job list: compiled lanes, the interpreter, or a graphics processor. Chosen by name, not by failing."""

import ctypes
import os
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, get_args

import llvmlite.binding as llvm
import numpy as np

from nagi.equations.model import Model
from nagi.errors import NagiError, Problem
from nagi.language import Text
from nagi.numerics.driver.attempt import attempt_program, trace_program
from nagi.numerics.driver.batches import Device, integrated, settled
from nagi.numerics.driver.gpu import Gpu
from nagi.numerics.driver.plain import Plain
from nagi.numerics.driver.stability import Polished
from nagi.numerics.driver.tables import Control, Floats, Jobs, Results
from nagi.numerics.driver.tables import Protocol as Arms
from nagi.numerics.methods.tableau import NAMES, tableau
from nagi.numerics.printers.cuda import Precision, cuda_text
from nagi.numerics.printers.kernels import Kernels, Printer, bounds_of, kernels
from nagi.numerics.printers.objects import native_lanes
from nagi.numerics.symbolic.lowered import Lowered

solving: Any = None
forbidden: OSError | None = None
try:
    solving = import_module("nagi.numerics.driver.solving")
except OSError as error:
    # Numba cannot even be loaded where machine code is forbidden. Who asks for it is told by `_refuse_machine`.
    forbidden = error

PRINTERS: tuple[Printer, ...] = get_args(Printer)
PRECISIONS: tuple[Precision, ...] = get_args(Precision)
LEAST_SINGLE = 1e-7
"""A relative tolerance below the rounding of single precision only rejects steps."""


class Solver(Protocol):
    """Runs jobs of one model. States are rows of patients; effects are one row."""

    @property
    def doubled(self) -> "Solver":
        """The same in double precision."""

    def refuse(self, arms: Arms) -> None:
        """Raises NagiError (N307) for what happens in `arms` and cannot be computed so."""

    def integrate(
        self, arms: Arms, control: Control, jobs: Jobs, *, threads: int | None, summary: bool
    ) -> Results:
        """All jobs, in the order of the list. With `summary` outputs are reduced and not kept."""

    def polish(
        self, control: Control, parameters: Floats, effects: Floats, states: Floats, *, threads: int | None
    ) -> Polished:
        """Newton steps from the ends of run-ins, and what is known of where they lead."""

    def rates(self, parameters: Floats, effects: Floats, states: Floats) -> Floats:
        """Time derivatives of one patient's states."""


def solver_of(  # noqa: PLR0913 (what Engine.of was asked for)
    model: Model,
    printer: Printer,
    *,
    precision: Precision,
    rtol: float,
    lanes: int | None,
    folder: Path | None,
    method: str = NAMES[0],
) -> Solver:
    """The solver called `printer`, with the Rosenbrock method `method`.

    Raises NagiError (N110, N301 to N307) if one is unknown or cannot work on this machine or for this model.
    """
    _refuse_unknown(printer, precision, rtol)
    if printer in {"interpreter", "cuda"}:
        _refuse_happenings(printer, [n for n in ("triggers", "relays") if getattr(model, n)])
    if printer == "interpreter":
        return Interpreted(_plain(model, method))
    if printer == "cuda":
        return OnGpu.of(model, precision, method)
    _refuse_machine(printer)
    try:
        made = kernels(
            model, partial(_lowered, method=method), tableau(method).name,
            lanes=lanes or native_lanes(), printer=printer, folder=folder,
        )  # fmt: skip
    except RuntimeError as error:  # LLVM knows no such processor, or cannot write code for it
        raise _cannot_compile(printer, str(error)) from error
    return Compiled(made)


@dataclass(frozen=True)
class Compiled:
    """Machine code for the processor, lanes of it where `printer` is "llvm"."""

    kernels: Kernels

    @property
    def doubled(self) -> "Compiled":
        """See `Solver`."""
        return self

    def refuse(self, arms: Arms) -> None:
        """See `Solver`; nothing is refused."""

    def integrate(
        self, arms: Arms, control: Control, jobs: Jobs, *, threads: int | None, summary: bool
    ) -> Results:
        """See `Solver`."""
        found: Results = solving.solve(
            self.kernels.kernel, arms, control, jobs, threads=threads, summary=summary
        )
        return found

    def polish(
        self, control: Control, parameters: Floats, effects: Floats, states: Floats, *, threads: int | None
    ) -> Polished:
        """See `Solver`."""
        found: Polished = solving.polished(
            self.kernels.kernel, control, parameters, effects, states, threads=threads
        )
        return found

    def rates(self, parameters: Floats, effects: Floats, states: Floats) -> Floats:
        """See `Solver`."""
        kernel = self.kernels.kernel
        prepared = np.concatenate([parameters, effects, np.zeros(kernel.constants)])
        call(kernel.prep, prepared)
        work = np.concatenate([states, prepared[parameters.size + effects.size :], np.zeros(kernel.states)])
        call(self.kernels.rhs, work)
        return work[-kernel.states :]


@dataclass(frozen=True)
class Interpreted:
    """No machine code at all: statement by statement on arrays, on one thread."""

    plain: Plain

    @property
    def doubled(self) -> "Interpreted":
        """See `Solver`."""
        return self

    def refuse(self, arms: Arms) -> None:
        """See `Solver`."""
        _refuse_happenings("interpreter", ["rescues"] if arms.rescues.size else [])

    def integrate(
        self, arms: Arms, control: Control, jobs: Jobs, *, threads: int | None, summary: bool
    ) -> Results:
        """See `Solver`; `threads` changes nothing."""
        del threads
        return self.plain.integrated(arms, control, jobs, summary=summary)

    def polish(
        self, control: Control, parameters: Floats, effects: Floats, states: Floats, *, threads: int | None
    ) -> Polished:
        """See `Solver`; `threads` changes nothing."""
        del threads
        return self.plain.polished(control, parameters, effects, states)

    def rates(self, parameters: Floats, effects: Floats, states: Floats) -> Floats:
        """See `Solver`."""
        return self.plain.rates(parameters, effects, states)


@dataclass(frozen=True)
class OnGpu:
    """One thread of a graphics processor per job. Baselines always in double precision, arms in that of `arms`."""

    plain: Plain
    baselines: Device
    courses: Device

    @property
    def doubled(self) -> "OnGpu":
        """See `Solver`."""
        return OnGpu(self.plain, self.baselines, self.baselines)

    def refuse(self, arms: Arms) -> None:
        """See `Solver`."""
        _refuse_happenings("cuda", ["rescues"] if arms.rescues.size else [])

    @classmethod
    def of(cls, model: Model, precision: Precision, method: str) -> "OnGpu":
        """Print, compile and load the kernels. Raises NagiError (N302 to N304)."""
        devices = [Gpu("double")] + ([] if precision == "double" else [Gpu(precision)])
        plain, bounds = _plain(model, method), bounds_of(model)
        for device, kind in zip(devices, ("double", precision), strict=False):
            device.load(cuda_text(plain.lowered, bounds, precision=kind))
        return cls(plain, devices[0], devices[-1])

    def integrate(
        self, arms: Arms, control: Control, jobs: Jobs, *, threads: int | None, summary: bool
    ) -> Results:
        """See `Solver`; `threads` are those of the host and change nothing. A run without weeks is a run-in."""
        del threads
        device = self.courses if arms.weeks.size else self.baselines
        outputs = len(self.plain.lowered.outputs)
        return integrated(device, outputs, arms, control, jobs, summary=summary)

    def polish(
        self, control: Control, parameters: Floats, effects: Floats, states: Floats, *, threads: int | None
    ) -> Polished:
        """See `Solver`. Whether the steady states can stay is judged without the device, on one thread."""
        del control, threads
        return self.plain.judged(parameters, effects, *settled(self.baselines, parameters, effects, states))

    def rates(self, parameters: Floats, effects: Floats, states: Floats) -> Floats:
        """See `Solver`."""
        return self.plain.rates(parameters, effects, states)


def call(address: int, workspace: Floats) -> None:
    """A printed function of one lane, on its workspace."""
    ctypes.CFUNCTYPE(None, ctypes.c_void_p)(address)(workspace.ctypes.data)


def _plain(model: Model, method: str = NAMES[0]) -> Plain:
    lowered = _lowered(model, method)
    return Plain(
        lowered=lowered, attempt=attempt_program(lowered, bounds_of(model)), trace=trace_program(lowered)
    )


def _lowered(model: Model, method: str = NAMES[0]) -> Lowered:
    """From equations to statements; SymPy is loaded only here, since a model found in the cache needs none."""
    found: Lowered = import_module("nagi.numerics.symbolic.lowering").lower(model, tableau(method))
    return found


def _refuse_unknown(printer: str, precision: str, rtol: float) -> None:
    problems = []
    if printer not in PRINTERS:
        ja = f"{printer!r} はありません。候補: {'、'.join(PRINTERS)}"
        problems.append(
            _problem("NAGI-N301", "printer", ja, f"there is no {printer!r}; there is {', '.join(PRINTERS)}")
        )
    if precision not in PRECISIONS:
        ja = f"{precision!r} はありません。候補: {'、'.join(PRECISIONS)}"
        en = f"there is no {precision!r}; there is {', '.join(PRECISIONS)}"
        problems.append(_problem("NAGI-N301", "precision", ja, en))
    elif precision == "single" and printer != "cuda":
        ja = f'単精度は printer="cuda" だけで使えます(今は {printer!r})。'
        problems.append(
            _problem("NAGI-N301", "precision", ja, f'single precision needs printer="cuda", not {printer!r}')
        )
    elif precision == "single" and rtol < LEAST_SINGLE:
        ja = f"許容誤差 {rtol:g} は単精度では届きません。倍精度にするか、精度を 1e-4 以上にしてください。"
        en = f"single precision cannot reach the tolerance {rtol:g}; use double, or an accuracy of 1e-4 or 1e-3"
        problems.append(_problem("NAGI-N301", "precision", ja, en))
    if problems:
        raise NagiError(problems)


def _refuse_happenings(printer: Printer, found: list[str]) -> None:
    """What depends on chance, on crossings or on a visit is computed by compiled lanes only."""
    if found:
        ja = (
            f'printer="{printer}" では {"、".join(found)} を計算できません。printer="llvm" を使ってください。'
        )
        en = f'printer="{printer}" cannot compute {" and ".join(found)}; use printer="llvm"'
        raise NagiError([_problem("NAGI-N307", printer, ja, en)])


def _refuse_machine(printer: Printer) -> None:
    """Hardened systems forbid memory that is written and then run; better said here than met as a crash."""
    try:
        llvm.check_jit_execution()
        if forbidden:
            raise forbidden
    except OSError as error:
        seen = os.strerror(error.errno) if error.errno else str(error)
        ja = f'この計算機は機械語を作ることを許していません({seen})。約百倍遅い printer="interpreter" なら動きます。'
        en = (
            f"this machine does not allow machine code to be made ({seen}); "
            'printer="interpreter" works here, some hundred times slower'
        )
        raise NagiError([_problem("NAGI-N305", printer, ja, en)]) from error


def _cannot_compile(printer: Printer, seen: str) -> NagiError:
    remedy = "scalar" if printer == "llvm" else "interpreter"
    ja = f'この計算機のための機械語を作れません({seen})。printer="{remedy}" を使ってください。'
    en = f'no machine code can be made for this machine ({seen}); use printer="{remedy}"'
    return NagiError([_problem("NAGI-N306", printer, ja, en)])


def _problem(code: str, key: str, ja: str, en: str) -> Problem:
    return Problem(code=code, where="printer", key=key, said=Text(ja, en))
