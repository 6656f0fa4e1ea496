"""A large virtual trial: time, memory, and what a second worker of a cluster brings, as shares of the goals.

python benchmarks/trial.py            100,000 patients in each of 4 arms, 26 weeks, weekly triggers
python benchmarks/trial.py --quick    a hundredth of it
"""

import argparse
import filecmp
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from distributed import LocalCluster

NAGI = [str(Path(sys.executable).parent / "nagi"), "trial", "run"]
SECONDS, BYTES, RATIO = 120.0, 2e9, 1.8
"""The goals: a run below so many seconds and bytes on two workers, and so much faster than on one."""

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
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        large, small = folder / "large.toml", folder / "small.toml"
        visits = ", ".join(str(week) for week in range(1, 27))
        large.write_text(TRIAL.format(visits=visits, patients=patients), encoding="utf-8")
        small.write_text(TRIAL.format(visits=visits, patients=50), encoding="utf-8")
        timed(small, folder / "first", "--workers", "1")  # fills the cache of compiled code
        seconds, memory = timed(large, folder / "processes", "--workers", "2")
        cluster = {workers: on_cluster(folder, large, small, workers) for workers in (2, 1)}
        files = [folder / name / "trial.nc" for name in ("processes", "dask1", "dask2")]
        same = all(filecmp.cmp(files[0], other, shallow=False) for other in files[1:])
    ratio = cluster[1] / cluster[2]
    told = {
        "patients_per_arm": patients, "arms": 4, "weeks": 26, "same_bits": same,
        "share_of_time_allowed": round(seconds / SECONDS, 3), "share_of_memory_allowed": round(memory / BYTES, 3),
        "two_dask_workers_over_one": round(ratio, 2), "wanted": RATIO,
    }  # fmt: skip
    print(json.dumps(told, indent=1))
    sys.exit(0 if same and seconds < SECONDS and memory < BYTES and ratio >= RATIO else 1)


def on_cluster(folder: Path, large: Path, small: Path, workers: int) -> float:
    """Seconds on so many workers of a cluster that stands and has loaded the model."""
    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0") as cluster:
        scheduler = ("--scheduler", str(cluster.scheduler_address))
        for turn in range(workers + 1):
            timed(small, folder / f"warm{workers}-{turn}", *scheduler)
        return timed(large, folder / f"dask{workers}", *scheduler)[0]


def timed(trial: Path, out: Path, *workers: str) -> tuple[float, float]:
    """Seconds, and the most bytes that the command and its processes held together."""
    began = time.perf_counter()
    command = [*NAGI, str(trial), "--out", str(out), *workers, "--date", "2026-11-22"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        peak = [0.0]
        watcher = threading.Thread(target=watch, args=(running.pid, peak), daemon=True)
        watcher.start()
        if running.wait():
            sys.exit(f"{command} ended with {running.returncode}")
    return time.perf_counter() - began, peak[0]


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
