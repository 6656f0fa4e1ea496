"""`nagi simulate`: patients through arms of a model, into a NetCDF file."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from nagi.cli.progress import Progress
from nagi.cli.speech import LangOption, checked_language
from nagi.errors import NagiError, Problem
from nagi.language import Lang, Text

if TYPE_CHECKING:
    from nagi.equations.model import Model
    from nagi.simulation.cohort import Patients
    from nagi.simulation.result import Result

WROTE = Text(ja="作成しました", en="wrote")
NOT_A_FORECAST = Text(
    ja="モデル {} の計算結果です。特定の人の予測ではありません。",
    en="Computed with the model {}; not a forecast of a person.",
)
FAILED = Text(ja="計算できなかった患者と群の組", en="patients and arms not computed")
MORE = Text(
    ja="ほかの患者の理由は --json か result.failures(model) で見られます。",
    en="--json, or result.failures(model), tells the reason for every other patient.",
)
FAR = Text(
    ja="公表された分布から大きく外れた列: {}。列の並びが nagi model show の順か確かめてください。",
    en="Columns far from the published distribution: {}. Are they in the order of nagi model show?",
)
UNWRITABLE = Text(ja="{} に書き込めません: {}", en="cannot write {}: {}")
STOPPED = Text(ja="中止しました。ファイルは作っていません。", en="Stopped; no file was written.")
EITHER = Text(
    ja="患者は --patients ファイル か --n 人数(と --seed)のどちらか一方で指定してください。",
    en="say who the patients are: either --patients FILE, or --n NUMBER (and --seed)",
)
TOLD = 3
"""Failures told in full; their reasons seldom differ."""


NameArgument = Annotated[
    str, typer.Argument(metavar="NAME", help="Model; see nagi model list. Or FILE.py of your own.")
]
ArmsOption = Annotated[str, typer.Option("--arms", help="Arms, with commas between: placebo,dupilumab.")]
WeeksOption = Annotated[str, typer.Option("--weeks", help="0:24 (both ends), 0:24:0.5 or 0,4,16.")]
OutOption = Annotated[Path, typer.Option("--out", help="NetCDF file to write.")]
PatientsOption = Annotated[
    Path | None,
    typer.Option(
        "--patients", help=".npz file: parameters (patient, parameter); names (parameter) if you like."
    ),
]
NumberOption = Annotated[int | None, typer.Option("--n", help="Draw so many virtual patients instead.")]
SeedOption = Annotated[
    int | None, typer.Option("--seed", help="Of the draw and of triggers of chance. Default of the draw: 1.")
]
AccuracyOption = Annotated[str, typer.Option("--accuracy", help="1e-3, 1e-4 or reference.")]
PrinterOption = Annotated[
    str, typer.Option("--printer", help="Who computes: llvm, scalar, interpreter or cuda.")
]
KeepOption = Annotated[
    str, typer.Option("--keep", help="weeks; or summary: last week, mean and improvement only.")
]
VerifyOption = Annotated[bool, typer.Option("--verify", help="Run a sample again, 100 times as exactly.")]
ThreadsOption = Annotated[int | None, typer.Option("--threads", help="Default: all.", show_default=False)]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def simulate(
    name: NameArgument,
    *,
    arms: ArmsOption,
    weeks: WeeksOption,
    out: OutOption,
    patients: PatientsOption = None,
    n: NumberOption = None,
    seed: SeedOption = None,
    accuracy: AccuracyOption = "1e-4",
    printer: PrinterOption = "llvm",
    keep: KeepOption = "weeks",
    verify: VerifyOption = False,
    threads: ThreadsOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Run patients through arms of a model.

    Example: nagi simulate miyano2021 --n 1000 --arms placebo,dupilumab --weeks 0:24 --out r.nc
    The file holds what nagi.simulate returns: outputs (patient, arm, week) and status (patient, arm).
    """
    language = checked_language(lang)
    progress = Progress(language)
    try:
        # Loaded here because `nagi --help` and `nagi assess` must not wait for arrays and a compiler.
        from nagi.interchange.loading import load_model  # noqa: PLC0415
        from nagi.simulation.ensemble import simulate as run  # noqa: PLC0415
        from nagi.simulation.files import read_weeks, refuse_unwritable  # noqa: PLC0415

        model = load_model(name)
        people = _patients(model, patients, n, seed)
        with _writing(out, language):
            refuse_unwritable(out)
        result = run(
            model, people, arms=[arm.strip() for arm in arms.split(",")], weeks=read_weeks(weeks),
            accuracy=accuracy, printer=printer, keep=keep, threads=threads, progress=progress,
            seed=1 if seed is None and n is not None else seed,
        )  # fmt: skip
        with _writing(out, language):
            result.to_netcdf(out)
    except KeyboardInterrupt:
        progress.close()
        _end(130, STOPPED.within(language))
    progress.close()
    told = summary(result, out)
    told |= {"verified": _verified(result, model, people, language)} if verify else {}
    if as_json:
        told["failures"] = _failures(result, model, people, language)
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _say(result, model, people, told, language)


def summary(result: "Result", out: Path) -> dict[str, Any]:
    """What was written, for machines."""
    status = result["status"].values
    return {
        "file": str(out),
        **{
            key: result.attrs[key]
            for key in ("model", "model_digest", "accuracy", "printer", "keep", "evidence_digest")
        },
        "seed": result.attrs.get("seed"),
        "patients": result.sizes["patient"],
        "arms": [str(arm) for arm in result["arm"].values],
        "weeks": [float(week) for week in result["week"].values],
        "not_ok": int((status != "ok").sum()),
        "reasons": sorted({str(reason) for reason in status.flat if reason != "ok"}),
    }


def _patients(model: "Model", file: Path | None, n: int | None, seed: int | None) -> "Patients":
    from nagi.simulation.cohort import virtual_patients  # noqa: PLC0415
    from nagi.simulation.files import read_parameters  # noqa: PLC0415

    if (file is None) == (n is None) or (file is not None and seed is not None and not model.triggers):
        raise NagiError([Problem(code="NAGI-M119", where="nagi simulate", key="--patients", said=EITHER)])
    if file is not None:
        return read_parameters(file, model.parameters)
    return virtual_patients(model, n or 0, seed=1 if seed is None else seed)


def _say(result: "Result", model: "Model", people: "Patients", told: dict[str, Any], lang: Lang) -> None:
    """The same for a person: the file on standard output, the rest on standard error."""
    from nagi.simulation.cohort import far_from_published  # noqa: PLC0415

    typer.echo(f"{WROTE.within(lang)}: {told['file']}")
    if told["not_ok"]:
        typer.echo(f"{FAILED.within(lang)}: {told['not_ok']}", err=True)
        told["failures"] = _failures(result, model, people, lang, most=TOLD)
        for one in told["failures"]:
            typer.echo(f"  {one['said']}", err=True)
        if told["not_ok"] > len(told["failures"]):
            typer.echo(f"  {MORE.within(lang)}", err=True)
    far = far_from_published(model, people)
    if far:
        typer.echo(FAR.within(lang).format(", ".join(far)), err=True)
    if "verified" in told:
        typer.echo(told["verified"]["said"], err=True)
    typer.echo(NOT_A_FORECAST.within(lang).format(model.name), err=True)


def _failures(
    result: "Result", model: "Model", people: "Patients", lang: Lang, most: int | None = None
) -> list[dict[str, Any]]:
    return [
        {
            "patient": one.patient, "arm": one.arm, "week": one.week, "status": one.status.name.lower(),
            "state": one.state, "mechanism": one.mechanism, "equation": one.equation, "formula": one.formula,
            "last": dict(one.last), "said": one.said.within(lang),
        }
        for one in result.failures(model, people, most=most)
    ]  # fmt: skip


def _verified(result: "Result", model: "Model", people: "Patients", lang: Lang) -> dict[str, Any]:
    found = result.verify(model, people)
    return {
        "largest": found.largest,
        "sample": found.sample,
        "kept": found.kept,
        "said": found.said.within(lang),
    }


@contextmanager
def _writing(out: Path, lang: Lang) -> Iterator[None]:
    """Says which file could not be written, and why."""
    try:
        yield
    except OSError as error:
        _end(3, UNWRITABLE.within(lang).format(out, error.strerror or error))


def _end(code: int, said: str) -> NoReturn:
    typer.echo(f"nagi: {said}", err=True)
    raise typer.Exit(code)
