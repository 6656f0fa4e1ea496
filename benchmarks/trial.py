"""A large virtual trial: time, memory, and what a second worker of a cluster brings, as shares of the goals.

python benchmarks/trial.py            100,000 patients in each of 4 arms, 26 weeks, weekly triggers
python benchmarks/trial.py --quick    a hundredth of it
"""

import argparse
import filecmp
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median

import dask
from distributed import LocalCluster

NAGI = [str(Path(sys.executable).parent / "nagi"), "trial", "run"]
SECONDS, BYTES, RATIO = 120.0, 2e9, 1.8
"""The goals: a run below so many seconds and bytes on two workers, and so much faster than on one."""

TURNS = 5
RUNS = [(turn, workers) for turn in range(TURNS) for workers in ((2, 1), (1, 2))[turn % 2]]
"""Runs on a cluster: two workers and one in turn, so that a host which slows down for a while slows both."""

CLUSTER = Path(__file__).parents[1] / "examples" / "dask.yaml"
"""How the cluster is set up: as docs/how-to/run-a-trial.md tells everybody to."""

TRIAL = """
title = "Benchmark"
model = "nagi-skin"
visits = [{visits}]
[size]
patients = {patients}
[[arm]]
name = "nothing"
begins_as = "nothing"
[[arm]]
name = "guideline care"
begins_as = "guideline_care"
[[arm]]
name = "needling and saline"
begins_as = "needling_saline"
[[arm]]
name = "needling and vesicles"
begins_as = "dermapen_exosome"
[noise.EASI]
sd = 1.0
least = 0
most = 72
[dropout]
weekly = 0.005
[[endpoint]]
name = "change"
output = "EASI"
week = 26
kind = "change"
[[endpoint]]
name = "EASI-75"
output = "EASI"
week = 26
kind = "percent"
by = 75
[analysis]
control = "guideline care"
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    patients = 1_000 if parser.parse_args().quick else 100_000
    dask.config.refresh(paths=[str(CLUSTER)])  # for the scheduler, which runs in this process
    os.environ["DASK_CONFIG"] = str(CLUSTER)  # for the others
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        large, small = folder / "large.toml", folder / "small.toml"
        visits = ", ".join(str(week) for week in range(1, 27))
        large.write_text(TRIAL.format(visits=visits, patients=patients), encoding="utf-8")
        small.write_text(TRIAL.format(visits=visits, patients=50), encoding="utf-8")
        timed(small, folder / "first", "--workers", "1")  # fills the cache of compiled code
        peak = [0.0]
        seconds = timed(large, folder / "processes", "--workers", "2", peak=peak)
        cluster = {run: on_cluster(folder / "-".join(map(str, run)), large, small, run[1]) for run in RUNS}
        files = [folder / "processes" / "trial.nc", *(folder / f"{a}-{b}" / "trial.nc" for a, b in RUNS)]
        same = all(filecmp.cmp(files[0], other, shallow=False) for other in files[1:])
    ratio, parts = (
        [cluster[turn, 1][kind] / cluster[turn, 2][kind] for turn in range(TURNS)] for kind in (0, 1)
    )
    told = {
        "patients_per_arm": patients, "arms": 4, "weeks": 26, "same_bits": same,
        "share_of_time_allowed": round(seconds / SECONDS, 3), "share_of_memory_allowed": round(peak[0] / BYTES, 3),
        "two_dask_workers_over_one": round(median(ratio), 2), "wanted": RATIO, "turns": rounded(ratio),
        "without_start_and_report": rounded(parts),
        "dask_seconds": {f"turn {turn}, {workers}": rounded(cluster[turn, workers]) for turn, workers in RUNS},
    }  # fmt: skip
    print(json.dumps(told, indent=1))
    sys.exit(0 if same and seconds < SECONDS and peak[0] < BYTES and median(ratio) >= RATIO else 1)


def on_cluster(out: Path, large: Path, small: Path, workers: int) -> tuple[float, float]:
    """Seconds on so many workers of a cluster that stands and has loaded the model: of the command, of its parts."""
    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0") as cluster:
        scheduler = ("--scheduler", str(cluster.scheduler_address))
        for turn in range(workers + 1):
            timed(small, out.with_name(f"{out.name}-warm{turn}"), *scheduler)
        seconds = timed(large, out, *scheduler)
    written = [file.stat().st_mtime for file in (out / "parts").iterdir()]
    return seconds, max(written) - min(written)


def rounded(values: Iterable[float]) -> list[float]:
    return [round(value, 2) for value in values]


def timed(trial: Path, out: Path, *workers: str, peak: list[float] | None = None) -> float:
    """Seconds; into `peak` go the most bytes that the command and its processes held together."""
    began = time.perf_counter()
    command = [*NAGI, str(trial), "--out", str(out), *workers, "--date", "2026-11-22"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        if peak is not None:
            threading.Thread(target=watch, args=(running.pid, peak), daemon=True).start()
        if running.wait():
            sys.exit(f"{command} ended with {running.returncode}")
    return time.perf_counter() - began


def watch(pid: int, peak: list[float]) -> None:
    """The largest sum of resident memory over a process and its children, in bytes."""
    while (held := sum(resident(one) for one in family(pid))) > 0:
        peak[0] = max(peak[0], held)
        time.sleep(0.2)


def family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    except OSError:
        return [pid]
    return [pid, *(one for child in children for one in family(int(child)))]


def resident(pid: int) -> float:
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    # proportional: pages that several processes share are counted once
    kilobytes = next((line.split()[1] for line in told.splitlines() if line.startswith("Pss:")), "0")
    return 1024.0 * float(kilobytes)


if __name__ == "__main__":
    main()
