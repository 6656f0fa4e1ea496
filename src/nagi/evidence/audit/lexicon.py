"""The wording files: phrases to question, disclosures to ask for, topics of sentences, words of negation."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

from nagi.errors import NagiError
from nagi.evidence.audit.remarks import Kind
from nagi.evidence.audit.words import Words
from nagi.evidence.files import Reader, knowledge_root
from nagi.evidence.record import Id, Line, Record
from nagi.evidence.rules import Severity
from nagi.language import Text

FOLDER = "wording"


class Pattern(Record):
    """A phrase that breaks a rule of honest wording.

    It stays quiet where `unless` is found in the same sentence (or paragraph), where the phrase is negated,
    and in a question. With `near`, each of those must also be found within `near_lines` lines. `says_no`
    marks a phrase whose own "no" is the promise ("no side effects"); only a further one denies it.
    """

    id: Id
    rule: Id
    severity: Severity
    kind: Literal[Kind.WORDING, Kind.REGULATION] = Kind.WORDING
    find: Words
    unless: Words = Words()
    unless_in: Literal["sentence", "paragraph"] = "sentence"
    hedged_is_fine: bool = False
    says_no: bool = False
    near: tuple[Words, ...] = ()
    near_lines: int = 12
    why: Text
    suggest: Text


class Disclosure(Record):
    """Something a text about this therapy must say. `code` is the name of the item in the rule."""

    rule: Id
    code: Line
    severity: Severity
    name: Text
    find: Words
    suggest: Text


class Topic(Record):
    """What a sentence may speak about, and the `supports` words of findings that belong to it."""

    id: Line
    name: Text
    find: Words
    supports: tuple[Line, ...] = ()


class Grammar(Record):
    """Words that change what a phrase says, and words that tell whom or what a sentence speaks of."""

    negation: Words
    clause_end: Words
    question: Words
    hedge: Words
    therapy: Words
    people: Words
    preclinical: Words


class Wording(Record):
    """Everything read from the wording files."""

    patterns: tuple[Pattern, ...]
    disclosures: tuple[Disclosure, ...]
    topics: tuple[Topic, ...]
    grammar: Grammar

    def topics_of(self, text: str) -> frozenset[str]:
        """The topics that half-width `text` speaks about."""
        return frozenset(topic.id for topic in self.topics if topic.find.search(text))

    def topics_supported(self, supports: Iterable[str]) -> frozenset[str]:
        """The topics that the `supports` words of a finding belong to."""
        words = frozenset(supports)
        return frozenset(topic.id for topic in self.topics if not words.isdisjoint(topic.supports))

    def topic_name(self, topic: str) -> Text:
        """What to call a topic in front of people."""
        return next(known.name for known in self.topics if known.id == topic)


def read_wording(reader: Reader) -> Wording | None:
    """The wording files below `reader.root`; problems are noted in the reader."""
    path = reader.root / FOLDER / "grammar.toml"
    patterns = reader.unique(reader.records(Pattern, FOLDER, "pattern"))
    disclosures = tuple(record for _, record in reader.records(Disclosure, FOLDER, "disclosure"))
    topics = reader.unique(reader.records(Topic, FOLDER, "topic"))
    grammar = reader.record(Grammar, reader.table(path), path, "grammar")
    if grammar is None:
        return None
    return Wording(
        patterns=tuple(patterns.values()),
        disclosures=disclosures,
        topics=tuple(topics.values()),
        grammar=grammar,
    )


@cache
def load_wording(root: Path | None = None) -> Wording:
    """The wording files of the installed knowledge, or of the knowledge folder `root`.

    Raises NagiError with every problem if a file is broken.
    """
    reader = Reader(root or knowledge_root())
    wording = read_wording(reader)
    if wording is None or reader.problems:
        raise NagiError(dict.fromkeys(reader.problems))
    return wording
