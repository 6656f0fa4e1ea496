"""A clinic day ten times over on this machine: PostgreSQL, two server processes, a worker, 20 staff, 500 patients.

Everything is on loopback and ends by itself. Prints a table, keeps it in `last.txt` beside this
file, and ends with 1 if a page failed or 95 % of all pages were not there in time.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
from day import RATE, SESSIONS_AN_HOUR, TIMES_OVER, day
from settling import PATIENTS, STAFF, settle

SECONDS = float(os.environ.get("BENCH_SECONDS", "180"))
LIMIT_MS, PORT = 300.0, 8877
KEPT = Path(__file__).with_name("last.txt")
WORKER = (sys.executable, "-c", "from nagi.cli import main; main()", "clinic", "work")


def main() -> int:
    """Everything in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="nagi-bench-") as folder:
        settled = settle(Path(folder))
        from nagi.clinic.command import server  # noqa: PLC0415

        with running(*server(PORT, workers=2)) as serving, running(*WORKER):
            root = f"http://127.0.0.1:{PORT}"
            _await(root)
            before, spent = os.getloadavg()[0], _processor_seconds(serving)
            took, failed = day(root, settled.addresses, settled.sessions, SECONDS)
            spent = _processor_seconds(serving) - spent
    lines = table(took, failed, before, spent)
    print("\n".join(lines))
    KEPT.write_text("\n".join(lines) + "\n")
    return 1 if failed or _most([one for all_ in took.values() for one in all_]) >= LIMIT_MS else 0


@contextmanager
def running(*command: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A process, ended afterwards."""
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield started
    finally:
        started.terminate()
        started.wait()


def _await(root: str) -> None:
    """Until both server processes have read what they need."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{root}/account/login/", timeout=60).close()  # noqa: S310
        except OSError:
            time.sleep(0.5)
            continue
        time.sleep(10)  # the second process begins with the first
        return
    raise SystemExit("the server does not answer")


def _processor_seconds(serving: "subprocess.Popen[bytes]") -> float:
    """What the server's processes have used so far."""
    one = psutil.Process(serving.pid)
    return sum(sum(process.cpu_times()[:2]) for process in (one, *one.children(recursive=True)))


def table(
    took: Mapping[str, Sequence[float]], failed: Sequence[str], before: float, spent: float
) -> list[str]:
    """What was measured, page by page."""
    every = [one for values in took.values() for one in values]
    total = sum(len(values) for values in took.values())
    return [
        f"A clinic day {TIMES_OVER} times over: {SESSIONS_AN_HOUR} sessions an hour, {STAFF} staff, {PATIENTS} patients",
        f"PostgreSQL, two server processes, one worker and those who ask, on {os.cpu_count()} cores",
        f"load average before {before:.1f}, after {os.getloadavg()[0]:.1f}",
        f"{total / SECONDS:.2f} pages a second of {RATE:.2f} meant, for {SECONDS:.0f} s; {len(failed)} failed",
        f"processor time of the server: {1000 * spent / total:.0f} ms a page, {spent / SECONDS:.0%} of one core",
        "",
        f"{'page':14}{'n':>6}{'median ms':>12}{'95 % ms':>10}",
        *(_row(name, values) for name, values in sorted(took.items())),
        _row("all", every) + f"   < {LIMIT_MS:.0f} {'pass' if _most(every) < LIMIT_MS else 'MISS'}",
        *sorted(set(failed)),
    ]


def _row(name: str, values: Sequence[float]) -> str:
    return f"{name:14}{len(values):6}{statistics.median(values):12.0f}{_most(values):10.0f}"


def _most(values: Sequence[float]) -> float:
    return sorted(values)[int(0.95 * (len(values) - 1))]


if __name__ == "__main__":
    sys.exit(main())
