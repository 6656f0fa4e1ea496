"""The page: complete, readable without anything else, and in order for a screen reader."""

import re
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from nagi.language import LANGS, Lang
from nagi.reports import page
from nagi.reports.view import view_of
from nagi.services.consultation import Consultation

CASES = ("C01", "C02", "C03", "C04", "C05", "C06")
VOID = {"meta", "br", "link", "img", "hr", "input"}


class Outline(HTMLParser):
    """What a test wants to know of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, name: str) -> list[str]:
        return [str(attrs[name]) for _, attrs in self.attributes if name in attrs]


@pytest.fixture(scope="session")
def outlines(consultations: Mapping[str, Consultation]) -> dict[tuple[str, Lang], Outline]:
    return {
        (case, lang): Outline(page.render(view_of(consultations[case], lang=lang)))
        for case in CASES
        for lang in LANGS
    }


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("case", CASES)
class TestEveryPage:
    def test_shows_every_rule_that_fired(
        self,
        consultations: Mapping[str, Consultation],
        outlines: dict[tuple[str, Lang], Outline],
        case: str,
        lang: Lang,
    ) -> None:
        text = outlines[case, lang].text
        assert [i for i in consultations[case].assessment.decision.rule_ids if i not in text] == []

    def test_shows_every_open_question_and_card(
        self,
        consultations: Mapping[str, Consultation],
        outlines: dict[tuple[str, Lang], Outline],
        case: str,
        lang: Lang,
    ) -> None:
        consultation, text = consultations[case], outlines[case, lang].text
        said = [question.text for question in consultation.assessment.questions]
        for section in consultation.counselling.sections:
            said += [statement.said for statement in section.statements]
            said += [
                each for card in section.cards for each in (card.patient, card.not_shown, card.level_said)
            ]
        assert [each for each in said if " ".join(each.within(lang).split()) not in text] == []

    def test_is_well_formed_with_headings_in_order(
        self, outlines: dict[tuple[str, Lang], Outline], case: str, lang: Lang
    ) -> None:
        outline = outlines[case, lang]
        assert outline.open == []
        assert outline.headings.count(1) == 1
        assert outline.headings[0] == 1
        assert all(
            after <= before + 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False)
        )

    def test_loads_nothing(self, outlines: dict[tuple[str, Lang], Outline], case: str, lang: Lang) -> None:
        outline = outlines[case, lang]
        assert {tag for tag, _ in outline.attributes} & {"script", "img", "link", "iframe", "object"} == set()
        assert [
            link
            for name in ("src", "href", "action", "srcset")
            for link in outline.all(name)
            if link[0] != "#"
        ] == []

    def test_every_link_leads_somewhere_and_every_id_is_one_place(
        self, outlines: dict[tuple[str, Lang], Outline], case: str, lang: Lang
    ) -> None:
        outline = outlines[case, lang]
        ids = outline.all("id")
        assert len(ids) == len(set(ids))
        wanted = {link[1:] for link in outline.all("href")} | set(outline.all("aria-labelledby"))
        assert wanted - set(ids) == set()

    def test_has_landmarks_language_and_scoped_headers(
        self, outlines: dict[tuple[str, Lang], Outline], case: str, lang: Lang
    ) -> None:
        attributes = outlines[case, lang].attributes
        assert {"header", "nav", "main", "footer"} <= {tag for tag, _ in attributes}
        assert next(attrs["lang"] for tag, attrs in attributes if tag == "html") == lang
        assert [attrs for tag, attrs in attributes if tag == "th" and "scope" not in attrs] == []
        assert next(attrs for tag, attrs in attributes if tag == "a") == {"class": "skip", "href": "#main"}


def test_a_mark_never_stands_without_its_word(outlines: dict[tuple[str, Lang], Outline]) -> None:
    outline = outlines["C01", "ja"]
    marks = [attrs for tag, attrs in outline.attributes if tag == "svg"]
    assert all(attrs["aria-hidden"] == "true" for attrs in marks)
    for word in ("検討可(医師の署名が必要)", "延期", "医師の個別検討", "安定期", "活動期"):
        assert word in outline.text


def test_a_name_is_text_never_markup(named: Consultation) -> None:
    person = {"name": "<script>alert(1)</script>", "kana": "{{ 7*7 }}"}
    html = page.render(view_of(replace(named, case=replace(named.case, person=person)), lang="ja"))
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "{{ 7*7 }}" in html


def test_a_consultation_without_a_clinic_file_leaves_lines_to_fill(bare: Consultation) -> None:
    html = page.render(view_of(bare, lang="en"))
    assert Outline(html).all("class").count("blank") >= 4
    assert not re.search(r">\s*None\b", html.replace("None of these", ""))
