"""`nagi consult`: the whole consultation as a page, PDFs and a record that replays."""

import json
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nagi.cli.speech import LangOption, checked_language
from nagi.language import Lang, Text
from nagi.services.cases import read_cases

if TYPE_CHECKING:
    from nagi.services.consultation import Consultation

ClinicOption = Annotated[Path | None, typer.Option("--clinic", help="Your clinic's own file (TOML).")]
DateOption = Annotated[
    datetime | None,
    typer.Option("--date", formats=["%Y-%m-%d"], help="Day of the consultation; default today."),
]
ForecastOption = Annotated[
    bool,
    typer.Option(
        "--forecast/--no-forecast", help="Show what each route would probably do (some seconds a case)."
    ),
]
SeedOption = Annotated[int, typer.Option("--seed", help="Of the forecast's virtual patients.")]
WROTE = Text(ja="作成しました", en="wrote")


def consult(
    file: Annotated[Path, typer.Argument(help="Case file (YAML or JSON).")],
    *,
    out: Annotated[Path, typer.Option("--out", help="Folder to write into; one folder per case if several.")],
    clinic: ClinicOption = None,
    on: DateOption = None,
    forecast: ForecastOption = True,
    seed: SeedOption = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print the paths as JSON.")] = False,
    lang: LangOption = None,
) -> None:
    """Hold the consultation on each case of FILE. Example: nagi consult case.yaml --out consultation --lang ja

    Writes consultation.html, decision-sheet.pdf, leaflet.pdf, plan-and-quotation.pdf, consent.pdf (if there is
    something to consent to) and consultation.json (for nagi assess --replay).
    """
    language = checked_language(lang)
    day = on.date() if on else today()
    held = hold_consultations(file, clinic=clinic, on=day, seed=seed if forecast else None)
    written = write_consultations(held, out, lang=language)
    if as_json:
        typer.echo(json.dumps([str(path) for path in written], ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(f"{WROTE.within(language)}: {path}" for path in written))


def today() -> date:
    """The day on this machine's clock; everything below the command line is given the day."""
    return datetime.now().astimezone().date()


def hold_consultations(
    file: Path, *, clinic: Path | None, on: date, seed: int | None, patients: int | None = None
) -> "list[Consultation]":
    """The consultation on every case of a file, with a forecast if there is a `seed`; nothing is written.

    `patients`: virtual patients of a forecast (default: as the twin assumes).
    """
    # Loaded here because `nagi --help` and `nagi assess` must not wait for the simulator.
    from nagi.services.clinics import read_clinic  # noqa: PLC0415
    from nagi.services.consultation import consult as hold  # noqa: PLC0415

    if seed is not None:
        from nagi.services.forecast import forecast  # noqa: PLC0415
    details = read_clinic(clinic) if clinic else None
    release = version("nagi-skin")
    return [
        hold(
            case, on=on, software_version=release, clinic=details,
            forecast=None if seed is None else forecast(case, clinic=details, on=on, seed=seed, patients=patients),
        )
        for case in read_cases(file)
    ]  # fmt: skip


def write_consultations(held: "list[Consultation]", out: Path, *, lang: Lang) -> list[Path]:
    """Write consultations, into one folder each if there are several; returns the paths."""
    # Loaded here because `nagi --help` and `nagi assess` must not wait for the printing press.
    from nagi.reports import write_consultation  # noqa: PLC0415

    written: list[Path] = []
    for one in held:
        folder = out if len(held) == 1 else out / one.case.id
        written.extend(write_consultation(one, folder, lang=lang))
    return written
