"""Printing a consultation: a page to read, and papers for the physician, the patient and the file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from nagi.language import Lang
from nagi.reports import page, pdf
from nagi.reports.glyphs import refuse_unprintable
from nagi.reports.view import view_of
from nagi.reports.writing import write_together
from nagi.services.consultation import Consultation

PAGE = "consultation.html"
RECORD = "consultation.json"
ONLY_READ = frozenset({"sources"})
"""Parts of a view that no paper prints: their letters need not be in our fonts."""


def write_consultation(consultation: Consultation, out: Path, *, lang: Lang) -> tuple[Path, ...]:
    """Write the page, the PDF papers and the record of one consultation into the folder `out`.

    The papers are the decision sheet, the leaflet, the plan with its quotation, and the consent form if
    there is something to consent to; a consent form from an earlier consultation is removed otherwise.
    All files are written or none. Raises NagiError: NAGI-R301 (a character cannot be printed), R302 (a
    paper cannot be laid out), R303 (the folder cannot be written).
    """
    view = view_of(consultation, lang=lang)
    printed = {key: part for key, part in view.items() if key not in ONLY_READ}
    refuse_unprintable(printed)
    contents = {PAGE: page.render(view).encode(), RECORD: _stored(consultation)}
    for paper in _papers(consultation):
        contents[f"{paper}.pdf"] = pdf.render(paper, printed, on=consultation.on)
    return write_together(contents, out, obsolete=[f"{paper}.pdf" for paper in get_args(pdf.Paper)])


def _stored(consultation: Consultation) -> bytes:
    """The record that replays, readable and stable."""
    return (json.dumps(consultation.record(), ensure_ascii=False, indent=1) + "\n").encode()


def _papers(consultation: Consultation) -> Iterator[pdf.Paper]:
    for paper in get_args(pdf.Paper):
        if paper != "consent" or consultation.consent is not None:
            yield paper
