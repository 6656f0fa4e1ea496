"""Numbered reference lists: where they stand, their entries, and the parts of each entry."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nagi.evidence.audit.authors import Authors, read_authors
from nagi.evidence.audit.sentences import Row, joined
from nagi.evidence.audit.words import is_japanese, plain

LONGEST_ENTRY = 8  # lines

_HEADER = re.compile(
    r"\W{0,5}(?:(?:主な)?(?:参考|引用|参照)?(?:文献|論文|資料)(?:リスト|一覧)?|出典"
    r"|(?:key |selected )?(?:references?|bibliography|sources|literature(?: cited)?))\W{0,5}",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s{0,8}[\[(]?(?P<number>\d{1,3})\s?[\]).:、](?!\d)\s{0,4}(?P<rest>\S.{0,2000})")
_CONTINUES = re.compile(r"\s{0,8}(?:doi|pmid|pmcid|https?:|available|retrieved)", re.IGNORECASE)
_LOOKS_CITED = re.compile(
    r"10\.\d{4,9}/|\bet al\b|\(\d{4}[a-z]?\)|\d{1,4}\s?\(\d{1,3}\)\s?[,:]|;\s?\d{1,4}[:(]"
    r"|,\s?\d{1,4},\s?\d{1,5}-\d",
    re.IGNORECASE,
)
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>、。]{1,120}")
_PMID = re.compile(r"\bPMID:?\s?(\d{1,8})\b", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s\"<>、。]{1,300}")
_YEAR = r"(?:19|20)\d{2}"
_YEAR_IN_BRACKETS = re.compile(rf"\(({_YEAR})[a-z]?(?:,[^)]{{0,20}})?\)")
_YEAR_ALONE = re.compile(rf"(?<![\w\-–/.:])({_YEAR})(?![\w\-–/]|\.\d)")
_PAGE = r"[a-z]{0,4}\d{1,8}(?:\s?[-–]\s?[a-z]{0,4}\d{1,8})?"
_PLACE = re.compile(
    rf"(?<![\w.])(?P<volume>\d{{1,4}})\s?\((?P<issue>\d{{1,3}}(?:[-–/]\d{{1,3}})?|suppl[^)]{{0,9}})\)"
    rf"(?:\s?[,:;.]\s?(?:{_YEAR}\s{{1,3}})?(?:pp?\.\s?)?(?P<pages>{_PAGE}))?"
    rf"|(?<![\w.])(?P<volume2>\d{{1,4}})\s?[,:]\s?(?:pp?\.\s?)?(?P<pages2>{_PAGE})(?![\w/])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Entry:
    """One entry of a reference list, taken apart as far as its form allows."""

    number: int
    line: int
    last_line: int
    text: str
    authors: Authors
    title_on: str
    printed: str
    year: int | None
    years: frozenset[int]
    volume: str | None
    issue: str | None
    pages: str | None
    doi: str | None
    pmid: str | None
    url: str | None


@dataclass(frozen=True)
class Chapter:
    """The lines from one reference list to the next, and the list that ends them (numbers start anew)."""

    first: int
    last: int
    entries: tuple[Entry, ...]

    def entry(self, number: int) -> Entry | None:
        """The entry with this number, if the list has it."""
        return next((entry for entry in self.entries if entry.number == number), None)


def chapters(lines: Sequence[Row]) -> tuple[Chapter, ...]:
    """Every reference list with the text before it that it belongs to."""
    found, first = [], 1
    for start, entries in _lists(lines):
        found.append(Chapter(first, start - 1, entries))
        first = max(entry.last_line for entry in entries) + 1
    return tuple(found)


def list_lines(parts: Iterable[Chapter]) -> frozenset[int]:
    """The numbers of all lines that belong to a reference list."""
    entries = (entry for chapter in parts for entry in chapter.entries)
    return frozenset(line for entry in entries for line in range(entry.line, entry.last_line + 1))


def _lists(lines: Sequence[Row]) -> Iterator[tuple[int, tuple[Entry, ...]]]:
    position = 0
    while position < len(lines):
        headed = _HEADER.fullmatch(plain(lines[position].text.strip())) is not None
        groups, after = _numbered_run(lines, position + 1 if headed else position)
        entries = tuple(read_entry(number, group) for number, group in groups)
        cited = sum(_LOOKS_CITED.search(entry.text) is not None for entry in entries)
        if entries and (headed or 2 * cited >= len(entries)) and cited:
            yield lines[position].number, entries
        position = max(after, position + 1)


def _numbered_run(lines: Sequence[Row], position: int) -> tuple[list[tuple[int, list[Row]]], int]:
    """Numbered lines from `position` on, each with the lines that continue it, and where the run ends."""
    groups: list[tuple[int, list[Row]]] = []
    after_blank = False
    while position < len(lines):
        row = lines[position]
        begins = _NUMBERED.match(plain(row.text))
        if begins:
            groups.append((int(begins["number"]), [row]))
        elif not row.blank:
            if not groups or not _continues(row, groups[-1][1], after_blank=after_blank):
                break
            groups[-1][1].append(row)
        after_blank = row.blank
        position += 1
    return groups, position


def _continues(row: Row, entry: Sequence[Row], *, after_blank: bool) -> bool:
    """Whether a line goes on with an entry; what merely follows it is text and must be audited as such."""
    if _CONTINUES.match(plain(row.text)):
        return True
    same_script = is_japanese(entry[0].text) or not is_japanese(row.text)
    return same_script and not after_blank and len(entry) < LONGEST_ENTRY


def read_entry(number: int, group: Sequence[Row]) -> Entry:
    """One entry from its lines."""
    text = plain(joined(group).text)
    begins = _NUMBERED.match(text)
    body = begins["rest"] if begins else text[:2000]
    authors, title_on = read_authors(body)
    doi, pmid, url = _DOI.search(body), _PMID.search(body), _URL.search(body)
    numbers = _URL.sub(" ", _DOI.sub(" ", body))
    year, years = _years(numbers)
    place = _place(numbers)
    return Entry(
        number=number,
        line=group[0].number,
        last_line=group[-1].number,
        text=body,
        authors=authors,
        title_on=title_on,
        printed=group[0].text.strip(),
        year=year,
        years=years,
        volume=place["volume"] or place["volume2"] if place else None,
        issue=place["issue"] if place else None,
        pages=place["pages"] or place["pages2"] if place else None,
        doi=doi[0].rstrip(".,;)]").lower() if doi else None,
        pmid=pmid[1] if pmid else None,
        url=url[0].rstrip(".,;)]") if url else None,
    )


def _years(text: str) -> tuple[int | None, frozenset[int]]:
    """The year an entry gives for itself (in brackets, else the last that stands alone), and all of them."""
    bracketed = [int(found[1]) for found in _YEAR_IN_BRACKETS.finditer(text)]
    alone = [int(found[1]) for found in _YEAR_ALONE.finditer(text)]
    year = bracketed[0] if bracketed else alone[-1] if alone else None
    return year, frozenset((*bracketed, *alone))


def _place(text: str) -> re.Match[str] | None:
    """Volume, issue and pages: the first place that has an issue, else the first that has pages."""
    found = [hit for hit in _PLACE.finditer(text) if not re.fullmatch(_YEAR, hit["volume"] or hit["volume2"])]
    return next((hit for hit in found if hit["volume"]), found[0] if found else None)
