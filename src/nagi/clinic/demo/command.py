"""The clinic's part of `nagi demo`: make the synthetic clinic in a new temporary place, serve it, say how to enter."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from nagi.errors import NagiError, Problem
from nagi.language import Lang, Text

if TYPE_CHECKING:
    from nagi.clinic.demo.population import Population

PORT = 8800
WAIT_SECONDS = 60.0
ABSENT = Text(
    ja="医院の画面は追加の部品です: pip install 'nagi-skin[clinic]'",
    en="the clinic's pages are an extra: pip install 'nagi-skin[clinic]'",
)
MAKING = Text(ja="架空の医院を作っています…", en="making a synthetic clinic …")
SERVED = Text(ja="架空の医院: {address}", en="A synthetic clinic: {address}")
ENTER = Text(
    ja="ログイン（全員同じパスワード {password}）:", en="Log in (everyone's password: {password}) as:"
)
FACTOR = Text(
    ja="二段階目: 認証アプリに {secret} を登録するか、次のコードを入力します（30秒ごとに変わります）。",
    en="Second factor: give {secret} to an authenticator app, or type this code (a new one every 30 seconds).",
)
CODE = Text(ja="いまのコード: {code}", en="the code now: {code}")
END = Text(ja="Ctrl+C で終わり、医院は消えます。", en="Ctrl+C ends it, and the clinic is gone.")
READ = Text(
    ja="確認しました: {people} 人の職員で {pages} ページ。",
    en="Checked: {pages} pages as {people} members of staff.",
)


def demo(language: Lang, *, check: bool) -> None:
    """Make and serve the synthetic clinic until it is ended; with `check`, read its pages once and end.

    The user's own clinic is never touched: folder, key, seal and database are those of the temporary place.
    Raises NagiError (NAGI-W020) with every page that did not come as it should.
    """
    if importlib.util.find_spec("django") is None:
        typer.echo(f"\n{ABSENT.within(language)}")
        return
    with tempfile.TemporaryDirectory(prefix="nagi-clinic-") as folder:
        _settle(Path(folder))
        typer.echo(f"\n{MAKING.within(language)}", err=True)
        population, port = _made(), _free_port()
        with _served(Path(folder), port), _worked(Path(folder)):
            address = f"http://127.0.0.1:{port}/"
            _tell(population, address, language)
            if check:
                _check(population, address, language)
            else:
                _show_codes(population.keys.secret, language)


def _settle(folder: Path) -> None:
    """The environment of this process and of the server: the temporary place, on this machine only."""
    for name in ("NAGI_DATABASE", "NAGI_KEY_FILE", "NAGI_SEAL", "NAGI_BEHIND_PROXY"):
        os.environ.pop(name, None)
    os.environ.update(NAGI_HOME=str(folder), NAGI_INSECURE="1", NAGI_HOSTS="127.0.0.1,localhost")
    os.environ["DJANGO_SETTINGS_MODULE"] = "nagi.clinic.settings"


def _made() -> "Population":
    from nagi.clinic.command import migrate  # noqa: PLC0415 - Django loads once the place is settled

    migrate()
    from nagi.clinic import clock  # noqa: PLC0415
    from nagi.clinic.demo.population import populate  # noqa: PLC0415

    return populate(seed=1, now=clock.now())


@contextmanager
def _served(folder: Path, port: int) -> Iterator[None]:
    """The server, answering, and ended afterwards with everything it started."""
    from nagi.clinic.command import server  # noqa: PLC0415

    with (folder / "server.log").open("w") as log:
        started = subprocess.Popen(server(port), stdout=log, stderr=log)  # noqa: S603 - our own interpreter
        try:
            _await(port, started, folder / "server.log")
            yield
        finally:
            started.send_signal(signal.SIGTERM)
            started.wait()


@contextmanager
def _worked(folder: Path) -> Iterator[None]:
    """The worker beside the server: it computes the forecasts that wait."""
    asked = [sys.executable, "-c", "from nagi.cli import main; main()", "clinic", "work"]
    with (folder / "worker.log").open("w") as log:
        started = subprocess.Popen(asked, stdout=log, stderr=log)  # noqa: S603 - our own interpreter
        try:
            yield
        finally:
            started.kill()
            started.wait()


def _await(port: int, started: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while started.poll() is None and time.monotonic() < until:
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise OSError(f"the server did not start: {log.read_text()[-2000:]}")


def _tell(population: "Population", address: str, language: Lang) -> None:
    typer.echo(f"\n{SERVED.within(language).format(address=address)}")
    typer.echo(ENTER.within(language).format(password=population.keys.password))
    for role, person in population.house.staff.items():
        typer.echo(f"  {role.value:14} {person.email}")
    typer.echo(FACTOR.within(language).format(secret=population.keys.secret))
    typer.echo(CODE.within(language).format(code=code(population.keys.secret)))


def code(secret: str) -> str:
    """What an authenticator shows now."""
    from allauth.mfa import app_settings  # noqa: PLC0415
    from allauth.mfa.totp.internal import auth  # noqa: PLC0415

    return str(auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // app_settings.TOTP_PERIOD)))


def _show_codes(secret: str, language: Lang) -> None:
    """The code of the moment, on one line, until someone ends it."""
    typer.echo(END.within(language))
    try:
        while True:
            if sys.stdout.isatty():
                typer.echo(f"\r{CODE.within(language).format(code=code(secret))} ", nl=False)
            time.sleep(1)
    except KeyboardInterrupt:
        typer.echo("")


def _check(population: "Population", address: str, language: Lang) -> None:
    from nagi.clinic.demo.reading import read_pages  # noqa: PLC0415

    read = read_pages(population, address)
    if wrong := [page for page in read if not page.good]:
        raise NagiError(
            [
                Problem(
                    code="NAGI-W020", where=page.address, key=page.role,
                    said=Text(ja=f"応答 {page.status}", en=f"answered {page.status}"),
                )
                for page in wrong
            ]
        )  # fmt: skip
    people = len(population.house.staff)
    typer.echo(READ.within(language).format(people=people, pages=len(read)))


def _free_port() -> int:
    """The usual port, or any free one if it is taken."""
    for port in (PORT, 0):
        with socket.socket() as door:
            try:
                door.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(door.getsockname()[1])
    raise OSError("no free port on 127.0.0.1")
