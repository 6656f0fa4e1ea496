"""A cache is never a reason to fail: whatever is wrong with it, the code is made again."""

import os
import resource
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from nagi.numerics.printers.objects import Entry, kept, native_lanes, platform_key

MADE = Entry(metadata={"states": 2, "needed": [0, 1]}, code=b"machine code")


class Maker:
    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> Entry:
        self.calls += 1
        return MADE


def test_it_works(tmp_path: Path) -> None:
    make = Maker()
    assert [kept("model", tmp_path, make) for _ in range(3)] == [MADE] * 3
    assert make.calls == 1
    assert [path.suffix for path in tmp_path.iterdir()] == [".bin"]


def test_another_model_is_another_entry(tmp_path: Path) -> None:
    make = Maker()
    kept("model", tmp_path, make)
    kept("another", tmp_path, make)
    assert make.calls == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-3]),
        lambda path: path.write_bytes(path.read_bytes()[:20]),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"something else entirely, longer than a digest and a length"),
        lambda path: path.write_bytes(path.read_bytes()[:-1] + b"?"),
        lambda path: path.unlink(),
    ],
    ids=["truncated", "a stump", "empty", "foreign", "one byte changed", "missing"],
)
def test_a_bad_entry_is_made_again(damage: object, tmp_path: Path) -> None:
    make = Maker()
    kept("model", tmp_path, make)
    (path,) = tmp_path.iterdir()
    damage(path)  # type: ignore[operator]
    assert kept("model", tmp_path, make) == MADE
    assert make.calls == 2
    assert kept("model", tmp_path, make) == MADE
    assert make.calls == 2


def test_a_whole_entry_of_another_model_is_not_run(tmp_path: Path) -> None:
    kept("model", tmp_path, Maker())
    (path,) = tmp_path.iterdir()
    kept("another", tmp_path, Maker())
    (other,) = set(tmp_path.iterdir()) - {path}
    path.replace(other)
    make = Maker()
    kept("another", tmp_path, make)
    assert make.calls == 1


def test_an_entry_of_another_processor_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept("model", tmp_path, Maker())
    monkeypatch.setattr("nagi.numerics.printers.objects.platform_key", lambda: "another processor")
    make = Maker()
    kept("model", tmp_path, make)
    assert make.calls == 1


def test_a_full_disk_costs_only_time(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk: the write begins and fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, hard))
    try:
        assert kept("model", tmp_path, Maker()) == MADE
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("refused", ["mkdir", "write_bytes", "replace"])
def test_a_folder_that_may_not_be_written_costs_only_time(
    refused: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused by hand, because these tests may run as a user who may write everywhere."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(refused)

    monkeypatch.setattr(Path, refused, refuse)
    assert kept("model", tmp_path / "cache", Maker()) == MADE


WRITER = """
import sys
from pathlib import Path
from nagi.numerics.printers.objects import Entry, kept

def made():
    return Entry(metadata={"states": 2}, code=bytes(2_000_000))

print("ready", flush=True)
for number in range(int(sys.argv[2])):
    assert kept("model", Path(sys.argv[1]), made) == made()
    if sys.argv[3] == "again":
        for path in Path(sys.argv[1]).glob("*.bin"):
            path.unlink(missing_ok=True)
"""


def writer(folder: Path, times: int, mode: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WRITER, str(folder), str(times), mode]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_processes_and_threads_that_write_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    running = [writer(tmp_path, 20, "again") for _ in range(2)]
    assert [each.wait(timeout=60) for each in running] == [0, 0]
    make = Maker()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: kept("threads", tmp_path, make), range(64)))
    assert found == [MADE] * 64


def test_a_process_killed_while_writing_leaves_nothing_that_is_read(tmp_path: Path) -> None:
    for wait in (0.0, 0.003, 0.01):
        process = writer(tmp_path, 10_000, "again")
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(wait)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=60)
        finished = writer(tmp_path, 1, "once")
        assert finished.wait(timeout=60) == 0


def test_a_folder_that_cannot_be_made_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    assert kept("model", tmp_path / "file" / "cache", Maker()) == MADE
    assert kept("model", None, Maker()) == MADE


def test_the_key_names_compiler_and_processor() -> None:
    assert "|" in platform_key()
    assert native_lanes() in {2, 4, 8}
