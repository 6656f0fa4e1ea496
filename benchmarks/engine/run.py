"""How fast the ensemble engine is beside named peers, at the same measured error, in one run on one core.

    make bench-engine                      or: python benchmarks/engine/run.py [--quick] [--patients 256] [--rounds 5]

Every contender gets the loosest tolerance at which its own largest relative error of EASI, over all patients, arms and
weeks that it runs, is at most 1e-4. All are timed in turn, round after round; a ratio is taken within a round, and the
median over the rounds counts. Only ratios are written to last.txt: seconds belong to the machine.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import ourselves
import peak
import table
from measuring import Contender, calibrated, rounds_of
from peers import scipy_odeint
from task import Peer, Task, task_of

import nagi
from nagi.equations.model import Model

FAMILIES = (
    "scipy_odeint", "cvode_python", "cvode_c", "numbalsoda_loop", "roadrunner_c", "copasi", "amici_c", "diffrax_jax",
)  # fmt: skip
LAST = Path(__file__).with_name("last.txt")


def found(families: list[str], missing: list[str]) -> Iterator[Peer]:
    """The peers that can be had here; why the others cannot (it may hold paths) goes to the screen."""
    for family in families:
        try:
            yield from import_module(f"peers.{family}").peers()
        except Exception as problem:  # whatever a foreign package raises is its reason
            print(f"{family}: {problem!r}", file=sys.stderr)
            missing.append(
                f"{family}: {problem if isinstance(problem, ImportError) else type(problem).__name__}"
            )


def ready(peers: list[Peer], tasks: dict[int, Task], missing: list[str]) -> list[Contender]:
    """Every peer at its tolerance; one that fails or cannot be accurate enough is named, not timed."""
    contenders = []
    for peer in peers:
        print(f"calibrating {peer.name}", file=sys.stderr, flush=True)
        try:
            contenders.append(calibrated(peer, tasks[peer.points]))
        except (ValueError, ArithmeticError, RuntimeError) as problem:
            missing.append(f"{peer.name}: {problem}")
    return contenders


def figures(
    model: Model, rtol: float, cores: set[int], rounds: int
) -> dict[str, tuple[float, str, float | None, bool]]:
    """nagi's own figures: value, unit, target, whether more is better."""
    fresh, best, done = ourselves.in_fresh_processes(), peak.peak(), peak.reached(model, rtol)
    return {
        "two threads over one (wall)": (ourselves.threads_gain(model, rtol, cores, rounds), "x", 1.7, True),
        "thousand patient-arms per second and core, weekly": (
            ourselves.arms_per_second(model, rtol) / 1e3, "k/s", 200, True,
        ),
        "model edit to first result, after imports": (fresh["edited"], "s", 2.0, False),
        "the same from the cache, after imports": (fresh["cached"], "s", 0.2, False),
        "one patient x ten arms, engine": (ourselves.one_patient(model, ourselves.engine(model)), "ms", 0.2, False),
        "one patient x ten arms, nagi.simulate": (
            ourselves.one_patient(model, ourselves.face(model)), "ms", None, False,
        ),
        "10^6 patient-arms reduced, peak memory": (fresh["million_gigabytes"], "GB", 1.0, False),
        "floating-point operations of a step attempt": (peak.flops_per_attempt(model), "", None, True),
        "share of the core's measured FLOP peak": (100 * done / best, "%", None, True),
        "the authors' script: compiling, at each of its calls": (scipy_odeint.compile_seconds(), "s", None, False),
    }  # fmt: skip


def main() -> None:
    """Pin one core, calibrate everybody, time them in turn, print and keep the ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--patients", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="16 patients, 2 rounds; last.txt is not written")
    parser.add_argument(
        "--only", nargs="*", default=list(FAMILIES), choices=FAMILIES, help="families of peers"
    )
    asked = parser.parse_args()
    patients, rounds = (16, 2) if asked.quick else (asked.patients, asked.rounds)
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    model = nagi.load_model("miyano2021")
    tasks = {points: task_of(model, patients, points) for points in (241, 25)}
    missing: list[str] = []
    contenders = ready(ourselves.peers(model), tasks, missing)
    own = figures(
        model, contenders[0].rtol, cores, rounds
    )  # before the peers fill the process with their threads
    contenders += ready(found(asked.only, missing), tasks, missing)
    times = rounds_of(contenders, rounds)
    said = "\n".join([
        "Time relative to the nagi engine at the same largest error of EASI (at most 1e-4), Miyano 2021 with its run-in",
        f"{patients} patients x {len(model.arms)} arms (slow peers: the first few); {table.machine()}; {rounds} rounds",
        *table.peers_table(contenders, times), "", *table.figures_table(own), "",
        *(f"not here: {line}" for line in missing), table.versions(),
    ])  # fmt: skip
    print(said, "", *table.microseconds(contenders, times), sep="\n")
    if not asked.quick:
        LAST.write_text(said + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
