"""Making a backup, and putting one back: everything or nothing, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from nagi.clinic.actions import trail
from nagi.clinic.backup import archive, rows
from nagi.clinic.place import Place
from nagi.errors import NagiError, Problem
from nagi.language import Text

DISTRIBUTION = "nagi-skin"
SEAL, CACHE = "seal", "nagi_cache"


def back_up(path: Path, *, now: datetime) -> int:
    """Write the whole clinic, as it is at one moment, into one encrypted file. Returns the number of rows."""
    counted = 0

    def lines() -> Iterator[dict[str, Any]]:
        nonlocal counted
        for line in rows.dumped(_apps(head.migrations)):
            counted += 1
            yield line
        yield {"table": SEAL, "row": {"lines": _seal()}}

    with transaction.atomic():
        _one_moment()
        applied = tuple(sorted(MigrationRecorder(connection).applied_migrations()))
        salt = archive.new_salt()
        head = archive.Head(
            release=version(DISTRIBUTION), made_at=now.isoformat(), migrations=applied, salt=salt,
            key=archive.key_mark(salt),
        )  # fmt: skip
        archive.write(path, head, lines())
    return counted


def restore(path: Path, *, now: datetime, replace: bool) -> int:
    """Put a backup back and bring its tables up to this release. Returns the number of rows.

    Raises NagiError, and nothing has changed: NAGI-W010 to W012 for the file, NAGI-W013 if a clinic is here and
    `replace` was not asked for, NAGI-W014 for a backup of a newer release.
    """
    head = archive.read_head(path)
    _refuse_newer(head, path)
    for _ in archive.read(path):
        pass  # the whole file is proved before anything is touched
    if not replace and _is_in_use():
        raise _in_use(path)
    with _unchecked(), transaction.atomic():
        _drop_everything()
        _migrate(list(_newest(head.migrations)))
        seal: list[str] = []
        count = rows.load(_apps(head.migrations), _rows(path, seal))
        _migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
        connection.check_constraints()
        told = "".join(f"{line}\n" for line in seal)
        transaction.on_commit(lambda: _replace_seal(told, now))
        trail.append(
            "clinic.restored", by="command", at=now, subject="backup",
            data={"release": head.release, "made_at": head.made_at, "rows": count},
        )  # fmt: skip
    return count


def _rows(path: Path, seal: list[str]) -> Iterator[dict[str, Any]]:
    """The rows of a backup; what it holds of the seal is put aside."""
    for line in archive.read(path):
        if line["table"] == SEAL:
            seal += line["row"]["lines"]
        else:
            yield line


def _apps(migrations: tuple[tuple[str, str], ...]) -> Any:
    """The tables as they were after these migrations."""
    loader = MigrationExecutor(connection).loader
    return loader.project_state([key for key in _newest(migrations) if key in loader.graph.nodes]).apps


def _newest(migrations: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """The last migration of each application: those that no other of the same application follows."""
    graph = MigrationExecutor(connection).loader.graph
    held = set(migrations)
    for key in migrations:
        after = graph.node_map[key].children if key in graph.nodes else ()
        if key in graph.nodes and not any(one.key in held and one.key[0] == key[0] for one in after):
            yield key


def _migrate(targets: list[tuple[str, str]]) -> None:
    """Bring the tables to these migrations; some leave references checked at once, here they wait for the end."""
    MigrationExecutor(connection).migrate(targets)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _drop_everything() -> None:
    """Remove every table of ours, with its triggers; in the same transaction they are made again."""
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        names = [one.name for one in connection.introspection.get_table_list(cursor) if one.type == "t"]
        cascade = " CASCADE" if connection.vendor == "postgresql" else ""
        for name in names:
            if name != CACHE:
                cursor.execute(f"DROP TABLE {quoted(name)}{cascade}")
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS trail_keep() CASCADE")


def _is_in_use() -> bool:
    """Is there a clinic in this database?"""
    with connection.cursor() as cursor:
        if "records_clinic" not in connection.introspection.table_names(cursor):
            return False
        cursor.execute("SELECT count(*) FROM records_clinic")
        return bool(cursor.fetchone()[0])


@contextmanager
def _unchecked() -> Iterator[None]:
    """SQLite can rebuild tables only while it does not watch references; all are checked before the end."""
    connection.disable_constraint_checking()
    try:
        yield
    finally:
        connection.enable_constraint_checking()


def _one_moment() -> None:
    """Other transactions go on meanwhile; this one sees none of them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _seal() -> list[str]:
    place = Place.of_environment().seal
    return place.read_text().splitlines() if place.exists() else []


def _replace_seal(text: str, now: datetime) -> None:
    """The seal of the backup becomes the seal; the one that was here is kept beside it for whoever asks."""
    place = Place.of_environment().seal
    if place.exists():
        place.rename(place.with_name(f"{place.name}.{now:%Y%m%dT%H%M%S}"))
    place.write_text(text)


def _refuse_newer(head: archive.Head, path: Path) -> None:
    known = MigrationExecutor(connection).loader.disk_migrations
    unknown = [f"{app}.{name}" for app, name in head.migrations if (app, name) not in known]
    if unknown:
        ja = f"新しい版 ({head.release}) の控えです。先にこのソフトウェアを更新してください: {', '.join(unknown)}"
        en = f"this backup is of a newer release ({head.release}); update this software first: {', '.join(unknown)}"
        raise NagiError([Problem(code="NAGI-W014", where=path.name, key="", said=Text(ja=ja, en=en))])


def _in_use(path: Path) -> NagiError:
    ja = "ここにはすでに医院のデータがあります。置き換えるときだけ --replace を付けてください。"
    en = "there is a clinic here already; add --replace only if it is to be replaced"
    return NagiError([Problem(code="NAGI-W013", where=path.name, key="--replace", said=Text(ja=ja, en=en))])
