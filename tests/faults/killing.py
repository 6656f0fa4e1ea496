# ruff: noqa: PLC0415 - Django is loaded once the place of the program is settled
"""Kills an action at every point it has, and looks at what is left. Run as a program: killing.py FOLDER NAME...

A point is: before each statement, before and after the commit, the line of the seal, each step that makes a paper, and
the clinic's certificate. For every point n, on a copy of the same database, the action runs in a process that kills
itself (SIGKILL) at its n-th point. What is left must be the state before or the state after, and sound; and sending the
same form again must lead to the state after. Chance is fixed, so that states can be compared.
Prints one JSON object: for each action, how many points there were, what the trail told, and what was wrong.
"""

import json
import os
import pickle
import random
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path[:0] = [str(Path(__file__).parents[1])]
MOST_POINTS = 400
PATIENCE_SECONDS = 300


class Points:
    """Counts the points of an action, and kills the process at one of them."""

    def __init__(self, deadly: int | None) -> None:
        self.deadly, self.passed = deadly, 0

    def __call__(self) -> None:
        """One point is reached."""
        self.passed += 1
        if self.passed == self.deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(self, execute: Callable[..., Any], *args: Any) -> Any:
        """Wraps a statement."""
        self()
        return execute(*args)

    def around(self, step: Callable[..., Any]) -> Callable[..., Any]:
        """A step with a point before and after it."""

        def stepped(*args: Any, **named: Any) -> Any:
            self()
            made = step(*args, **named)
            self()
            return made

        return stepped


@contextmanager
def watched(points: Points) -> Iterator[None]:
    """Every point of what happens within."""
    from django.db import connection

    from nagi.clinic import papers
    from nagi.clinic.actions import trail

    steps = [
        (connection, "_commit"), (trail, "seal"), (os, "link"), (papers, "consent_pdf"), (papers, "pictures"),
        (papers, "signature_pdf"), (papers, "sealed"),
    ]  # fmt: skip
    with ExitStack() as stack:
        for owner, name in steps:
            stack.enter_context(patch.object(owner, name, points.around(getattr(owner, name))))
        stack.enter_context(connection.execute_wrapper(points.statement))
        yield


def fixed_chance() -> None:
    """The same ids and nonces in every process; what one length of them is drawn for shifts no other."""
    streams: dict[int, random.Random] = {}

    def drawn(size: int) -> bytes:
        return streams.setdefault(size, random.Random(size)).randbytes(size)

    os.urandom = random._urandom = drawn  # type: ignore[attr-defined,assignment]


def apart(make: Callable[..., Any]) -> Callable[..., Any]:
    """The same in a process of its own. The typesetter has threads, which a process that is forked later would lack."""

    def made(*args: Any, **named: Any) -> Any:
        reading, writing = os.pipe()
        if os.fork() == 0:
            try:
                with os.fdopen(writing, "wb") as out:
                    pickle.dump(make(*args, **named), out)
            finally:
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as held:
            done = pickle.load(held)  # noqa: S301 - our own process wrote it
        os.wait()
        return done

    return made


def in_child(work: Path, act: Callable[[], Any]) -> Any:
    """What `act` returns in a process of its own on the database in `work`; None if it was killed."""
    answer = work / "answer.json"
    answer.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        signal.alarm(PATIENCE_SECONDS)
        try:
            move_to(work)
            answer.write_text(json.dumps(act()))
            os._exit(0)
        except BaseException as error:
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            os._exit(1)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == -signal.SIGKILL:
        return None
    if code != 0:
        raise RuntimeError("the action itself failed, or never ended")
    return json.loads(answer.read_text())


def move_to(place: Path) -> None:
    """From now on the clinic is the one in `place`."""
    from django.db import connection

    connection.close()
    os.environ["NAGI_HOME"] = str(place)
    connection.settings_dict["NAME"] = str(place / "clinic.db")


def tried(base: Path, work: Path, act: Callable[[], Any]) -> dict[str, Any]:
    """Kill an action at each of its points."""
    from faults.left import look, newest, state, told

    def run(deadly: int | None) -> dict[str, Any]:
        fixed_chance()
        turn, points = newest(), Points(deadly)
        with watched(points):
            act()
        return {"state": state(), "told": told(turn)}

    def again() -> list[Any]:
        left = look()
        fixed_chance()
        try:
            act()
        except Exception as error:
            return [left, {"state": "", "wrong": [f"sent again, it failed: {type(error).__name__}"]}]
        return [left, look()]

    _copy(base, work)
    before = in_child(work, state)
    done = in_child(work, lambda: run(None))
    after = done["state"]
    wrong = [] if before != after else ["the action changes nothing"]
    for deadly in range(1, MOST_POINTS):
        _copy(base, work)
        if in_child(work, lambda deadly=deadly: run(deadly)) is not None:
            return {"points": deadly - 1, "told": done["told"], "wrong": wrong}
        left, ended = in_child(work, again)
        if left["state"] not in {before, after}:
            wrong.append(f"point {deadly}: neither before nor after")
        if ended["state"] != after:
            wrong.append(f"point {deadly}: sent again, it did not end as it should")
        wrong += [f"point {deadly}: {one}" for one in left["wrong"] + ended["wrong"]]
    raise RuntimeError("the action never ends")


def _copy(base: Path, work: Path) -> None:
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(base, work)


def built(group: Any, base: Path) -> Any:
    """The world of a group of actions, in `base`."""
    from django.db import connection

    from nagi.reports import pdf

    move_to(base)
    with patch.object(pdf, "render", apart(pdf.render)), patch.object(pdf, "pictures", apart(pdf.pictures)):
        world = group.world()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return world


def main(folder: Path, names: list[str]) -> dict[str, Any]:
    """Try the named actions, or all. `folder` holds an empty place: a key and a migrated database."""
    import django

    empty, base, work = folder / "empty", folder / "base", folder / "work"
    os.environ.update(
        NAGI_HOME=str(empty), NAGI_TEST_PLACE=str(empty), NAGI_INSECURE="1", NAGI_DATABASE="",
        DJANGO_SETTINGS_MODULE="staging.settings",
    )  # fmt: skip
    django.setup()
    from faults.acts import GROUPS

    found: dict[str, Any] = {}
    for group in GROUPS:
        wanted = {name: act for name, act in group.ACTS.items() if not names or name in names}
        if wanted:
            _copy(empty, base)
            world = built(group, base)
            for name, act in wanted.items():
                found[name] = tried(base, work, lambda act=act, world=world: act(world))
                sys.stderr.write(f"{name}: {found[name]['points']} points\n")
    return found


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2:])))  # noqa: T201
