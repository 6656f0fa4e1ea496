"""The most multiply-adds this core can do, measured, and how many of them nagi's steps need."""

import ctypes
import statistics
import time
from dataclasses import replace

from task import task_of

from nagi.equations.model import Model
from nagi.numerics.engine import Engine
from nagi.numerics.methods.tableau import tableau
from nagi.numerics.printers.kernels import functions_of
from nagi.numerics.printers.objects import LoadedCode, compiled, native_lanes
from nagi.numerics.symbolic.lowering import lower

FLOPS = {"fma": 2, "add": 1, "sub": 1, "mul": 1, "div": 1, "sqrt": 1}
CHAINS = 12
"""Independent sums, enough to hide the latency of a multiply-add."""
TURNS = 20_000_000


def peak() -> float:
    """GFLOP/s of a loop of vector multiply-adds that never leaves the registers (median of 5)."""
    code = LoadedCode(compiled(_loop(native_lanes())))
    run = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_int64, ctypes.c_double)(code.address("loop"))

    def rate() -> float:
        start = time.process_time()
        run(TURNS, 0.999)
        return 2 * CHAINS * native_lanes() * TURNS / (time.process_time() - start) / 1e9

    return statistics.median(rate() for _ in range(5))


def flops_per_attempt(model: Model) -> int:
    """Floating-point operations of one step attempt of one lane; a multiply-add counts as two."""
    program = next(
        p for name, p, _ in functions_of(model, lower(model, tableau()), lanes=1) if name == "attempt"
    )
    return sum(FLOPS.get(operation.op, 0) for operation in program.operations)


def reached(model: Model, rtol: float) -> float:
    """GFLOP/s of whole runs of arms (weekly output, baseline given, driver included), counting only step attempts."""
    task, arms = task_of(model, 256, 25), tuple(model.arms.values())
    made = replace(Engine.of(model), rtol=rtol)
    base, _ = made.baseline(task.parameters, threads=1)

    def rate() -> float:
        start = time.process_time()
        run = made.run(task.parameters, arms, weeks=task.weeks, start=base, threads=1)
        taken = time.process_time() - start
        return float(run.steps.sum()) * flops / taken / 1e9

    flops = flops_per_attempt(model)
    return statistics.median(rate() for _ in range(9))


def _loop(lanes: int) -> str:
    """IR of `double loop(i64 turns, double factor)`."""
    kind = f"<{lanes} x double>"
    sums = range(CHAINS)
    phis = [f"  %s{k} = phi {kind} [ %wide, %entry ], [ %n{k}, %body ]" for k in sums]
    turn = [
        f"  %n{k} = call {kind} @llvm.fma.v{lanes}f64({kind} %s{k}, {kind} %wide, {kind} %wide)" for k in sums
    ]
    total = [f"  %t{k} = fadd {kind} %{'n0' if k == 1 else f't{k - 1}'}, %n{k}" for k in sums[1:]]
    return "\n".join([
        f"declare {kind} @llvm.fma.v{lanes}f64({kind}, {kind}, {kind})",
        "define double @loop(i64 %turns, double %factor) {", "entry:",
        f"  %one = insertelement {kind} undef, double %factor, i32 0",
        f"  %wide = shufflevector {kind} %one, {kind} undef, <{lanes} x i32> zeroinitializer",
        "  br label %body", "body:", "  %i = phi i64 [ 0, %entry ], [ %j, %body ]", *phis, *turn,
        "  %j = add i64 %i, 1", "  %more = icmp slt i64 %j, %turns", "  br i1 %more, label %body, label %end",
        "end:", *total, f"  %first = extractelement {kind} %t{CHAINS - 1}, i32 0", "  ret double %first", "}",
    ])  # fmt: skip
