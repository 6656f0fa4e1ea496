"""How fast the ensemble engine is beside named peers, at the same measured error, in one run on one core.

    make bench-engine                      or: python benchmarks/engine/run.py [--patients 48] [--step 0.1]

Every contender gets the loosest tolerance at which its own largest relative error of EASI, over all patients, arms and
weeks of this run, is at most 1e-4. All are timed in turn, round after round; a ratio is the median over the rounds.
Only ratios are written to last.txt: seconds belong to the machine.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import native_peers
import numpy as np
import scipy_peers
from scipy_peers import Array, Task

import nagi
from nagi.equations.model import Model
from nagi.numerics.engine import Engine

WANTED_ERROR = 1e-4
TOLERANCES = tuple(10 ** (-quarter / 4) for quarter in range(12, 33))
OUR_EFFECTS = (
    "placebo_on", "block_IL4", "block_IL13", "block_IL17", "block_IL22", "block_IL31", "block_TSLP", "block_OX40L",
    "add_IFNg",
)  # fmt: skip
"""The model's names of the effects, in the order of `miyano.EFFECTS`."""
SHORTEST = 0.3
"""Seconds that one measurement lasts at least; a quick contender is repeated."""
LAST = Path(__file__).with_name("last.txt")


@dataclass(frozen=True, kw_only=True)
class Contender:
    """A way to compute EASI (patient, arm, week), at its tolerance and with its measured error."""

    name: str
    tolerance: str
    error: float
    compute: Callable[[], Array]


def task_of(model: Model, patients: int, step: float) -> Task:
    """Drawn patients, all published arms, output every `step` weeks."""
    cohort = nagi.virtual_patients(model, n=patients, seed=1)
    ours = [effect.name for effect in model.effects]
    order = [ours.index(name) for name in OUR_EFFECTS]
    effects = [[arm.effects.get(name, 0.0) for name in ours] for arm in model.arms.values()]
    return Task(
        parameters=np.stack([cohort[name].values for name in model.parameters], axis=1),
        arms=np.asarray(effects)[:, order],
        start=np.array([state.start for state in model.states]),
        weeks=np.arange(round(24 / step) + 1) * step,
    )


def error(found: Array, reference: Array) -> float:
    """The largest relative error of EASI."""
    return float(np.abs(found / reference - 1).max())


def engine_alone(model: Model) -> Callable[[Task, float], Array]:
    """The engine without the face around it, at any tolerance."""
    engine, arms = Engine.of(model), tuple(model.arms.values())

    def solve(task: Task, rtol: float) -> Array:
        run = replace(engine, rtol=rtol).run(task.parameters, arms, weeks=task.weeks, threads=1)
        return np.asarray(run.outputs[..., 0])

    return solve


def whole_face(model: Model, task: Task, reference: Array) -> Contender:
    """`nagi.simulate` as a user calls it, with its default accuracy."""

    def compute() -> Array:
        result = nagi.simulate(model, task.parameters, arms=list(model.arms), weeks=task.weeks, threads=1)
        return np.asarray(result["EASI"].values)

    rtol = f"{Engine.of(model).rtol:.0e}"
    return Contender(name="nagi.simulate", tolerance=rtol, error=error(compute(), reference), compute=compute)


def peer(name: str, solve: Callable[[Task, float], Array], task: Task, reference: Array) -> Contender:
    """A contender at the loosest tolerance that serves (the authors' way has one of its own)."""
    if solve is scipy_peers.authors_way:
        found = error(solve(task, 0), reference)
        return Contender(name=name, tolerance="1e-08", error=found, compute=lambda: solve(task, 0))
    for rtol in TOLERANCES:
        found = error(solve(task, rtol), reference)
        if found <= WANTED_ERROR:
            again = partial(solve, task, rtol)
            return Contender(name=name, tolerance=f"{rtol:.0e}", error=found, compute=again)
    sys.exit(f"{name} does not reach an error of {WANTED_ERROR:g}")


def seconds(compute: Callable[[], Array]) -> float:
    """Process time of one computation, repeated until it can be measured."""
    runs, start = 0, time.process_time()
    while time.process_time() - start < SHORTEST:
        compute()
        runs += 1
    return (time.process_time() - start) / runs


def measured(contenders: list[Contender], rounds: int) -> dict[str, list[float]]:
    """For each contender, its time over the engine's in each round."""
    ratios: dict[str, list[float]] = {one.name: [] for one in contenders}
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
        taken = {one.name: seconds(one.compute) for one in contenders}
        for name, ratio in ratios.items():
            ratio.append(taken[name] / taken[contenders[0].name])
    return ratios


def machine() -> str:
    """The machine in words."""
    flags = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    width = "AVX-512" if "avx512f" in flags else "AVX2" if "avx2" in flags else "no wide vectors known"
    return f"one pinned core of a shared machine ({os.uname().machine}, {width})"


def table(contenders: list[Contender], ratios: dict[str, list[float]], task: Task) -> str:
    """What is printed and kept."""
    jobs = f"{len(task.parameters)} patients x {len(task.arms)} arms, {len(task.weeks)} output points"
    rows = [
        "Time relative to the nagi engine (median of the rounds, range), Miyano 2021 with its run-in",
        f"{jobs}; {machine()}",
        f"{'':34} {'rtol':>6} {'error':>8} {'times':>8}   range",
    ]
    for one in contenders:
        each = ratios[one.name]
        middle, spread = statistics.median(each), f"{min(each):.3g} to {max(each):.3g}"
        rows.append(f"{one.name:34} {one.tolerance:>6} {one.error:8.1e} {middle:8.3g}   {spread}")
    return "\n".join(rows) + "\n"


def main() -> None:
    """Pin one core, calibrate everybody, time them in turn, print and keep the ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--patients", type=int, default=48)
    parser.add_argument("--step", type=float, default=0.1, help="weeks between output points")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    model = nagi.load_model("miyano2021")
    task = task_of(model, asked.patients, asked.step)
    arms = tuple(model.arms.values())
    reference = (
        Engine.of(model, accuracy="reference").run(task.parameters, arms, weeks=task.weeks).outputs[..., 0]
    )
    if (apart := error(scipy_peers.lean_odeint(task, 1e-11), reference)) > WANTED_ERROR / 100:
        sys.exit(f"the reference and a very tight LSODA differ by {apart:.1e}")
    peers = {**scipy_peers.PEERS, **native_peers.available()}
    contenders = [
        peer("nagi engine", engine_alone(model), task, reference),
        whole_face(model, task, reference),
    ]
    contenders += [peer(name, solve, task, reference) for name, solve in peers.items()]
    said = table(contenders, measured(contenders, asked.rounds), task)
    print(said, end="")
    LAST.write_text(said, encoding="utf-8")


if __name__ == "__main__":
    main()
