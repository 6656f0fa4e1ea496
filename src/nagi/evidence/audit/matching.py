"""Which known work an entry of a reference list is: by its DOI, title or place, and by its authors."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from nagi.evidence.audit.authors import family_name, folded
from nagi.evidence.audit.journals import Journal, named, printed
from nagi.evidence.audit.references import Entry
from nagi.evidence.audit.words import is_japanese, plain
from nagi.evidence.records import Work

SAME_TITLE = 0.75  # share of neighbouring word pairs of the known title that the entry prints
SAME_AUTHORS = 0.6  # share of the printed family names that the known author list has
_GREEK = str.maketrans({"α": "a", "β": "b", "γ": "g", "δ": "d", "κ": "k"})


@dataclass(frozen=True)
class Match:
    """The work whose title, place or DOI an entry has (`body`), and that whose authors it has (`head`)."""

    body: Work | None = None
    head: Work | None = None

    @property
    def works(self) -> tuple[Work, ...]:
        """The works that the entry is made of, without repetition."""
        body = () if self.body is None else (self.body,)
        return body if self.head is None or self.head == self.body else (*body, self.head)

    @property
    def fused(self) -> bool:
        """Whether the entry joins the authors of one work to the title of another."""
        return len(self.works) > 1


def match(entry: Entry, works: Iterable[Work], *, journals: Iterable[Journal]) -> Match:
    """The known work or works behind an entry; empty if none is known."""
    known, shelf = tuple(works), tuple(journals)
    body = _by_title(entry, known) or _by_number(entry, known) or _by_place(entry, known, shelf)
    if body is not None and (not entry.authors.names or not body.authors or same_first(entry, body)):
        return Match(body=body, head=body)
    head = _by_authors(entry, known, needs_year=body is None or len(entry.authors.names) < 3)
    if body is None:
        fits = head is not None and _same_journal(entry, head, shelf) and not _other_title(entry, head)
        return Match(body=head, head=head) if fits else Match()
    return Match(body=body, head=head)


def title_share(entry: Entry, work: Work) -> float:
    """How much of the known title stands in the entry: 0 to 1."""
    pairs = _pairs(work.title or "")
    return len(pairs & _pairs(entry.title_on)) / len(pairs) if len(pairs) >= 3 else 0.0


def same_first(entry: Entry, work: Work) -> bool:
    """Whether the first family names agree."""
    return bool(work.authors) and entry.authors.first == folded(family_name(work.authors[0]))


def first_page(pages: str) -> str:
    """The first page or the article number."""
    return folded(re.split(r"[-–]", pages)[0])


def _by_title(entry: Entry, works: Iterable[Work]) -> Work | None:
    return _best(works, lambda work: title_share(entry, work), SAME_TITLE)


def _by_number(entry: Entry, works: Iterable[Work]) -> Work | None:
    def same(work: Work) -> bool:
        doi = bool(entry.doi and work.doi) and entry.doi == (work.doi or "").lower()
        pmid = entry.pmid is not None and entry.pmid == work.pmid
        return doi or pmid or bool(entry.url and work.address and _same_page(entry.url, work.address))

    return next((work for work in works if same(work)), None)


def _same_page(one: str, other: str) -> bool:
    bare = [re.sub(r"^(?:https?://)?(?:www\.)?", "", address).rstrip("/").lower() for address in (one, other)]
    return bare[0] == bare[1]


def _by_place(entry: Entry, works: Iterable[Work], journals: tuple[Journal, ...]) -> Work | None:
    def same(work: Work) -> bool:
        if not (entry.volume and entry.pages and work.volume and work.pages):
            return False
        here = entry.volume == work.volume and first_page(entry.pages) == first_page(work.pages)
        return here and _same_journal(entry, work, journals)

    return next((work for work in works if same(work)), None)


def _by_authors(entry: Entry, works: Iterable[Work], *, needs_year: bool) -> Work | None:
    names = frozenset(folded(name) for name in entry.authors.names)

    def share(work: Work) -> float:
        other_year = work.year is not None and work.year not in entry.years
        if not same_first(entry, work) or len(names) < 2 or (needs_year and other_year):
            return 0.0
        known = frozenset(folded(family_name(name)) for name in (*work.authors, *_last(work)))
        both = len(names & known)
        return both / min(len(names), len(known)) - 0.1 * other_year if both >= 2 else 0.0

    return _best(works, share, SAME_AUTHORS)


def _last(work: Work) -> tuple[str, ...]:
    return () if work.last_author is None else (work.last_author,)


def _same_journal(entry: Entry, work: Work, journals: tuple[Journal, ...]) -> bool:
    if work.journal is None:
        return False
    here, there = printed(entry.text, journals), named(work.journal, journals)
    if here is not None and there is not None:
        return here == there
    return folded(work.journal) in folded(entry.text)


def _other_title(entry: Entry, work: Work) -> bool:
    return bool(work.title) and title_share(entry, work) < SAME_TITLE / 2


def _best(works: Iterable[Work], score: Callable[[Work], float], least: float) -> Work | None:
    scored = [(score(work), work) for work in works]
    top = max(scored, key=lambda pair: pair[0], default=None)
    return top[1] if top is not None and top[0] >= least else None


@lru_cache(maxsize=4096)
def _pairs(title: str) -> frozenset[tuple[str, str]]:
    """Neighbouring words (in Japanese: neighbouring letters) of a title."""
    bare = unicodedata.normalize("NFKD", plain(title).casefold().translate(_GREEK))
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    words = [char for char in bare if char.isalnum()] if is_japanese(title) else re.findall(r"[^\W_]+", bare)
    return frozenset(pairwise(words))
