"""Where in the author's text something was written, and what was wrong there."""

from collections.abc import Iterator
from dataclasses import dataclass
from inspect import currentframe
from pathlib import PurePath
from types import FrameType

from nagi.language import Text

LANGUAGE = "nagi.equations."


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file; the file without its folder, so that it reads the same on every machine."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an expression, noted where it was written; `names` are the symbols involved."""

    code: str
    place: Place
    said: Text
    names: tuple[str, ...] = ()


def frames() -> Iterator[FrameType]:
    """The frames of the author's text, innermost first, without those of this language."""
    frame = currentframe()
    while frame is not None:
        if not str(frame.f_globals.get("__name__", "")).startswith(LANGUAGE):
            yield frame
        frame = frame.f_back


def here() -> Place:
    """The line of the author's text that is being executed."""
    frame = next(frames(), None)
    if frame is None:
        return Place("?", 0)
    return Place(PurePath(frame.f_code.co_filename).name, frame.f_lineno)
