"""What holds for every template: tables that fold on a phone say what each cell is."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import nagi.clinic
from nagi.clinic.words import word
from nagi.dermatology.phrases import dated

TEMPLATES = Path(nagi.clinic.__file__).with_name("templates")
FOLDING = re.compile(r'<table class="rows(?! easi).*?</table>', re.DOTALL)
"""The EASI has a label inside each cell."""
CELL = re.compile(r"<td(?![^>]*data-label)[^>]*>")


def folding() -> Iterator[tuple[str, str]]:
    for path in sorted(TEMPLATES.rglob("*.html")):
        for table in FOLDING.findall(path.read_text(encoding="utf-8")):
            yield path.relative_to(TEMPLATES).as_posix(), table


def test_each_cell_of_a_table_that_folds_says_what_it_is() -> None:
    """A folded table hides its head: without a label a row reads `1 0 1`."""
    assert {name: CELL.findall(table) for name, table in folding() if CELL.search(table)} == {}
    assert len(list(folding())) > 20


def test_a_text_in_the_blank_of_a_word_is_told_in_each_language() -> None:
    said = word("consents.too_early", day=dated(date(2026, 1, 2)))
    assert "署名は2026年1月2日からです" in said.ja
    assert "possible from 2026-01-02." in said.en
