"""What is known of journals: their names, which DOIs are theirs, and which year a volume belongs to."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator

from nagi.evidence.audit.authors import folded
from nagi.evidence.audit.words import plain
from nagi.evidence.files import Reader
from nagi.evidence.record import Line, Record


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression ({error}): {pattern}") from error
    return pattern


DoiPattern = Annotated[Line, AfterValidator(_compiles)]


class Journal(Record):
    """One journal. `volume_year_offset` is year minus volume, where that never changed.

    `doi_patterns` are what a DOI of this journal looks like; `doi_year` is a pattern whose only group is the
    year, in two or four digits, that the DOI carries.
    """

    name: Line
    also: tuple[Line, ...] = ()
    doi_patterns: tuple[DoiPattern, ...] = ()
    volume_year_offset: int | None = None
    doi_year: DoiPattern | None = None

    @cached_property
    def names(self) -> frozenset[str]:
        """All names, folded for comparison."""
        return frozenset(folded(name) for name in (self.name, *self.also))

    @cached_property
    def _before_volume(self) -> re.Pattern[str]:
        names = "|".join(_spelling(name) for name in sorted((self.name, *self.also), key=len, reverse=True))
        return re.compile(rf"(?<!\w)(?:{names})[\s.,;:(]{{1,5}}(?:vol\.?\s?)?\d", re.IGNORECASE)

    def printed_in(self, text: str) -> int:
        """How many characters of `text` name this journal before a volume or year; 0 if none do."""
        found = self._before_volume.search(text)
        return len(found[0]) if found else 0

    def owns(self, doi: str) -> bool:
        """Whether `doi` looks like one of this journal; true if nothing is known about them."""
        return not self.doi_patterns or any(re.search(p, doi, re.IGNORECASE) for p in self.doi_patterns)

    def year_of_volume(self, volume: str) -> int | None:
        """The year in which `volume` appeared, if that is known."""
        known = self.volume_year_offset is not None and volume.isdecimal()
        return int(volume) + (self.volume_year_offset or 0) if known else None

    def year_in(self, doi: str) -> int | None:
        """The year that `doi` carries, if DOIs of this journal carry one."""
        found = re.search(self.doi_year, doi, re.IGNORECASE) if self.doi_year else None
        if found is None:
            return None
        year = int(found[1])
        return year if year > 99 else 2000 + year


def _spelling(name: str) -> str:
    """A pattern for a name that forgives dots and spacing."""
    return r"\.?\s{1,3}".join(re.escape(word) for word in plain(name).replace(".", "").split())


def named(journal: str, journals: Iterable[Journal]) -> Journal | None:
    """The journal that a work's record names."""
    return next((known for known in journals if folded(journal) in known.names), None)


def printed(text: str, journals: Iterable[Journal]) -> Journal | None:
    """The journal that an entry prints before its volume or year; the longest name if several fit."""
    best = max(journals, key=lambda journal: journal.printed_in(text), default=None)
    return best if best is not None and best.printed_in(text) else None


def read_journals(reader: Reader) -> tuple[Journal, ...]:
    """The journals of `journals.toml`; problems are noted in the reader."""
    path = reader.root / "journals.toml"
    entries = reader.table(path).get("journal", [])
    found = (reader.record(Journal, raw, path, f"journal {n}") for n, raw in enumerate(entries, start=1))
    return tuple(journal for journal in found if journal is not None)
