"""`nagi assess`: phase, routes and reasons for each case of a file."""

import json
from pathlib import Path
from typing import Annotated

import typer

from nagi.cli.show import shown
from nagi.cli.speech import LangOption, checked_language
from nagi.services.assessment import as_data, assess_file
from nagi.services.replay import replay


def assess(
    file: Annotated[Path | None, typer.Argument(help="Case file (YAML or JSON).", show_default=False)] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
    again: Annotated[
        Path | None, typer.Option("--replay", help="Recompute a consultation.json and say what changed.")
    ] = None,
    lang: LangOption = None,
) -> None:
    """Decide each case of FILE. Example: nagi assess cases.yaml --lang en

    The result is provisional until a physician signs.
    """
    language = checked_language(lang)
    if (file is None) == (again is None):
        raise typer.BadParameter("FILE または --replay のどちらかが必要です / give FILE or --replay")
    if again is not None:
        _replay(again, as_json=as_json, lang=lang)
        return
    assert file is not None  # noqa: S101 - one of the two was given
    assessments = assess_file(file)
    if as_json:
        typer.echo(json.dumps([as_data(one) for one in assessments], ensure_ascii=False, indent=1))
    else:
        typer.echo("\n\n".join(shown(one, language) for one in assessments))


def _replay(path: Path, *, as_json: bool, lang: str | None) -> None:
    """Exit code 1 if the verdict is no longer the same."""
    language = checked_language(lang)
    replayed = replay(path)
    if as_json:
        typer.echo(json.dumps(replayed.as_data(), ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(text.within(language) for text in replayed.said()))
    raise typer.Exit(0 if replayed.same else 1)
