"""A text as lines, paragraphs and sentences, each with its line number, in Japanese and English."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from nagi.evidence.audit.words import is_japanese, plain

WRAPPED_FROM = 50  # columns: a shorter line is a heading or an item of a list, not a wrapped sentence
LONGEST_SENTENCE = 1000  # characters: a longer one is cut, so that no line can make the search slow
CONTEXT = 800  # characters of the paragraph on either side that count as said together with a sentence

_BULLET = re.compile(r"\s{0,12}(?:[・•●○■□◆◇※*\-–—>#|]|[①-⑳]|[\[(]?\d{1,3}[\]).:、]\s?)")
_MARKS = r"(?:\s?\[\d{1,3}(?:[,、\-–]\s?\d{1,3}){0,20}\]|\d{1,3}\)|[⁰¹²³⁴-⁹]{1,4}){0,6}"
_END = re.compile(rf"(?:[。!?]{{1,5}}[」』)\"”]{{0,3}}|\.[\"”)]?(?=\s|[」』]|\[\d|[⁰¹²³⁴-⁹]|$)){_MARKS}")
_ABBREVIATION = re.compile(
    r"(?:\b(?:al|vs|e\.g|i\.e|cf|dr|mr|ms|mrs|prof|fig|no|approx|ca)|\b[a-z])$", re.IGNORECASE
)


@dataclass(frozen=True)
class Row:
    """One line of the text and its number, counted from 1."""

    number: int
    text: str

    @property
    def blank(self) -> bool:
        """Whether nothing stands on the line."""
        return not self.text.strip()


@dataclass(frozen=True)
class Flow:
    """Text that runs on over one or more lines. `starts` says from which offset on it is which line."""

    text: str
    starts: tuple[tuple[int, int], ...]

    @cached_property
    def plain(self) -> str:
        """The text in half-width form, offset for offset."""
        return plain(self.text)

    def line_at(self, offset: int) -> int:
        """The number of the line on which the character at `offset` stands."""
        return next(line for start, line in reversed(self.starts) if start <= offset)


@dataclass(frozen=True)
class Sentence:
    """One sentence, as a stretch of the flow it belongs to."""

    flow: Flow
    start: int
    end: int

    @property
    def text(self) -> str:
        """The sentence as written."""
        return self.flow.text[self.start : self.end]

    @property
    def plain(self) -> str:
        """The sentence in half-width form."""
        return self.flow.plain[self.start : self.end]

    @property
    def before(self) -> str:
        """What stands before the sentence in the same paragraph, in half-width form."""
        return self.flow.plain[max(0, self.start - CONTEXT) : self.start]

    @property
    def context(self) -> str:
        """The sentence with what stands around it in the same paragraph, in half-width form."""
        return self.before + self.flow.plain[self.start : self.end + CONTEXT]

    @property
    def line(self) -> int:
        """The line on which the sentence starts."""
        return self.line_at(0)

    def line_at(self, offset: int) -> int:
        """The line of the character at `offset` of the sentence."""
        return self.flow.line_at(self.start + offset)


def rows(text: str) -> tuple[Row, ...]:
    """The lines as an editor counts them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(Row(number, line) for number, line in enumerate(lines, start=1))


def blocks(lines: Iterable[Row]) -> Iterator[tuple[Row, ...]]:
    """Lines that stand together, without a blank line between them."""
    for blank, together in groupby(lines, key=lambda row: row.blank):
        if not blank:
            yield tuple(together)


def flows(lines: Iterable[Row]) -> Iterator[Flow]:
    """Wrapped lines joined; headings and items of a list stay alone."""
    for block in blocks(lines):
        running: list[Row] = []
        for row in block:
            if running and not _runs_on(running[-1], row):
                yield joined(running)
                running = []
            running.append(row)
        yield joined(running)


def joined(together: Iterable[Row]) -> Flow:
    """Lines as one text: with a space between Western letters, without one in Japanese."""
    text, starts = "", []
    for row in together:
        piece = row.text.strip() if text else row.text.rstrip()
        gap = "" if not text or is_japanese(text[-1] + piece[:1]) or text[-1] in "、。" else " "
        starts.append((len(text) + len(gap) if text else 0, row.number))
        text += gap + piece
    return Flow(text, tuple(starts))


def sentences(lines: Iterable[Row]) -> tuple[Sentence, ...]:
    """All sentences in reading order."""
    return tuple(sentence for flow in flows(lines) for sentence in sentences_of(flow))


def sentences_of(flow: Flow) -> Iterator[Sentence]:
    """The sentences of one flow."""
    start = 0
    for end in _ends(flow.plain):
        for first in range(start, end, LONGEST_SENTENCE):
            last = min(first + LONGEST_SENTENCE, end)
            if flow.text[first:last].strip():
                yield Sentence(flow, first, last)
        start = end


def _ends(text: str) -> Iterator[int]:
    for found in _END.finditer(text):
        before = text[max(0, found.start() - 8) : found.start()]
        goes_on = text[found.end() : found.end() + 2].lstrip()[:1].islower()
        if text[found.start()] != "." or not (goes_on or _ABBREVIATION.search(before)):
            yield found.end()
    yield len(text)


def _runs_on(above: Row, below: Row) -> bool:
    ended = plain(above.text.rstrip()).endswith(("。", "!", "?", ".", ":"))
    return not ended and _columns(above.text) >= WRAPPED_FROM and not _BULLET.match(plain(below.text))


def _columns(text: str) -> int:
    return sum(2 if char > "\u2e7f" else 1 for char in text[:WRAPPED_FROM])
