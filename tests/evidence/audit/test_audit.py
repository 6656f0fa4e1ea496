"""The whole audit: order, excerpts, honest leaflets, and any text whatever."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nagi.evidence.audit import AuditKnowledge, audit_text
from nagi.evidence.audit.remarks import LONGEST_EXCERPT

HERE = Path(__file__).parent
LEAFLETS = ["honest_leaflet.ja.txt", "honest_leaflet.en.txt"]
PIECES = [
    "エクソソーム",
    "点滴",
    "で",
    "完治",
    "します",
    "。",
    "\n",
    "1)",
    "[2]",
    "参考文献",
    "Wang, L. (2017). ",
]
PIECES += [
    "10.1/",
    "exosomes ",
    "cure ",
    "eczema",
    ". ",
    "(",
    ")",
    "\x00",
    "\ud800",
    "²",
    "\r",
    "　",
    "９９％",
    "et al. ",
]


@pytest.mark.parametrize("name", LEAFLETS)
def test_an_honest_leaflet_has_no_remark(name: str, installed: AuditKnowledge) -> None:
    text = (HERE / name).read_text(encoding="utf-8")
    assert [(r.line, r.rule, r.code, r.excerpt) for r in audit_text(text, knowledge=installed)] == []


@pytest.mark.parametrize("name", LEAFLETS)
def test_an_honest_leaflet_loses_its_peace_with_one_dishonest_line(
    name: str, installed: AuditKnowledge
) -> None:
    text = (HERE / name).read_text(encoding="utf-8")
    added = text.replace("\n\n", "\n\nエクソソームでアトピーが治ります。Exosomes cure eczema.\n\n", 1)
    found = {(r.line, r.rule) for r in audit_text(added, knowledge=installed)}
    assert (3, "S004-001") in found
    assert {line for line, _ in found} == {3}


def test_remarks_come_by_line_and_say_where(shelf: AuditKnowledge) -> None:
    text = "アトピーが完治します。\n\n" + "長い前置きの後で、" * 30 + "副作用はありません。"
    remarks = audit_text(text, knowledge=shelf, where="column.txt")
    assert [(r.line, r.rule) for r in remarks] == [(1, "S004-001"), (3, "REG-016")]
    assert all(r.where == "column.txt" and len(r.excerpt) <= LONGEST_EXCERPT for r in remarks)
    assert "副作用はありません" in remarks[1].excerpt


def test_the_same_text_gives_the_same_remarks(shelf: AuditKnowledge) -> None:
    text = (HERE / LEAFLETS[0]).read_text(encoding="utf-8").replace("ません", "ます")
    assert audit_text(text, knowledge=shelf) == audit_text(text, knowledge=shelf) != ()


@pytest.mark.parametrize(
    "text",
    ["", "\x00\xff" * 500, "1)" * 5000, "[1]" * 5000, "(" * 9000, "." * 9000, " " * 9000, "\n" * 9000,
     "エクソソームはアトピーに効くかも、" * 1500, "exosomes improve eczema and " * 1500, "Wang, L., " * 2000,
     "1) " + "A" * 9000, "参考文献\n1) " + "Wang L, " * 2000, "\ud800" * 300, "純度" * 3000, "¹²³" * 3000],
    ids=lambda text: repr(text[:12]),
)  # fmt: skip
def test_an_odd_text_gives_a_tuple(text: str, shelf: AuditKnowledge) -> None:
    assert isinstance(audit_text(text, knowledge=shelf), tuple)


@settings(max_examples=60, deadline=None)
@given(text=st.one_of(st.text(max_size=400), st.lists(st.sampled_from(PIECES), max_size=80).map("".join)))
def test_any_text_gives_remarks_on_its_own_lines(text: str, shelf: AuditKnowledge) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    remarks = audit_text(text, knowledge=shelf)
    assert all(1 <= r.line <= lines and len(r.excerpt) <= LONGEST_EXCERPT for r in remarks)
    assert [r.line for r in remarks] == sorted(r.line for r in remarks)
