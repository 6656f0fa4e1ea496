"""The commands of nagi and how they end: 0 done, 1 the answer is no, 2 wrong use, 3 could not run."""

import sys
from importlib.metadata import entry_points, version
from typing import Annotated

import typer

from nagi.cli import assess, calibrate, consult, demo, evidence, model, simulate, trial
from nagi.cli.speech import preferred_language
from nagi.errors import NagiError

app = typer.Typer(
    name="nagi",
    help="凪 — whether, where and how exosome therapy may be given to atopic skin. A physician decides.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("assess")(assess.assess)
app.command("consult")(consult.consult)
app.command("demo")(demo.demo)
app.command("simulate")(simulate.simulate)
app.add_typer(evidence.app, name="evidence")
model.app.command("calibrate")(calibrate.calibrate)
app.add_typer(model.app, name="model")
app.add_typer(trial.app, name="trial")
for _entry in entry_points(group="nagi.commands"):  # the clinic brings its own, and cli never imports it
    app.add_typer(_entry.load(), name=_entry.name)


def _print_version(*, asked: bool) -> None:
    if asked:
        typer.echo(f"nagi {version('nagi-skin')}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=lambda value: _print_version(asked=value)
        ),
    ] = False,
) -> None:
    """Nothing to do before a command."""


def main() -> None:
    """Run a command; say what is wrong in the user's language and end with the right code."""
    try:
        app()
    except NagiError as error:
        typer.echo(error.report(preferred_language(sys.argv)), err=True)
        sys.exit(2)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        typer.echo(f"nagi: {place}{error.strerror or error}", err=True)
        sys.exit(3)
