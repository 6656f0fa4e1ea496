"""What nagi hands to patients stands up to nagi's own audit of clinic texts: no remark, in either language."""

from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from nagi.dermatology.intake.case import Case
from nagi.evidence.audit import AuditKnowledge, audit_text, gather
from nagi.evidence.files import knowledge_root
from nagi.evidence.library import load_knowledge
from nagi.language import LANGS, Lang
from nagi.reports import pdf, write_consultation
from nagi.reports.consultation import ONLY_READ
from nagi.reports.view import view_of
from nagi.services.cases import read_cases
from nagi.services.clinics import read_clinic
from nagi.services.consultation import consult

DAY = date(2026, 11, 22)
CASES = [case for path in sorted((knowledge_root() / "cases").glob("*.yaml")) for case in read_cases(path)]
CLINICS = [None, Path(__file__).parents[2] / "examples" / "clinic.toml"]


@pytest.fixture(scope="module")
def known() -> AuditKnowledge:
    knowledge = load_knowledge()
    return gather(knowledge.works, knowledge.findings, knowledge.audits)


def leaflet_text(pdf: bytes, lang: Lang) -> str:
    """The words of the leaflet with its line breaks undone."""
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    return {"ja": "", "en": " "}[lang].join(line for page in pages for line in page.splitlines())


@pytest.mark.parametrize("clinic", CLINICS, ids=["no clinic file", "clinic file"])
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_no_remark_on_any_leaflet(known: AuditKnowledge, case: Case, lang: Lang, clinic: Path | None) -> None:
    held = consult(case, on=DAY, software_version="0", clinic=read_clinic(clinic) if clinic else None)
    printed = {key: part for key, part in view_of(held, lang=lang).items() if key not in ONLY_READ}
    text = leaflet_text(pdf.render("leaflet", printed, on=held.on), lang)
    remarks = audit_text(text, knowledge=known, where="leaflet")
    assert [(remark.rule, remark.code, remark.excerpt) for remark in remarks] == []


class _Words(HTMLParser):
    """The visible words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.silent += tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_discloses_everything_that_must_be(
    tmp_path: Path, known: AuditKnowledge, lang: Lang
) -> None:
    held = consult(CASES[0], on=DAY, software_version="0")
    write_consultation(held, tmp_path, lang=lang)
    reader = _Words()
    reader.feed((tmp_path / "consultation.html").read_text(encoding="utf-8"))
    remarks = audit_text("\n".join(reader.words), knowledge=known, where="page")
    assert [remark.code for remark in remarks if remark.kind == "disclosure"] == []
