# ruff: noqa: PLC0415 - Django is loaded once the place of the program is settled
"""Kills an action at every point it has, and looks at what is left. Run as a program: killing.py FOLDER NAME...

A point is: before each statement, before and after the commit, before and after the line of the seal. For every
point n, on a copy of the same database, the action runs in a process that kills itself (SIGKILL) at its n-th point.
What is left must be the state before or the state after, with a trail that verifies and a stock that adds up; and
sending the same form again must lead to the state after. Chance is fixed, so that states can be compared.
Prints one JSON object: for each action, how many points there were and what was wrong.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]
MOST_POINTS = 400


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


@contextmanager
def watched(points: Points) -> Iterator[None]:
    """Every point of what happens within."""
    from django.db import connection

    from nagi.clinic.actions import trail

    commit, seal = connection._commit, trail.seal

    def committed() -> None:
        points()
        commit()
        points()

    def sealed(turn: int, mac: bytes) -> None:
        points()
        seal(turn, mac)
        points()

    connection._commit, trail.seal = committed, sealed  # type: ignore[method-assign]
    with connection.execute_wrapper(points.statement):
        yield
    connection._commit, trail.seal = commit, seal  # type: ignore[method-assign]


def fixed_chance() -> None:
    """The same ids and nonces in every process."""
    chance = random.Random(1)
    os.urandom = random._urandom = chance.randbytes  # type: ignore[attr-defined,assignment]


def state() -> str:
    """A digest of every row, without the moments and the signatures that no two runs share."""
    from django.apps import apps

    digest = hashlib.sha256()
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda one: one._meta.label):
        if model._meta.app_label not in {"records", "account"}:
            continue
        columns = [one for one in model._meta.local_concrete_fields if _compared(one)]
        for row in model._base_manager.order_by("pk").values_list(*(one.attname for one in columns)):
            told = [_told(one, value) for one, value in zip(columns, row, strict=True)]
            digest.update(repr((model._meta.label, told)).encode())
    return digest.hexdigest()


def _compared(column: Any) -> bool:
    return column.name not in {"history_date", "mac", "before", "data"}


def _told(column: Any, value: Any) -> Any:
    from nagi.clinic.records.sealed import SealedBytes

    if value is None or isinstance(column, SealedBytes):
        return value is None
    stored = getattr(value, "stored", value)
    return stored.hex() if isinstance(stored, bytes) else str(stored)


def wrong_with() -> list[str]:
    """What does not hold: the trail, and each lot's vials against its movements."""
    from django.db.models import Sum

    from nagi.clinic.access.trail import verify
    from nagi.clinic.records.models import Lot

    lots = Lot.objects.annotate(moved=Sum("movements__vials"))
    said = [f"trail: {one.wrong} {one.turn}" for one in verify().findings if one.wrong != "unsealed"]
    return said + [
        f"lot {one.number}: {one.vials} left, {one.moved} moved" for one in lots if one.vials != one.moved
    ]


def in_child(work: Path, act: Callable[[], Any]) -> Any:
    """What `act` returns in a process of its own on the database in `work`; None if it was killed."""
    answer = work / "answer.json"
    answer.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        try:
            _move_in(work)
            answer.write_text(json.dumps(act()))
            os._exit(0)
        except BaseException as error:
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return None
    if os.waitstatus_to_exitcode(status):
        raise RuntimeError("the action itself failed")
    return json.loads(answer.read_text())


def _move_in(work: Path) -> None:
    from django.db import connection

    os.environ["NAGI_HOME"] = str(work)
    connection.settings_dict["NAME"] = str(work / "clinic.db")
    fixed_chance()


def look() -> dict[str, Any]:
    """What is left: all rows, and what is wrong with them."""
    return {"state": state(), "wrong": wrong_with()}


def tried(base: Path, work: Path, act: Callable[[], None]) -> dict[str, Any]:
    """Kill an action at each of its points."""

    def run(deadly: int | None) -> str:
        points = Points(deadly)
        with watched(points):
            act()
        return state()

    def again() -> dict[str, Any]:
        act()
        return look()

    _copy(base, work)
    before = in_child(work, state)
    after = in_child(work, lambda: run(None))
    wrong = [] if before != after else ["the action changes nothing"]
    for deadly in range(1, MOST_POINTS):
        _copy(base, work)
        if in_child(work, lambda deadly=deadly: run(deadly)) is not None:
            return {"points": deadly - 1, "wrong": wrong}
        left = in_child(work, look)
        if left["state"] not in {before, after}:
            wrong.append(f"point {deadly}: neither before nor after")
        wrong += [f"point {deadly}: {one}" for one in left["wrong"]]
        try:
            ended = in_child(work, again)
        except RuntimeError:
            wrong.append(f"point {deadly}: sent again, it failed")
            continue
        if ended["state"] != after:
            wrong.append(f"point {deadly}: sent again, it did not end as it should")
        wrong += [f"point {deadly}: {one}" for one in ended["wrong"]]
    raise RuntimeError("the action never ends")


def _copy(base: Path, work: Path) -> None:
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(base, work)


def main(folder: Path, names: list[str]) -> dict[str, Any]:
    """Try the named actions on a fresh world in `folder`, which holds a key and a migrated database."""
    import django

    base, work = folder / "base", folder / "work"
    os.environ.update(
        NAGI_HOME=str(base), NAGI_TEST_PLACE=str(base), NAGI_INSECURE="1", NAGI_DATABASE="",
        DJANGO_SETTINGS_MODULE="staging.settings",
    )  # fmt: skip
    django.setup()
    from acts import acts
    from django.db import connection

    made = acts()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return {name: tried(base, work, made[name]) for name in names or made}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2:])))  # noqa: T201
