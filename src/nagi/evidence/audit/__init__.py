"""Reads a text about exosome therapy and lists what it may not say, must say, or misreads in a paper."""

from collections.abc import Iterator, Sequence

from nagi.evidence.audit.differences import entry_remarks
from nagi.evidence.audit.disclosures import disclosure_remarks
from nagi.evidence.audit.journals import Journal
from nagi.evidence.audit.knowledge import AuditKnowledge, gather
from nagi.evidence.audit.lexicon import Wording, load_wording
from nagi.evidence.audit.markers import uses
from nagi.evidence.audit.matching import match
from nagi.evidence.audit.quotes import quote_remarks
from nagi.evidence.audit.references import Chapter, chapters, list_lines
from nagi.evidence.audit.remarks import Kind, Remark, in_order
from nagi.evidence.audit.sentences import Row, Sentence, rows, sentences
from nagi.evidence.audit.support import support_remarks
from nagi.evidence.audit.wording import phrase_remarks, wording_remarks

__all__ = [
    "AuditKnowledge",
    "Journal",
    "Kind",
    "Remark",
    "Wording",
    "audit_text",
    "gather",
    "load_wording",
    "wording_remarks",
]


def audit_text(text: str, *, knowledge: AuditKnowledge, where: str = "text") -> tuple[Remark, ...]:
    """All remarks on a Japanese or English text, by line; `where` names the text in them.

    Any text is accepted, also an empty or a binary one. Rules: REG-012 to REG-016, S000-022, S000-050,
    S004-001 and those the wording files name.
    """
    lines = rows(text)
    parts = chapters(lines)
    listed = list_lines(parts)
    prose = [row if row.number not in listed else Row(row.number, "") for row in lines]
    said = sentences(prose)
    return in_order(_remarks(prose, said, parts, knowledge, where))


def _remarks(
    prose: Sequence[Row],
    said: Sequence[Sentence],
    parts: Sequence[Chapter],
    knowledge: AuditKnowledge,
    where: str,
) -> Iterator[Remark]:
    yield from phrase_remarks(said, wording=knowledge.wording, where=where)
    yield from disclosure_remarks(said, wording=knowledge.wording, where=where)
    for chapter in parts:
        yield from _chapter_remarks(chapter, said, knowledge, where)
    yield from quote_remarks(prose, knowledge.audits.values(), grammar=knowledge.wording.grammar, where=where)


def _chapter_remarks(
    chapter: Chapter, said: Sequence[Sentence], knowledge: AuditKnowledge, where: str
) -> Iterator[Remark]:
    works = knowledge.works.values()
    found = {entry: match(entry, works, journals=knowledge.journals) for entry in chapter.entries}
    for entry in chapter.entries:
        yield from entry_remarks(entry, found[entry], journals=knowledge.journals, where=where)
    for use in uses(said, chapter):
        meant = chapter.entry(use.number)
        if meant is not None:
            yield from support_remarks(use, found[meant], knowledge=knowledge, where=where)
