"""Regular expressions of both languages as they stand in the wording files, checked and joined into one."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator

from nagi.evidence.record import Line, Record

# Text is compared in half-width form; every offset stays, so that an excerpt is the text as written.
_HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x00A0: 0x20}
_UNBOUNDED = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<open>[*+]|\{\d*,\})")
_NEVER = re.compile(r"(?!)")


def plain(text: str) -> str:
    """`text` with full-width letters, digits and marks made half-width; its length does not change."""
    return text.translate(_HALF_WIDTH)


def is_japanese(text: str) -> bool:
    """Whether kana or kanji stand in `text`."""
    return any("\u3040" <= char <= "\u30ff" or "\u4e00" <= char <= "\u9fff" for char in text)


def _checked(pattern: str) -> str:
    """A pattern that compiles and whose every repeat has an upper bound, so that no text can make it slow."""
    if any(found["open"] for found in _UNBOUNDED.finditer(pattern)):
        raise ValueError(f"write a repeat with an upper bound, such as {{0,20}}: {pattern}")
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression ({error}): {pattern}") from error
    return pattern


Expression = Annotated[Line, AfterValidator(_checked)]


class Words(Record):
    """What to look for, in Japanese and in English. Either list may be empty; case does not matter."""

    ja: tuple[Expression, ...] = ()
    en: tuple[Expression, ...] = ()

    @cached_property
    def _joined(self) -> re.Pattern[str]:
        parts = [f"(?:{part})" for part in (*self.ja, *self.en)]
        return re.compile("|".join(parts), re.IGNORECASE) if parts else _NEVER

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The first hit in half-width `text` from `start` on."""
        return self._joined.search(text, start)

    def hits(self, text: str) -> Iterator[re.Match[str]]:
        """Every hit in half-width `text`."""
        return self._joined.finditer(text)
