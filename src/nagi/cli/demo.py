"""`nagi demo`: the consultation of the worked cases in both languages, then the synthetic clinic."""

import tempfile
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated

import typer

from nagi.cli.consult import hold_consultations, today, write_consultations
from nagi.cli.show import shown
from nagi.cli.speech import LangOption, checked_language
from nagi.evidence.files import knowledge_root
from nagi.language import LANGS, Text
from nagi.services.assessment import assess_file

CASES = ("worked.yaml", "columns-patient.yaml")
HEAD = Text(
    ja="凪 — 架空の症例の相談。医師が署名するまで、すべて暫定です。",
    en="nagi — consultations of invented cases. Everything is provisional until a physician signs.",
)
OPEN = Text(ja="ブラウザで開く", en="Open in a browser")
PRINTED = Text(ja="印刷用 PDF", en="PDFs to print")
PROVED = Text(ja="確認しました: {count} 個のファイル。", en="Checked: {count} files.")
SEED = 1
FEWER = 800
"""Virtual patients of a forecast: coarser than in earnest, and quick."""
SMALLEST = 1000
"""Bytes; no page, paper or record is smaller."""


def demo(
    *,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder to write into; default a new temporary folder.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Prove that everything works, and exit.")] = False,
    lang: LangOption = None,
) -> None:
    """Run the consultation of the example cases, then serve a synthetic clinic. Example: nagi demo --check"""
    language = checked_language(lang)
    folder = out or Path(tempfile.mkdtemp(prefix="nagi-demo-"))
    source = knowledge_root() / "cases"
    typer.echo(HEAD.within(language))
    for name in CASES:
        typer.echo("\n" + "\n\n".join(shown(one, language) for one in assess_file(source / name)))
    held = {
        name: hold_consultations(source / name, clinic=None, on=today(), seed=SEED, patients=FEWER)
        for name in CASES
    }
    written = [
        path
        for code in LANGS
        for name in CASES
        for path in write_consultations(held[name], folder / code, lang=code)
    ]
    typer.echo(f"\n{OPEN.within(language)}:")
    for path in written:
        if path.suffix == ".html" and path.parts[-3] == language:
            typer.echo(f"  {path}")
    typer.echo(f"{PRINTED.within(language)}: {folder}")
    if check:
        _prove(written)
        typer.echo(PROVED.within(language).format(count=len(written)))
    for entry in entry_points(group="nagi.demo"):  # the clinic brings its own, and cli never imports it
        entry.load()(language, check=check)


def _prove(written: list[Path]) -> None:
    """Exit with 3 if a file that was announced is missing or empty."""
    faulty = [path for path in written if not path.is_file() or path.stat().st_size < SMALLEST]
    if faulty or not written:
        typer.echo("\n".join(map(str, faulty)), err=True)
        raise typer.Exit(3)
