"""One language: turns texts, codes, dates, amounts and answers into words, and data into plain structures."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from nagi.evidence.fields import Field, Value
from nagi.evidence.record import Record
from nagi.evidence.rules import RuleTable
from nagi.language import Lang, Text
from nagi.reports.wording import words


@dataclass(frozen=True)
class Voice:
    """Speaks `lang`, with the words of the rule table for its codes."""

    lang: Lang
    table: RuleTable

    @property
    def words(self) -> Mapping[str, Any]:
        """The words of the interface."""
        return words(self.lang)

    def fill(self, group: str, key: str, **blanks: object) -> str:
        """The sentence `key` of `group` with its named blanks filled."""
        sentence: str = self.words[group][key]
        return sentence.format(**blanks)

    def code(self, group: str, code: str) -> str:
        """What the rule table calls `code`."""
        return self.table.word(group, code).within(self.lang)

    def listed(self, names: list[str]) -> str:
        """Several names as one list."""
        return str(self.words["form"]["separator"]).join(names)

    def day(self, on: date) -> str:
        """A date as it is written in this language."""
        return self.fill("form", "date", year=on.year, month=on.month, day=on.day)

    def answer(self, field: Field, value: Value) -> str:
        """An answer with its unit in words."""
        return field.show(value, self.lang)

    def plain(self, value: object) -> Any:
        """`value` as lists, dictionaries and words of this language only, ready for JSON."""
        if isinstance(value, Text | date):
            return value.within(self.lang) if isinstance(value, Text) else self.day(value)
        if isinstance(value, Record) or dataclasses.is_dataclass(value):
            return {name: self.plain(getattr(value, name)) for name in _names(value)}
        if isinstance(value, Mapping):
            return {str(key): self.plain(entry) for key, entry in value.items()}
        if isinstance(value, tuple | list):
            return [self.plain(entry) for entry in value]
        return value.value if isinstance(value, Enum) else value


def _names(value: Any) -> Iterable[str]:
    return (
        type(value).model_fields if isinstance(value, Record) else (f.name for f in dataclasses.fields(value))
    )
