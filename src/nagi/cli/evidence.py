"""`nagi evidence`: check all knowledge, explain one item both ways, audit a text.

The services are loaded inside the commands: `nagi assess` must not wait for them.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from nagi.cli.speech import LangOption, checked_language
from nagi.language import Text

app = typer.Typer(help="Check, explain and audit what nagi knows.", no_args_is_help=True)

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@app.command("check")
def check_command(
    root: Annotated[Path | None, typer.Argument(help="Another knowledge folder.", show_default=False)] = None,
    *,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Check every work, finding, claim, rule and audit. Example: nagi evidence check

    Exit code 1 if there is a problem.
    """
    from nagi.services.evidence import check  # noqa: PLC0415

    language = checked_language(lang)
    result = check(root)
    if as_json:
        rows = [
            {"code": p.code, "where": p.where, "key": p.key, "ja": p.said.ja, "en": p.said.en}
            for p in result.problems
        ]
        typer.echo(json.dumps({"problems": rows, "counts": result.counts}, ensure_ascii=False, indent=1))
    else:
        for problem in result.problems:
            typer.echo(problem.line(language))
        typer.echo(result.summary().within(language), err=bool(result.problems))
    raise typer.Exit(1 if result.problems else 0)


@app.command("show")
def show_command(
    item: Annotated[str, typer.Argument(metavar="ID", help="A work, finding, claim, rule or audit.")],
    *,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Explain one item: what it rests on and what rests on it. Example: nagi evidence show GP-007"""
    from nagi.cli.explained import explained  # noqa: PLC0415
    from nagi.services.evidence import explanation  # noqa: PLC0415

    language = checked_language(lang)
    found = explanation(item)
    if as_json:
        typer.echo(json.dumps(found.as_data(), ensure_ascii=False, indent=1))
    else:
        typer.echo(explained(found, language))


@app.command("audit")
def audit_command(
    file: Annotated[Path, typer.Argument(help="A text in Japanese or English (UTF-8).")],
    *,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """List what a clinic's text may not say, leaves out, or cites wrongly. Example: nagi evidence audit column.txt

    Exit code 1 if there is a remark.
    """
    from nagi.cli.remarks import printed  # noqa: PLC0415
    from nagi.services.evidence import audit_file, remark_data  # noqa: PLC0415

    language = checked_language(lang)
    remarks = audit_file(file)
    if as_json:
        typer.echo(json.dumps([remark_data(remark) for remark in remarks], ensure_ascii=False, indent=1))
    elif remarks:
        typer.echo(printed(remarks, language))
    else:
        quiet = Text(ja="指摘はありません。", en="Nothing to remark.")
        typer.echo(quiet.within(language))
    raise typer.Exit(1 if remarks else 0)
