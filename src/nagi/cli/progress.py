"""How far a long run has come, on standard error; a short run says nothing."""

import sys
import time
from collections.abc import Callable
from typing import TextIO

from nagi.language import Lang, Text

QUIET = 2.0
"""Seconds before the first word."""
TENTHS = 10
"""How often a log is told, where there is no terminal to overwrite."""

LINE = Text(
    ja="計算中 {done:,} / {total:,} 患者・群({percent:.0f} %)、残り約 {left:.0f} 秒",
    en="{done:,} of {total:,} patient-arms ({percent:.0f} %), about {left:.0f} s left",
)


class Progress:
    """Call it with patient-arms done and in all, as `nagi.simulate` does; `close()` ends its line."""

    def __init__(
        self,
        lang: Lang,
        stream: TextIO | None = None,
        now: Callable[[], float] = time.monotonic,
        *,
        line: Text = LINE,
    ) -> None:
        self._words, self._stream, self._now = line.within(lang), stream or sys.stderr, now
        self._begun, self._told, self._open = now(), 0, False

    def __call__(self, done: int, total: int) -> None:
        """Say how far it is, unless that was just said or is not worth saying."""
        spent = self._now() - self._begun
        if spent < QUIET or done >= total:
            return
        line = self._words.format(
            done=done, total=total, percent=100 * done / total, left=spent * (total - done) / done
        )
        if self._stream.isatty():
            self._stream.write(f"\r\033[K{line}")
            self._stream.flush()
            self._open = True
        elif (tenth := TENTHS * done // total) > self._told:
            self._told = tenth
            self._stream.write(line + "\n")

    def close(self) -> None:
        """Clear the line, so that what follows begins on its own."""
        if self._open:
            self._stream.write("\r\033[K")
            self._open = False
