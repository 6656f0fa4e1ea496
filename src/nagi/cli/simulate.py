"""`nagi simulate`: patients of a file through arms of a model, into a NetCDF file."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nagi.cli.speech import LangOption, checked_language
from nagi.language import Text

if TYPE_CHECKING:
    from nagi.simulation.result import Result

WROTE = Text(ja="作成しました", en="wrote")
NOT_A_FORECAST = Text(
    ja="論文のモデルの計算結果です。特定の人の予測ではありません。",
    en="Computed with a published model; not a forecast of a person.",
)
FAILED = Text(ja="計算できなかった患者と群の組", en="patients and arms not computed")


def simulate(
    name: Annotated[str, typer.Argument(help="Model (see nagi model list), or an SBML file.")],
    *,
    patients: Annotated[Path, typer.Option("--patients", help=".npz file: parameters (patient, parameter).")],
    arms: Annotated[str, typer.Option("--arms", help="Arms, with commas between: placebo,dupilumab.")],
    weeks: Annotated[str, typer.Option("--weeks", help="0:24 (both ends), 0:24:0.5 or 0,4,16.")],
    out: Annotated[Path, typer.Option("--out", help="NetCDF file to write.")],
    accuracy: Annotated[str, typer.Option("--accuracy", help="1e-3, 1e-4 or reference.")] = "1e-4",
    threads: Annotated[
        int | None, typer.Option("--threads", help="Default: all.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
    lang: LangOption = None,
) -> None:
    """Run patients through arms of a model.

    Example: nagi simulate miyano2021 --patients p.npz --arms placebo,dupilumab --weeks 0:24 --out r.nc
    The file holds what nagi.simulate returns: outputs (patient, arm, week) and status (patient, arm).
    """
    # Loaded here because `nagi --help` and `nagi assess` must not wait for arrays and a compiler.
    from nagi.interchange.loading import load_model  # noqa: PLC0415
    from nagi.numerics.status import REASONS, Status  # noqa: PLC0415
    from nagi.simulation.ensemble import simulate as run  # noqa: PLC0415
    from nagi.simulation.files import read_parameters, read_weeks  # noqa: PLC0415

    language = checked_language(lang)
    chosen = [arm.strip() for arm in arms.split(",")]
    result = run(
        load_model(name), read_parameters(patients),
        arms=chosen, weeks=read_weeks(weeks), accuracy=accuracy, threads=threads,
    )  # fmt: skip
    result.to_netcdf(out)
    told = summary(result, out)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    typer.echo(f"{WROTE.within(language)}: {out}")
    if told["not_ok"]:
        typer.echo(f"{FAILED.within(language)}: {told['not_ok']}", err=True)
        for reason in told["reasons"]:
            typer.echo(f"  {reason}: {REASONS[Status[reason.upper()]].within(language)}", err=True)
    typer.echo(NOT_A_FORECAST.within(language), err=True)


def summary(result: "Result", out: Path) -> dict[str, Any]:
    """What was written, for machines."""
    status = result["status"].values
    reasons = sorted({str(reason) for reason in status.flat if reason != "ok"})
    return {
        "file": str(out),
        "model": result.attrs["model"],
        "model_digest": result.attrs["model_digest"],
        "accuracy": result.attrs["accuracy"],
        "patients": result.sizes["patient"],
        "arms": [str(arm) for arm in result["arm"].values],
        "weeks": [float(week) for week in result["week"].values],
        "not_ok": int((status != "ok").sum()),
        "reasons": reasons,
    }
