"""How long one person waits: cold `nagi assess` and `nagi consult` of one case, wall time of the whole process.

python benchmarks/cold.py [--runs 7]
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from nagi.evidence.files import knowledge_root

START = [sys.executable, "-c", "from nagi.cli import main; main()"]


def one_case(folder: Path) -> Path:
    """The first worked case in a file of its own."""
    cases = yaml.safe_load((knowledge_root() / "cases" / "worked.yaml").read_text(encoding="utf-8"))["cases"]
    path = folder / "case.yaml"
    path.write_text(yaml.safe_dump({"cases": cases[:1]}, allow_unicode=True), encoding="utf-8")
    return path


def wall(command: list[str]) -> float:
    """Seconds until the command has ended well."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Print median, best and worst of several runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        case = str(one_case(folder))
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "nagi assess": [*START, "assess", case],
            "nagi consult": [*START, "consult", case, "--out", str(folder / "out")],
        }
        for label, command in commands.items():
            taken = [wall(command) for _ in range(runs)]
            print(
                f"{label:15} median {statistics.median(taken):.2f} s   {min(taken):.2f} to {max(taken):.2f} s"
            )


if __name__ == "__main__":
    main()
