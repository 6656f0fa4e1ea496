"""Papers as PDF: archival (PDF/A-3a), accessible (PDF/UA-1), our own fonts, the same bytes every time."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

from nagi.errors import NagiError, Problem
from nagi.language import Text
from nagi.reports.glyphs import FONTS

TEMPLATES = Path(str(files("nagi.reports"))) / "templates" / "paper"
Paper = Literal["decision-sheet", "leaflet", "consent", "plan-and-quotation"]
Other = Literal["trial", "consent-signature"]


def render(paper: Paper | Other, view: Mapping[str, object], *, on: date) -> bytes:
    """One paper made from `view` and dated `on`.

    What is shown travels only as data, never as markup, so that a name with a sign of the template
    language stays a name. Raises NagiError (NAGI-R302) if the paper cannot be laid out.
    """
    try:
        return typst.compile(
            TEMPLATES / f"{paper}.typ",
            root=TEMPLATES,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"view": json.dumps(view, ensure_ascii=False)},
            timestamp=datetime.combine(on, time(), UTC),
            pdf_standards=["a-3a", "ua-1"],
        )
    except typst.TypstError as error:
        raise _failed(paper, error.message) from error


def pictures(paper: Paper | Other, view: Mapping[str, object]) -> tuple[bytes, ...]:
    """The pages of the same paper as SVG, for a screen. Raises NagiError (NAGI-R302)."""
    try:
        made: Any = typst.compile(
            TEMPLATES / f"{paper}.typ",
            root=TEMPLATES,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="svg",
            sys_inputs={"view": json.dumps(view, ensure_ascii=False)},
        )
    except typst.TypstError as error:
        raise _failed(paper, error.message) from error
    return tuple(made) if isinstance(made, list) else (made,)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _failed(paper: str, why: str) -> NagiError:
    said = Text(ja=f"組版できません: {why}", en=f"cannot be laid out: {why}")
    return NagiError([Problem(code="NAGI-R302", where=f"{paper}.typ", key="", said=said)])
