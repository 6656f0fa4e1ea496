"""What a patient takes home: before a session, after it, and when to call whom (GP-070, AE-001..022)."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import Field as Key

from nagi.dermatology.phrases import Labelled
from nagi.errors import NagiError
from nagi.evidence.files import Reader, knowledge_root
from nagi.evidence.record import Id, Line, Record
from nagi.language import Text


class Instruction(Record):
    """One line of the sheet with the rules it comes from."""

    id: Line
    rules: tuple[Id, ...] = Key(min_length=1)
    ja: Line
    en: Line

    def labelled(self) -> Labelled:
        """The line ready to be shown."""
        return Labelled(code=self.id, name=Text(ja=self.ja, en=self.en), rule_id=self.rules[0])


class CallFor(Instruction):
    """A sign for which to call, how fast, and in which days after a session it is expected (first, last)."""

    urgency: Literal["ambulance", "today", "appointment"]
    onset_days: tuple[int, int] | None = None


@dataclass(frozen=True, kw_only=True)
class Aftercare:
    """The whole sheet."""

    before: tuple[Labelled, ...]
    after: tuple[Labelled, ...]
    call: tuple[CallFor, ...]


@cache
def load_aftercare() -> Aftercare:
    """The installed sheet. Raises NagiError with every problem if the file is broken."""
    reader = Reader(knowledge_root())
    before = tuple(line.labelled() for _, line in reader.records(Instruction, "consent", "before"))
    after = tuple(line.labelled() for _, line in reader.records(Instruction, "consent", "aftercare"))
    call = tuple(line for _, line in reader.records(CallFor, "consent", "call"))
    if reader.problems:
        raise NagiError(reader.problems)
    return Aftercare(before=before, after=after, call=call)
