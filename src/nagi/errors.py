"""What nagi says when something cannot be used: every problem at once, each with its place and the next step."""

from collections.abc import Iterable
from dataclasses import dataclass

from nagi.language import Lang, Text


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong, in both languages.

    `code` never changes between releases, `where` names a file (with a line if one is known),
    `key` the entry in it. The text says what was seen, what is expected and what to do; it never
    repeats free text of a patient.
    """

    code: str
    where: str
    key: str
    said: Text

    def line(self, lang: Lang) -> str:
        """The problem as one line for a person."""
        place = f"{self.where}: {self.key}" if self.key else self.where
        return f"[{self.code}] {place}: {self.said.within(lang)}"


class NagiError(ValueError):
    """Something a user can put right. Carries all problems found, never only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(p.line("en") for p in self.problems))

    def __reduce__(self) -> tuple[type["NagiError"], tuple[tuple[Problem, ...]]]:
        """Crosses from one process to another with all its problems."""
        return type(self), (self.problems,)

    def report(self, lang: Lang) -> str:
        """All problems, one per line."""
        return "\n".join(p.line(lang) for p in self.problems)
