"""The sentences of a course of care, read from `knowledge/course`, with their blanks filled."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from nagi.errors import NagiError
from nagi.evidence.files import Reader, knowledge_root, toml_files
from nagi.language import LANGS, Lang, Text

Fill = Text | str | int | float


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One sentence that must be said, and the rule it comes from."""

    rule_id: str
    said: Text


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A code of the rule table with the word for it, and the rule that asks for it."""

    code: str
    name: Text
    rule_id: str


@dataclass(frozen=True, kw_only=True)
class Phrases:
    """Sentences and lists of codes by dotted name (`file.table.key`), and the numbers of a course by name.

    `rules` names the rule a sentence comes from, where it has one.
    """

    texts: Mapping[str, Text]
    rules: Mapping[str, str]
    codes: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, float]

    def say(self, name: str, /, **fills: Fill) -> Text:
        """The sentence `name` with its blanks filled; a Text fills each language with its own words."""
        text = self.texts[name]
        return Text(ja=text.ja.format(**_within(fills, "ja")), en=text.en.format(**_within(fills, "en")))

    def statement(self, name: str, /, **fills: Fill) -> Statement:
        """The sentence `name`, filled, with the rule it comes from."""
        return Statement(rule_id=self.rules[name], said=self.say(name, **fills))

    def number(self, name: str) -> float:
        """A number that no rule carries (numbers.toml, each with its source)."""
        return self.numbers[name]

    def below(self, prefix: str) -> dict[str, Text]:
        """Every sentence directly below `prefix`, by its last name, in the order of the file."""
        start = f"{prefix}."
        return {name.removeprefix(start): text for name, text in self.texts.items() if name.startswith(start)}


@cache
def load_phrases() -> Phrases:
    """The installed sentences. Raises NagiError with every problem if a file is broken."""
    reader = Reader(knowledge_root())
    leaves: dict[str, Any] = {}
    for path in toml_files(reader.root, "course"):
        leaves.update(_leaves(reader.table(path), path.stem))
    if reader.problems:
        raise NagiError(reader.problems)
    return Phrases(
        texts={name: leaf for name, leaf in leaves.items() if isinstance(leaf, Text)},
        rules={name.removesuffix(".rule"): leaf for name, leaf in leaves.items() if name.endswith(".rule")},
        codes={name: tuple(leaf) for name, leaf in leaves.items() if isinstance(leaf, list)},
        numbers={entry["name"]: float(entry["value"]) for entry in leaves["numbers.number"]},
    )


def dated(on: date) -> Text:
    """A day as each language writes it."""
    return Text(ja=f"{on.year}年{on.month}月{on.day}日", en=on.isoformat())


def joined(texts: Iterable[Text]) -> Text:
    """Several names as one list in each language."""
    listed = tuple(texts)
    return Text(ja="、".join(text.ja for text in listed), en=", ".join(text.en for text in listed))


def _leaves(table: Mapping[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    """Every sentence and everything else below `table`, by dotted name."""
    if set(LANGS) <= set(table):
        yield name, Text(ja=table["ja"], en=table["en"])
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{name}.{key}")
        elif key not in LANGS:
            yield f"{name}.{key}", value


def _within(fills: Mapping[str, Fill], lang: Lang) -> dict[str, str | int | float]:
    return {name: fill.within(lang) if isinstance(fill, Text) else fill for name, fill in fills.items()}
