"""`nagi model`: which models there are, and what one of them says.

The models are loaded inside the commands: `nagi assess` must not wait for them.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nagi.cli.speech import LangOption, checked_language
from nagi.language import Text

if TYPE_CHECKING:
    from nagi.equations.model import Model

app = typer.Typer(help="The models of skin, as published and composed.", no_args_is_help=True)

WROTE = Text(ja="作成しました", en="wrote")

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@app.command("list")
def list_command(*, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """List the models. Example: nagi model list"""
    from nagi.cli.described import listed  # noqa: PLC0415
    from nagi.interchange.loading import load_model  # noqa: PLC0415
    from nagi.physiology.library import model_names  # noqa: PLC0415

    language = checked_language(lang)
    models = [load_model(name) for name in model_names()]
    if as_json:
        typer.echo(json.dumps([_short(model) for model in models], ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(listed(model, language) for model in models))


@app.command("show")
def show_command(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A model (see nagi model list), or an SBML file.")
    ],
    *,
    latex: Annotated[bool, typer.Option("--latex", help="Print the equations as LaTeX.")] = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show states, equations, parameters and arms of a model. Example: nagi model show miyano2021"""
    from nagi.cli.described import as_data, described  # noqa: PLC0415
    from nagi.equations.latex import latex as typeset  # noqa: PLC0415
    from nagi.interchange.loading import load_model  # noqa: PLC0415

    language = checked_language(lang)
    model = load_model(name)
    if as_json:
        typer.echo(json.dumps(as_data(model), ensure_ascii=False, indent=1))
    else:
        typer.echo(typeset(model) if latex else described(model, language))


@app.command("export")
def export_command(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A model (see nagi model list), or an SBML file.")
    ],
    *,
    sbml: Annotated[Path, typer.Option("--sbml", help="File to write: SBML Level 3 Version 2.")],
    arm: Annotated[str | None, typer.Option("--arm", help="Default: the first arm of the model.")] = None,
    patient: Annotated[
        str | None,
        typer.Option("--patient", help="FILE.npz:ROW, rows from 0. Default: the median of each parameter."),
    ] = None,
    start: Annotated[
        str,
        typer.Option("--start", help="baseline: the patient before treatment. model: the model's own start."),
    ] = "baseline",
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Write a model for other simulators, with one patient and one arm.

    Example: nagi model export miyano2021 --sbml m1.xml --arm dupilumab --patient p.npz:3
    """
    from nagi.interchange.loading import load_model  # noqa: PLC0415
    from nagi.interchange.sbml.exporting import write_sbml  # noqa: PLC0415
    from nagi.reports.writing import write_together  # noqa: PLC0415
    from nagi.simulation.files import read_patient  # noqa: PLC0415

    language = checked_language(lang)
    chosen = None if patient is None else read_patient(patient)
    text = write_sbml(load_model(name), patient=chosen, arm=arm, start=start)
    write_together({sbml.name: text.encode()}, sbml.parent)
    if as_json:
        typer.echo(json.dumps({"file": str(sbml), "model": name}, ensure_ascii=False))
    else:
        typer.echo(f"{WROTE.within(language)}: {sbml}")


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
