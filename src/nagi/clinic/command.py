"""`nagi clinic …`: make, check, serve and prove one installation."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from nagi.clinic import clock
from nagi.errors import NagiError, Problem
from nagi.language import Lang, Text, filled

app = typer.Typer(name="clinic", help="Run the clinic's web application.", no_args_is_help=True)
Port = Annotated[int, typer.Option(help="Port on 127.0.0.1; a TLS proxy stands before it.")]
NICENESS = 10
"""The worker computes with what the pages leave."""
READY = Text(ja="使える状態です。", en="ready")
WHOLE = Text(
    ja="監査記録は完全です: {links} 件、封印 {sealed} 件。",
    en="the audit trail is whole: {links} {links:link|links}, {sealed} sealed",
)
KEPT = Text(ja="控えました: {rows} 行。", en="backed up: {rows} {rows:row|rows}")
RESTORED = Text(ja="戻しました: {rows} 行。", en="restored: {rows} {rows:row|rows}")
WRONG = {
    "changed": Text(ja="{turn} 番の記録が書き換えられています。", en="link {turn} was changed"),
    "gap": Text(ja="{turn} 番の記録が抜けています。", en="link {turn} is missing from the chain"),
    "head": Text(ja="末尾の印が {turn} 番と合いません。", en="the head does not fit link {turn}"),
    "seal": Text(ja="{turn} 番の記録が封印と合いません。", en="link {turn} does not fit its seal"),
    "missing": Text(ja="封印された {turn} 番の記録がありません。", en="link {turn} was sealed and is gone"),
    "unsealed": Text(
        ja="封印のファイルがありません。{turn} 番まで未封印です。",
        en="there is no seal; nothing up to link {turn} is sealed",
    ),
}  # fmt: skip


def ready(*, make: bool = False) -> None:
    """Load Django with the clinic's settings. `make` makes folder and key for a new place."""
    from nagi.clinic.place import Place  # noqa: PLC0415 - Django loads only for commands that need it

    place = Place.of_environment()
    if make:
        place.make()
    place.key("database")  # refuses a missing key before Django asks for it
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nagi.clinic.settings")
    import django  # noqa: PLC0415

    django.setup()


def language() -> Lang:
    """The language of the terminal."""
    asked = os.environ.get("NAGI_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG", "")
    return "ja" if asked.startswith("ja") else "en"


@app.command()
def migrate() -> None:
    """Make a new clinic's database, or bring an older one up to this release. Example: nagi clinic migrate"""
    ready(make=True)
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    typer.echo(READY.within(language()))


@app.command()
def check() -> None:
    """Is this installation safe to open? Settings, key, database, migrations. Example: nagi clinic check"""
    ready()
    from django.core.management import CommandError, call_command  # noqa: PLC0415

    from nagi.clinic.access.packs import packs  # noqa: PLC0415

    packs()  # a licensed questionnaire that cannot be read is told before a patient meets it
    try:
        call_command("check", deploy=True, fail_level="WARNING", databases=["default"])
        call_command("migrate", check_unapplied=True, verbosity=0)
    except CommandError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    except SystemExit as error:
        raise typer.Exit(1) from error
    typer.echo(READY.within(language()))


@app.command("issuers")
def show_issuers() -> None:
    """Show the id of each clinic and the programs that it trusts. Example: nagi clinic issuers"""
    ready()
    from nagi.clinic.access.issuers import clinics, issuers  # noqa: PLC0415

    trusted = issuers()
    for clinic, name_ja, name_en in clinics():
        typer.echo(f"{clinic}  {name_ja if language() == 'ja' else name_en}")
        for one in trusted:
            if one.clinic == clinic:
                typer.echo(f"  {one.iss}  {one.kid}  {one.algorithm}  {len(one.users)}")


@app.command()
def found(
    *,
    name_ja: Annotated[str, typer.Option(help="Name of the clinic in Japanese.")],
    name_en: Annotated[str, typer.Option(help="Name of the clinic in English.")],
    email: Annotated[str, typer.Option(help="Address of the first administrator.")],
    name: Annotated[str, typer.Option(help="Name of the first administrator.")],
) -> None:
    """Found a clinic and its first administrator, whose password is asked. Example: nagi clinic found --name-ja …"""
    ready()
    from django.contrib.auth.password_validation import validate_password  # noqa: PLC0415
    from django.core.exceptions import ValidationError  # noqa: PLC0415

    from nagi.clinic.actions.staff import Hired, found_clinic  # noqa: PLC0415
    from nagi.clinic.records.models import Role  # noqa: PLC0415

    password = typer.prompt("password", hide_input=True, confirmation_prompt=True)
    try:
        validate_password(password)
    except ValidationError as error:
        said = Text(ja=" ".join(error.messages), en=" ".join(error.messages))
        raise NagiError([Problem(code="NAGI-W003", where="password", key="", said=said)]) from error
    first = Hired(email=email, name=name, role=Role.ADMINISTRATOR, password=password, language=language())
    found_clinic(Text(ja=name_ja, en=name_en), first, now=clock.now())
    typer.echo(READY.within(language()))


@app.command()
def serve(*, port: Port = 8800, workers: Annotated[int, typer.Option(help="Server processes.")] = 2) -> None:
    """Serve the clinic on 127.0.0.1. Example: nagi clinic serve --port 8800"""
    ready()
    os.execv(sys.executable, server(port, workers))  # noqa: S606 - our own interpreter, no shell


def server(port: int, workers: int = 1) -> list[str]:
    """The command line of the server."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "4", "--no-ws", "nagi.clinic.wsgi:application",
    ]  # fmt: skip


@app.command()
def work(*, batch: Annotated[bool, typer.Option(help="Do what waits, then stop.")] = False) -> None:
    """Compute the forecasts that wait, in a process of its own. Example: nagi clinic work"""
    ready()
    from nagi.clinic.place import Place  # noqa: PLC0415
    from nagi.clinic.worker import work as do  # noqa: PLC0415

    os.nice(NICENESS)
    do(Place.of_environment(), batch=batch)


@app.command("verify-audit")
def verify_audit() -> None:
    """Prove that nobody changed the audit trail. Example: nagi clinic verify-audit"""
    ready()
    from nagi.clinic.access.trail import verify  # noqa: PLC0415

    found = verify()
    for one in found.findings:
        typer.echo(WRONG[one.wrong].within(language()).format(turn=one.turn), err=True)
    if found.findings:
        raise typer.Exit(1)
    typer.echo(filled(WHOLE.within(language()), links=found.links, sealed=found.sealed))


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where to write; an older file there is replaced.")],
) -> None:
    """Write the whole clinic into one encrypted file. Keep the key apart. Example: nagi clinic backup today.nagi"""
    ready()
    from nagi.clinic.backup.keeping import back_up  # noqa: PLC0415

    rows = _on_disk(lambda: back_up(file, now=clock.now()), file)
    typer.echo(filled(KEPT.within(language()), rows=rows))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `nagi clinic backup` wrote.")],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the clinic that is here.")] = False,
) -> None:
    """Put a backup back, also of an older release: everything or nothing. Example: nagi clinic restore today.nagi"""
    ready()
    from django.core.management import call_command  # noqa: PLC0415

    from nagi.clinic.backup.keeping import restore as put_back  # noqa: PLC0415

    rows = _on_disk(lambda: put_back(file, now=clock.now(), replace=replace), file)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    typer.echo(filled(RESTORED.within(language()), rows=rows))


def _on_disk(act: Callable[[], int], file: Path) -> int:
    """What the disk refuses becomes a problem with a code."""
    try:
        return act()
    except OSError as error:
        said = Text(
            ja=f"ファイルを読み書きできません: {error.strerror}", en=f"cannot read or write: {error.strerror}"
        )
        raise NagiError([Problem(code="NAGI-W015", where=file.name, key="", said=said)]) from error
