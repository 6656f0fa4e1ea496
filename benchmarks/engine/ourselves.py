"""nagi's own ways to solve the task, and the figures that only nagi has."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from measuring import seconds
from task import Array, Peer, Solve, Task, task_of

import nagi
from nagi.equations.model import Model
from nagi.numerics.engine import Engine
from nagi.numerics.methods.tableau import NAMES
from nagi.numerics.printers.kernels import Printer

BEST = "rodas5"
"""The method that needs least time for this task at this error; the default, Rodas5P, stands in a row of its own."""
FRESH = Path(__file__).with_name("fresh.py")


def engine(model: Model, printer: Printer = "llvm", method: str = NAMES[0]) -> Solve:
    """The engine without the face around it, at any tolerance."""
    made, arms = Engine.of(model, printer=printer, method=method), tuple(model.arms.values())
    engines: dict[float, Engine] = {}

    def solve(task: Task, rtol: float) -> Array:
        one = engines.setdefault(rtol, replace(made, rtol=rtol))
        return np.asarray(one.run(task.parameters, arms, weeks=task.weeks, threads=1).outputs[..., 0])

    return solve


def face(model: Model) -> Solve:
    """`nagi.simulate` as a user calls it, with its default accuracy, a result with labels and units."""

    def solve(task: Task, _rtol: float) -> Array:
        result = nagi.simulate(model, task.parameters, arms=list(model.arms), weeks=task.weeks, threads=1)
        return np.asarray(result["EASI"].values)

    return solve


def peers(model: Model) -> list[Peer]:
    """The engine at both grids first: everything is measured against it. Like every peer, with its best method here."""
    best = engine(model, method=BEST)
    return [
        Peer(name="nagi engine", solve=best),
        Peer(name="nagi engine, weekly", solve=best, points=25),
        Peer(name="nagi.simulate", solve=face(model), fixed=Engine.of(model).rtol),
        Peer(name="nagi engine, default method", solve=engine(model)),
        Peer(name="nagi engine, scalar code", solve=engine(model, "scalar", BEST), target=2.5),
    ]


def threads_gain(model: Model, rtol: float, cores: set[int], rounds: int) -> float:
    """Wall time on one thread over that on two, the least of each: other work on the machine only adds to it."""
    task, arms = task_of(model, 1024, 25), tuple(model.arms.values())
    made, pinned = replace(Engine.of(model), rtol=rtol), os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)

    def wall(threads: int) -> float:
        start = time.perf_counter()
        made.run(task.parameters, arms, weeks=task.weeks, threads=threads)
        return time.perf_counter() - start

    pairs = [(wall(1), wall(2)) for _ in range(10 * rounds)]
    os.sched_setaffinity(0, pinned)
    return min(one for one, _ in pairs) / min(two for _, two in pairs)


def arms_per_second(model: Model, rtol: float, patients: int = 512) -> float:
    """Patient-arms of 24 weeks, weekly output, run-in included, per second of one core."""
    task = task_of(model, patients, 25)
    solve = engine(model)
    return task.jobs / statistics.median(seconds(lambda: solve(task, rtol)) for _ in range(7))


def one_patient(model: Model, solve: Solve) -> float:
    """Milliseconds for one patient under all ten arms, weekly output, run-in included."""
    task, rtol = task_of(model, 1, 25), Engine.of(model).rtol
    return 1e3 * statistics.median(seconds(lambda: solve(task, rtol)) for _ in range(7))


def in_fresh_processes() -> dict[str, float]:
    """Model edit to first result, the same from the cache, and a million patient-arms reduced, each by itself."""
    with tempfile.TemporaryDirectory() as folder:
        edited = _fresh("edited", folder)
        cached = [_fresh("cached", folder) for _ in range(4)][1:]
        million = _fresh("million", folder)
    return {
        "edited": edited["seconds"],
        "cached": statistics.median(one["seconds"] for one in cached),
        "million_gigabytes": million["gigabytes"],
        "million_seconds": million["seconds"],
    }


def _fresh(what: str, cache: str) -> dict[str, float]:
    command, around = [sys.executable, str(FRESH), what], os.environ | {"XDG_CACHE_HOME": cache}
    done = subprocess.run(command, env=around, check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told
