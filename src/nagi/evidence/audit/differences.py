"""The parts of a reference that do not belong together, with the work it is or with each other."""

from collections.abc import Iterable, Iterator

from nagi.evidence.audit.authors import family_name, folded
from nagi.evidence.audit.journals import Journal, named, printed
from nagi.evidence.audit.matching import SAME_TITLE, Match, first_page, same_first, title_share
from nagi.evidence.audit.references import Entry
from nagi.evidence.audit.remarks import UNSUPPORTED, Kind, Remark, excerpt
from nagi.evidence.citation import cite
from nagi.evidence.records import Work
from nagi.language import Text

_NAMES = {
    "authors": Text(ja="著者", en="authors"),
    "last author": Text(ja="最終著者", en="last author"),
    "year": Text(ja="年", en="year"),
    "title": Text(ja="題名", en="title"),
    "journal": Text(ja="誌名", en="journal"),
    "volume": Text(ja="巻", en="volume"),
    "pages": Text(ja="頁", en="pages"),
    "doi": Text(ja="DOI", en="DOI"),
}


def entry_remarks(entry: Entry, found: Match, *, journals: Iterable[Journal], where: str) -> Iterator[Remark]:
    """One remark on an entry whose parts do not belong together, with the record as it should be printed."""
    wrong = differences(entry, found, journals=journals)
    if wrong:
        yield Remark(
            where=where,
            line=entry.line,
            excerpt=excerpt(entry.printed),
            rule=UNSUPPORTED,
            code="parts",
            severity="warn",
            kind=Kind.REFERENCE,
            why=Text(ja=" ".join(text.ja for text in wrong), en=" ".join(text.en for text in wrong)),
            suggestion=_correction(found),
            works=tuple(work.id for work in found.works),
        )


def differences(entry: Entry, found: Match, *, journals: Iterable[Journal]) -> tuple[Text, ...]:
    """What is wrong with the parts of an entry, one statement each; empty if nothing is."""
    shelf = tuple(journals)
    if found.body is None:
        return tuple(_within(entry, shelf))
    if found.fused and found.head is not None:
        return (_fused(found.body, found.head),)
    return tuple(_against(entry, found.body, shelf))


def _correction(found: Match) -> Text:
    right = "; ".join(cite(work) for work in found.works)
    if not right:
        return Text(ja="原典を確かめて直します。", en="Check the original and correct the entry.")
    if found.fused:
        return Text(
            ja=f"原典を確かめ、次のどちらかを引用します: {right}",
            en=f"Check the originals and cite one of: {right}",
        )
    return Text(ja=f"正しい記載: {right}", en=f"Cite it as: {right}")


def _fused(body: Work, head: Work) -> Text:
    return Text(
        ja=f"二つの文献が混ざっています。著者は「{cite(head)}」、題名・掲載誌は「{cite(body)}」のものです。",
        en=f"Two works are fused: the authors are those of “{cite(head)}”, the title and journal those "
        f"of “{cite(body)}”.",
    )


def _against(entry: Entry, work: Work, journals: tuple[Journal, ...]) -> Iterator[Text]:
    """Parts that differ from the record of the known work."""
    yield from _authors(entry, work)
    if entry.year and work.year and work.year not in entry.years:
        yield _differs("year", str(entry.year), str(work.year))
    if work.title and title_share(entry, work) < SAME_TITLE / 2:
        yield _differs("title", entry.title_on[:60].strip(" .,"), work.title)
    here, there = printed(entry.text, journals), named(work.journal or "", journals)
    if here is not None and there is not None and here != there:
        yield _differs("journal", here.name, there.name)
    if entry.volume and work.volume and entry.volume != work.volume.strip():
        yield _differs("volume", entry.volume, work.volume)
    if entry.pages and work.pages and _other_pages(entry.pages, work.pages):
        yield _differs("pages", entry.pages, work.pages)
    if entry.doi and work.doi and entry.doi != work.doi.lower():
        yield _differs("doi", entry.doi, work.doi)


def _authors(entry: Entry, work: Work) -> Iterator[Text]:
    if not (entry.authors.names and work.authors):
        return
    if not same_first(entry, work):
        yield _differs("authors", ", ".join(entry.authors.names[:3]), ", ".join(work.authors[:3]))
        return
    complete = not work.et_al
    if (
        entry.authors.et_al
        and not entry.authors.gap
        and complete
        and len(entry.authors.names) >= len(work.authors)
    ):
        yield Text(
            ja="全著者を挙げた後に「et al.」が付いています。",
            en="“et al.” follows although all authors are already named.",
        )
    last = work.last_author or (work.authors[-1] if complete else None)
    named_last = entry.authors.last_named
    if last and named_last and folded(named_last) != folded(family_name(last)):
        yield _differs("last author", named_last, last)


def _other_pages(here: str, there: str) -> bool:
    """Pages differ; an offprint counted from 1 is not a different place."""
    return first_page(here) != first_page(there) and "1" not in (first_page(here), first_page(there))


def _within(entry: Entry, journals: tuple[Journal, ...]) -> Iterator[Text]:
    """Parts of an unknown work that cannot all be true of one journal."""
    journal = printed(entry.text, journals)
    if journal is None:
        return
    year = journal.year_of_volume(entry.volume) if entry.volume else None
    if year is not None and entry.years and year not in entry.years:
        yield Text(
            ja=f"{journal.name} の {entry.volume} 巻は {year} 年ですが、{entry.year} 年と記載されています。",
            en=f"Volume {entry.volume} of {journal.name} is of {year}, but {entry.year} is printed.",
        )
    if entry.doi and not journal.owns(entry.doi):
        yield Text(
            ja=f"DOI {entry.doi} は {journal.name} のものではありません。",
            en=f"The DOI {entry.doi} is not one of {journal.name}.",
        )
        return
    carried = journal.year_in(entry.doi) if entry.doi else None
    if carried is not None and entry.years and not entry.years & {carried, carried + 1}:
        yield Text(
            ja=f"DOI は {carried} 年のものですが、{entry.year} 年と記載されています。",
            en=f"The DOI is of {carried}, but {entry.year} is printed.",
        )


def _differs(part: str, here: str, there: str) -> Text:
    name = _NAMES[part]
    return Text(
        ja=f"{name.ja}は「{here}」と記載されていますが、正しくは「{there}」です。",
        en=f"The {name.en} is printed as “{here}”, but is “{there}”.",
    )
