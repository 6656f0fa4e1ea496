"""`nagi trial`: virtual trials, and how many people a trial would need."""

import json
import os
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nagi.cli.progress import Progress
from nagi.cli.speech import LangOption, checked_language
from nagi.errors import NagiError, Problem
from nagi.language import Lang, Text
from nagi.services.trials.columns import Kind

if TYPE_CHECKING:
    from nagi.services.trials.reading import Study
    from nagi.services.trials.running import Held

app = typer.Typer(
    help="Virtual trials: what a trial would find, and how many it needs.", no_args_is_help=True
)

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="Trial file (TOML).")]
OutOption = Annotated[Path, typer.Option("--out", help="Folder to write into; a run there is continued.")]
MaybeOutOption = Annotated[
    Path | None, typer.Option("--out", help="Folder for curve and table; a run there is continued.")
]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, help="Processes; default: one per core.", show_default=False)
]
SchedulerOption = Annotated[
    str | None, typer.Option("--scheduler", metavar="ADDRESS", help="A Dask cluster: tcp://HOST:8786.")
]
DateOption = Annotated[
    datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Day of the report; default today.")
]
FormatOption = Annotated[Kind, typer.Option("--format", help="Of the numbers: netcdf, or parquet.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]

WROTE = Text(ja="作成しました", en="wrote")
STOPPED = Text(
    ja="中止しました。同じ命令をもう一度実行すると、続きから計算します。",
    en="Stopped. Run the same command again to continue.",
)
EITHER = Text(
    ja="--workers と --scheduler は、どちらか一方だけ指定してください。",
    en="give either --workers or --scheduler, not both",
)


@app.command("run")
def run(
    file: FileArgument,
    *,
    out: OutOption,
    workers: WorkersOption = None,
    scheduler: SchedulerOption = None,
    on: DateOption = None,
    kind: FormatOption = "netcdf",
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Run the virtual trial of FILE. Example: nagi trial run trial.toml --out trial

    Writes trial.nc, or tables in Parquet (every estimate), and trial.html and trial.pdf (the report). Numbers are the
    same for any number of workers; a run that was interrupted is continued.
    """
    _held(file, out, workers, scheduler, on=on, kind=kind, as_json=as_json, lang=lang, design=False)


@app.command("design")
def design(
    file: FileArgument,
    *,
    out: MaybeOutOption = None,
    workers: WorkersOption = None,
    scheduler: SchedulerOption = None,
    on: DateOption = None,
    kind: FormatOption = "netcdf",
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Find how many people the trial of FILE needs. Example: nagi trial design trial.toml --out design

    With --out also writes trial.nc (or Parquet), trial.html and trial.pdf: power and assurance at every size, as table
    and curve.
    """
    _held(file, out, workers, scheduler, on=on, kind=kind, as_json=as_json, lang=lang, design=True)


def _held(
    file: Path,
    out: Path | None,
    workers: int | None,
    scheduler: str | None,
    *,
    on: datetime | None,
    kind: Kind,
    as_json: bool,
    lang: str | None,
    design: bool,
) -> None:
    # Loaded here because `nagi --help` and `nagi assess` must not wait for arrays, a compiler and a printing press.
    from nagi.interchange.loading import load_model  # noqa: PLC0415
    from nagi.reports.trial import refuse_unprintable_names, write_trial  # noqa: PLC0415
    from nagi.reports.trial_numbers import refuse_unwritable_kind  # noqa: PLC0415
    from nagi.services.trials.design import study_for_design, study_for_run  # noqa: PLC0415
    from nagi.services.trials.reading import read_study  # noqa: PLC0415
    from nagi.services.trials.summary import as_data, as_text  # noqa: PLC0415

    language = checked_language(lang)
    if workers is not None and scheduler is not None:
        raise NagiError([Problem(code="NAGI-T111", where="nagi trial", key="--scheduler", said=EITHER)])
    day = on.date() if on else _today()
    study = (study_for_design if design else study_for_run)(read_study(file, load=load_model), file.name)
    refuse_unprintable_names(study.trial)
    refuse_unwritable_kind(kind)
    with TemporaryDirectory() as hidden:
        held = _computed(study, out or Path(hidden), workers, scheduler, language)
    written = () if out is None else write_trial(held, out, on=day, lang=language, design=design, kind=kind)
    if as_json:
        told: dict[str, Any] = {"files": [str(path) for path in written], **as_data(held, design=design)}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join([*as_text(held, language, design=design),
                              *(f"{WROTE.within(language)}: {path}" for path in written)]))  # fmt: skip


def _computed(study: "Study", out: Path, workers: int | None, scheduler: str | None, lang: Lang) -> "Held":
    from nagi.cli.workers import opened  # noqa: PLC0415
    from nagi.services.trials.running import run_study  # noqa: PLC0415

    progress = Progress(lang)
    count = workers or os.cpu_count() or 1
    at_once = count if scheduler is None else AT_ONCE
    try:
        return run_study(study, out, opened(count, scheduler), at_once=at_once, progress=progress)
    except KeyboardInterrupt:
        typer.echo(f"nagi: {STOPPED.within(lang)}", err=True)
        raise typer.Exit(130) from None
    finally:
        progress.close()


AT_ONCE = 64
"""Parts that a cluster is given at a time, whatever its size."""


def _today() -> date:
    """The day on this machine's clock; everything below the command line is given the day."""
    return datetime.now().astimezone().date()
