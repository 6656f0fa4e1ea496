"""The papers, read back from the finished PDF."""

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from nagi.errors import NagiError
from nagi.language import LANGS, Lang
from nagi.reports import pdf
from nagi.reports.view import view_of
from nagi.services.consultation import Consultation

PAPERS: tuple[pdf.Paper, ...] = ("decision-sheet", "leaflet", "consent", "plan-and-quotation")
TITLES = {
    ("decision-sheet", "ja"): "判定シート(医師用)",
    ("decision-sheet", "en"): "Decision sheet for the physician",
    ("leaflet", "ja"): "エクソソーム治療を考えている方へ",
    ("leaflet", "en"): "If you are thinking about exosome treatment",
    ("plan-and-quotation", "ja"): "治療計画と費用の見積もり",
    ("plan-and-quotation", "en"): "Treatment plan and quotation",
}


def printed(paper: pdf.Paper, consultation: Consultation, lang: Lang) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.render(paper, view_of(consultation, lang=lang), on=consultation.on)))


def text(reader: PdfReader) -> str:
    """All words without the spaces and line ends that the layout put between them."""
    return bare("".join(page.extract_text() for page in reader.pages))


def bare(said: str) -> str:
    return re.sub(r"\s", "", said)


@pytest.fixture(scope="module")
def papers(named: Consultation) -> dict[tuple[str, Lang], PdfReader]:
    return {(paper, lang): printed(paper, named, lang) for paper in PAPERS for lang in LANGS}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("paper", PAPERS)
class TestEveryPaper:
    def test_prints_the_name_with_its_rare_kanji(
        self, papers: dict[tuple[str, Lang], PdfReader], paper: str, lang: Lang
    ) -> None:
        words = text(papers[paper, lang])
        for wanted in ("髙﨑𠮷子", "たかさきよしこ", "0012345"):
            assert wanted in words

    def test_is_tagged_titled_and_in_its_language(
        self, papers: dict[tuple[str, Lang], PdfReader], named: Consultation, paper: str, lang: Lang
    ) -> None:
        root: Any = papers[paper, lang].trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert "/StructTreeRoot" in root
        assert str(root["/Lang"]).split("-")[0] == lang
        info = papers[paper, lang].metadata
        assert info is not None
        assert str(info.title).startswith(TITLES.get((paper, lang), ""))
        assert str(info.title).endswith(" C01")
        assert info.author == named.clinic.clinic.name.within(lang)  # type: ignore[union-attr]
        assert str(info.get("/CreationDate")).startswith("D:20261121")

    def test_claims_the_archival_and_the_accessible_standard(
        self, papers: dict[tuple[str, Lang], PdfReader], paper: str, lang: Lang
    ) -> None:
        root: Any = papers[paper, lang].trailer["/Root"]
        xmp = root["/Metadata"].get_object().get_data().decode()
        assert "<pdfaid:part>3</pdfaid:part>" in xmp
        assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
        assert "<pdfuaid:part>1</pdfuaid:part>" in xmp

    def test_every_page_tells_its_number_record_and_versions(
        self, papers: dict[tuple[str, Lang], PdfReader], named: Consultation, paper: str, lang: Lang
    ) -> None:
        pages = papers[paper, lang].pages
        rules = named.assessment.decision.rules_digest[:12]
        for number, page in enumerate(pages, start=1):
            words = bare(page.extract_text())
            count = {"ja": f"{number}/{len(pages)}ページ", "en": f"page{number}of{len(pages)}"}[lang]
            for wanted in (count, "C01", rules, named.knowledge.digest[:12], "1.2.3"):
                assert wanted in words

    def test_embeds_every_font(
        self, papers: dict[tuple[str, Lang], PdfReader], paper: str, lang: Lang
    ) -> None:
        families = set()
        for page in papers[paper, lang].pages:
            fonts: Any = page["/Resources"]["/Font"]  # type: ignore[index]
            for font in fonts.values():
                described = font.get_object()["/DescendantFonts"][0].get_object()
                assert {"/FontFile2", "/FontFile3"} & set(described["/FontDescriptor"].get_object())
                families.add(str(described["/BaseFont"]).split("+")[1].split("-")[0])
        assert families <= {"BIZUDGothic", "NotoSansJP"}


@pytest.mark.parametrize("lang", LANGS)
def test_the_decision_sheet_holds_result_reasons_and_order(
    papers: dict[tuple[str, Lang], PdfReader], named: Consultation, lang: Lang
) -> None:
    words = text(papers["decision-sheet", lang])
    assert [i for i in named.assessment.decision.rule_ids if bare(i) not in words] == []
    said = [named.comparison.outcome, *(step.said for step in named.comparison.steps)]
    assert [each for each in said if bare(each.within(lang)) not in words] == []
    assert len(papers["decision-sheet", lang].pages) <= 2


@pytest.mark.parametrize("lang", LANGS)
def test_the_leaflet_is_balanced(
    papers: dict[tuple[str, Lang], PdfReader], named: Consultation, lang: Lang
) -> None:
    words = text(papers["leaflet", lang])
    for section in named.counselling.sections:
        said = [section.title, *(s.said for s in section.statements)]
        said += [each for card in section.brief for each in (card.patient, card.not_shown)]
        assert [each for each in said if bare(each.within(lang)) not in words] == []
    disclosed = [each.said for each in named.disclosures]
    assert [each for each in disclosed if bare(each.within(lang)) not in words] == []
    assert [call for call in named.plan.calls if bare(call.said.within(lang)) not in words] == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_consent_form_holds_every_item_and_signature(
    papers: dict[tuple[str, Lang], PdfReader], named: Consultation, lang: Lang
) -> None:
    form = named.consent
    assert form is not None
    words = text(papers["consent", lang])
    assert [f"IC-{n:03}" for n in range(1, 28) if f"IC-{n:03}" not in words] == []
    said = [each for item in form.items for each in (item.heading, item.body)]
    said += [signature.label for signature in form.signatures]
    assert [each for each in said if bare(each.within(lang)) not in words] == []
    assert form.digest[:12] in words


@pytest.mark.parametrize("lang", LANGS)
def test_the_quotation_holds_every_line_and_sum(
    papers: dict[tuple[str, Lang], PdfReader], named: Consultation, lang: Lang
) -> None:
    quotation = named.quotation
    assert quotation is not None
    words = text(papers["plan-and-quotation", lang])
    said = [statement.said for statement in quotation.statements]
    for route in quotation.routes:
        said += [line.label for line in route.lines] + [line.amount_said for line in route.lines]
        said += [amount.said for amount in (route.per_session, route.course, route.year)]
    assert [each for each in said if bare(each.within(lang)) not in words] == []


@pytest.mark.parametrize("case", ["C02", "C03", "C04", "C05", "C06"])
@pytest.mark.parametrize("lang", LANGS)
def test_every_case_can_be_printed(consultations: Mapping[str, Consultation], case: str, lang: Lang) -> None:
    consultation = consultations[case]
    for paper in PAPERS:
        if paper != "consent" or consultation.consent:
            words = text(printed(paper, consultation, lang))
            assert case in words
            assert bare(view_of(consultation, lang=lang)["w"]["form"]["pages"].split("{")[0]) in words


def test_without_a_clinic_file_there_are_lines_to_fill(bare: Consultation) -> None:
    for paper in PAPERS:
        assert printed(paper, bare, "ja").pages


def test_equal_input_gives_equal_bytes(named: Consultation) -> None:
    once, again = (pdf.render("consent", view_of(named, lang="ja"), on=named.on) for _ in range(2))
    assert once == again


def test_signs_of_the_template_language_stay_text(named: Consultation) -> None:
    person = {"name": '#panic("x") $x$ *b* _i_ @ref <l> \\ [a]', "record_number": "= 1"}
    words = text(printed("leaflet", replace(named, case=replace(named.case, person=person)), "en"))
    assert bare(person["name"]) in words
    assert "=1" in words


def test_what_cannot_be_laid_out_is_named() -> None:
    with pytest.raises(NagiError, match=r"NAGI-R302.*leaflet\.typ"):
        pdf.render("leaflet", {"w": {}}, on=__import__("datetime").date(2026, 11, 21))
