"""`nagi model`: which models there are, and what one of them says.

The models are loaded inside the commands: `nagi assess` must not wait for them.
"""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from nagi.cli.speech import LangOption, checked_language

if TYPE_CHECKING:
    from nagi.equations.model import Model

app = typer.Typer(help="The models of skin, as published and composed.", no_args_is_help=True)

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@app.command("list")
def list_command(*, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """List the models. Example: nagi model list"""
    from nagi.cli.described import listed  # noqa: PLC0415
    from nagi.physiology.library import load_model, model_names  # noqa: PLC0415

    language = checked_language(lang)
    models = [load_model(name) for name in model_names()]
    if as_json:
        typer.echo(json.dumps([_short(model) for model in models], ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(listed(model, language) for model in models))


@app.command("show")
def show_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A model; see nagi model list.")],
    *,
    latex: Annotated[bool, typer.Option("--latex", help="Print the equations as LaTeX.")] = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show states, equations, parameters and arms of a model. Example: nagi model show miyano2021"""
    from nagi.cli.described import as_data, described  # noqa: PLC0415
    from nagi.equations.latex import latex as typeset  # noqa: PLC0415
    from nagi.physiology.library import load_model  # noqa: PLC0415

    language = checked_language(lang)
    model = load_model(name)
    if as_json:
        typer.echo(json.dumps(as_data(model), ensure_ascii=False, indent=1))
    else:
        typer.echo(typeset(model) if latex else described(model, language))


def _short(model: "Model") -> dict[str, object]:
    return {
        "name": model.name,
        "title": model.title,
        "work": model.work,
        "states": len(model.states),
        "parameters": len(model.parameters),
        "arms": list(model.arms),
        "digest": model.digest,
    }
