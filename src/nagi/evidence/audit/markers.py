"""Markers such as "…減少に4)", "[3]" and "²" that tie a sentence to an entry of a reference list."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nagi.evidence.audit.references import Chapter
from nagi.evidence.audit.sentences import Sentence

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NUMBERS = r"\d{1,3}(?:\s?[,、\-–]\s?\d{1,3}){0,20}"
_MARKER = re.compile(
    rf"\[(?P<square>{_NUMBERS})\]"
    rf"|(?<=[^\s(\[、,:;・.\-–\d])(?P<round>{_NUMBERS})\)"
    r"|(?<!\d)(?<!\bm)(?<!\bcm)(?<!\bmm)(?P<raised>[⁰¹²³⁴-⁹]{1,3})"  # not the power of a number or unit
)


@dataclass(frozen=True)
class Use:
    """One marker: the entry it points to and the words it follows, in half-width form."""

    sentence: Sentence
    number: int
    offset: int
    said: str


def uses(said: Sequence[Sentence], chapter: Chapter) -> Iterator[Use]:
    """Every marker in the text of a chapter."""
    for sentence in said:
        if chapter.first <= sentence.line <= chapter.last:
            yield from _uses_in(sentence)


def _uses_in(sentence: Sentence) -> Iterator[Use]:
    text, start = sentence.plain, 0
    for found in _MARKER.finditer(text):
        before = text[: found.start()]
        if found["round"] and before.count("(") > before.count(")"):
            continue
        said = text[start : found.start()] if re.search(r"\w{4}", text[start : found.start()]) else text
        for number in _listed(found["square"] or found["round"] or found["raised"]):
            yield Use(sentence, number, max(0, found.start() - 1), said)
        start = found.end()


def _listed(numbers: str) -> Iterator[int]:
    """ "1,3-5" as 1, 3, 4, 5."""
    for part in re.split(r"[,、]", numbers.translate(_SUPERSCRIPT)):
        ends = [int(end) for end in re.split(r"[-–]", part)]
        yield from range(ends[0], min(ends[-1], ends[0] + 20) + 1)
