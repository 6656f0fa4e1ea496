"""What one file of evidence holds: a work, a finding, a claim, or the audit of a cited reference."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from nagi.evidence.record import Id, Line, Record
from nagi.language import Text

Doi = Annotated[str, StringConstraints(pattern=r"^10\.\d{4,9}/\S+$")]


class Level(StrEnum):
    """What kind of study a finding comes from. `STRENGTH` orders those that can be ordered."""

    IN_VITRO = "in vitro"
    ANIMAL = "animal"
    CASE = "human case"
    UNCONTROLLED = "uncontrolled"
    CONTROLLED = "controlled"
    RCT = "RCT"
    SYSTEMATIC_REVIEW = "systematic review"
    NARRATIVE_REVIEW = "narrative review"
    CONSENSUS = "consensus"
    REGISTERED = "registered without results"
    PRODUCT = "product analysis"
    NOTICE = "notice or survey"
    OPINION = "opinion"
    NONE = "none"


PRECLINICAL = frozenset({Level.IN_VITRO, Level.ANIMAL})

STRENGTH: dict[Level, int] = {
    Level.NONE: 0,
    Level.OPINION: 1,
    Level.REGISTERED: 1,
    Level.NARRATIVE_REVIEW: 2,
    Level.CONSENSUS: 2,
    Level.NOTICE: 2,
    Level.PRODUCT: 2,
    Level.IN_VITRO: 2,
    Level.ANIMAL: 3,
    Level.CASE: 4,
    Level.UNCONTROLLED: 5,
    Level.CONTROLLED: 6,
    Level.RCT: 7,
    Level.SYSTEMATIC_REVIEW: 8,
}

Species = Literal[
    "human",
    "human cells",
    "human explant",
    "mouse",
    "rat",
    "several animals",
    "animal cells",
    "product",
    "mixed",
]
HUMAN: frozenset[str] = frozenset({"human"})


class Work(Record):
    """A source: a paper, a guideline, a law, a notice, a registry entry, a web page, or a project decision.

    `read` says how much of it was read; `unreached` names parts of the record that could not be.
    """

    id: Id
    kind: Literal[
        "article", "guideline", "guidance", "law", "notice", "news", "registry", "web", "label", "standard",
        "conference", "column", "project",
    ]  # fmt: skip
    authors: tuple[Line, ...] = ()
    et_al: bool = False
    last_author: Line | None = None
    year: int | None = Field(default=None, ge=1900, le=2100)
    title: Line | None = None
    journal: Line | None = None
    volume: Line | None = None
    issue: Line | None = None
    pages: Line | None = None
    doi: Doi | None = None
    pmid: Annotated[str, StringConstraints(pattern=r"^\d{1,8}$")] | None = None
    pmcid: Annotated[str, StringConstraints(pattern=r"^PMC\d+$")] | None = None
    registry: Line | None = None
    address: Line | None = None
    read: Literal[
        "full text", "table", "abstract", "registry", "title", "fragment", "caption", "regulatory text", "news",
        "secondary", "clinic statement", "not read", "project",
    ]  # fmt: skip
    unreached: tuple[Line, ...] = ()
    note: Text


class Result(Record):
    """One number or direction of a finding. `printed` keeps the value as the source prints it."""

    quantity: Line
    arm: Line | None = None
    printed: Line | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    spread: Literal["range", "ci95"] | None = None
    sd: float | None = None
    unit: Line | None = None
    p: Line | None = None
    direction: Line | None = None
    dose_response: bool = False
    unreached: bool = False


class Subject(Record):
    """In whom or in what it was seen."""

    species: tuple[Species, ...] = Field(min_length=1)
    model: Line
    product: Line | None = None


class Given(Record):
    """What was given, as far as it was read; None means not stated there."""

    route: Line | None = None
    dose: Line | None = None
    schedule: Line | None = None
    timepoint: Line | None = None
    n: Line | None = None
    arms: Line | None = None
    comparator: Line | None = None


class Finding(Record):
    """What one or more works showed, in own words and both languages, with its numbers and its limits."""

    id: Id
    topic: Literal["atopic dermatitis", "human skin", "mechanism", "kinetics", "safety", "product"]
    works: tuple[Id, ...] = Field(min_length=1)
    where: Line
    level: Level
    read: Line
    summary: Text
    subject: Subject
    given: Given = Given()
    results: tuple[Result, ...] = Field(min_length=1)
    supports: tuple[Line, ...] = ()
    unreached: tuple[Line, ...] = ()
    note: Text | None = None


class Claim(Record):
    """What may be said, to a patient and to a physician, with what speaks for and against it.

    `level` is the best level among the findings *for* it about this very subject; `not_shown` says what
    the reader must not conclude.
    """

    id: Id
    about: Literal["mechanism", "route", "product", "risk", "evidence", "alternative", "regulation", "cost"]
    subject: Line
    level: Level
    findings_for: tuple[Id, ...] = ()
    findings_against: tuple[Id, ...] = ()
    works: tuple[Id, ...] = ()
    rules: tuple[Id, ...] = ()
    patient: Text
    physician: Text
    not_shown: Text


class Verdict(StrEnum):
    """Does the cited reference carry the sentence it is used for?"""

    YES = "yes"
    PART = "part"
    NO = "no"
    OPEN = "open"


class ReferenceAudit(Record):
    """One reference as a text cites it, the work it really is, and whether it carries the sentence.

    `seen_in_text` are regular expressions that must all match within one paragraph for the audit of a
    text to recognise this use when there is no reference list to match.
    """

    id: Id
    column: Id
    place: Line
    cited_as: Line
    works: tuple[Id, ...] = ()
    record: Text
    shows: Text
    level: Level
    used_for: Text
    verdict: Verdict
    why: Text
    suggestion: Text
    seen_in_text: tuple[Line, ...] = ()
