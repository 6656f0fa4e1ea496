"""The command line, as it explains itself."""

from collections.abc import Iterator

import typer
from typer.testing import CliRunner

from nagi.cli.app import app
from reference.markup import whole


def page() -> str:
    """The help of every command."""
    runner = CliRunner()
    body = []
    for words in _commands(app, ()):
        shown = runner.invoke(app, [*words, "--help"], prog_name="nagi", env={"COLUMNS": "100"}).stdout
        body += [f"## {' '.join(('nagi', *words))}", f"```text\n{shown.rstrip()}\n```"]
    return whole("commands", body)


def _commands(group: typer.Typer, prefix: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield prefix
    for command in group.registered_commands:
        yield (*prefix, str(command.name))
    for nested in group.registered_groups:
        if nested.typer_instance is not None:
            yield from _commands(nested.typer_instance, (*prefix, str(nested.name)))
