"""`nagi model calibrate`: what the figures say about a model, target by target, with every miss."""

import json
from pathlib import Path
from typing import Annotated

import typer

from nagi.cli.progress import Progress
from nagi.cli.speech import LangOption, checked_language
from nagi.errors import NagiError, Problem
from nagi.language import Text

WROTE = Text(ja="作成しました", en="wrote")
STOPPED = Text(ja="中止しました。何も書いていません。", en="Stopped. Nothing was written.")
LINE = Text(
    ja="計算中 {done:,} / {total:,} 組({percent:.0f} %)、残り約 {left:.0f} 秒",
    en="{done:,} of {total:,} sets of unknowns ({percent:.0f} %), about {left:.0f} s left",
)
WITHOUT = Text(
    ja="較正には scikit-learn と SALib が要ります。pip install 'nagi-skin[calibration]' を実行してください。",
    en="a calibration needs scikit-learn and SALib: pip install 'nagi-skin[calibration]'",
)


def calibrate(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A model with targets: nagi-skin.")],
    *,
    out: Annotated[Path, typer.Option("--out", help="Folder to write into.")],
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same numbers.")] = 1,
    draws: Annotated[int, typer.Option("--draws", help="Draws of the posterior that are simulated.")] = 200,
    design: Annotated[int, typer.Option("--design", help="Sets of unknowns that are tried.")] = 512,
    patients: Annotated[int, typer.Option("--patients", help="Virtual people for each of them.")] = 100,
    paths: Annotated[int, typer.Option("--paths", help="Paths of the sensitivity analysis.")] = 8,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
    lang: LangOption = None,
) -> None:
    """Calibrate a model against published figures. Example: nagi model calibrate nagi-skin --out calibration

    Writes calibration.json (every number) and calibration.html (the report). Takes some minutes.
    """
    # Loaded here because `nagi --help` must not wait for arrays, a compiler and statistics.
    try:
        from nagi.reports.calibration import as_text, write_calibration  # noqa: PLC0415
        from nagi.services.calibration import as_data, calibrated  # noqa: PLC0415
        from nagi.simulation.calibration.calibrating import Settings  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if error.name and error.name.split(".")[0] in {"sklearn", "SALib"}:
            raise NagiError(
                [Problem(code="NAGI-C109", where="nagi model calibrate", key="", said=WITHOUT)]
            ) from None
        raise
    language = checked_language(lang)
    settings = Settings(seed=seed, design=design, patients=patients, draws=draws, paths=paths)
    progress = Progress(language, line=LINE)
    try:
        data = as_data(calibrated(name, settings, progress=progress))
    except KeyboardInterrupt:
        typer.echo(f"nagi: {STOPPED.within(language)}", err=True)
        raise typer.Exit(130) from None
    finally:
        progress.close()
    written = write_calibration(data, out, lang=language)
    if as_json:
        typer.echo(
            json.dumps({"files": [str(path) for path in written], **data}, ensure_ascii=False, indent=1)
        )
    else:
        lines = [*as_text(data, language), *(f"{WROTE.within(language)}: {path}" for path in written)]
        typer.echo("\n".join(lines))
