"""What the exchange is told of one patient: plain values, so that translation needs no database."""

from dataclasses import dataclass, field
from datetime import date, datetime

from nagi.dermatology.decision.verdict import Decision
from nagi.dermatology.intake.case import Case
from nagi.language import Text

Id = str
"""The id of a row, fit for a FHIR id."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """The patient. `clinic` is the id of the clinic whose record number `number` is."""

    id: Id
    clinic: Id
    number: str
    kanji: str
    kana: str
    latin: str | None
    born_on: date
    sex: str | None
    language: str


@dataclass(frozen=True, kw_only=True)
class Signing:
    """A physician's word on an assessment: who, when, and what each route was signed as."""

    by: Id
    at: datetime
    routes: tuple[tuple[str | None, str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Assessed:
    """One assessment with the case and the decision, both computed from what is stored, and its signature."""

    id: Id
    visit: Id
    on: date
    at: datetime
    by: Id
    case: Case
    decision: Decision
    evidence_digest: str
    software_version: str
    signed: Signing | None = None


@dataclass(frozen=True, kw_only=True)
class Answered:
    """The newest answers of one visit, also without an assessment."""

    visit: Id
    at: datetime
    case: Case


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One score of one day."""

    id: Id
    instrument: str
    on: date
    value: float


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """The newest answer to one purpose of data use."""

    id: Id
    purpose: str
    given: bool
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Consented:
    """One consent document: when it was made, given, taken back; the digest of the sealed paper."""

    id: Id
    route: str
    made_at: datetime
    given_at: datetime | None
    withdrawn_at: datetime | None
    sha256: bytes
    language: str


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One course."""

    id: Id
    route: str
    sites: tuple[str, ...]
    sessions: int
    interval_days: int
    state: str
    at: datetime
    by: Id


@dataclass(frozen=True, kw_only=True)
class Batch:
    """One lot of a product."""

    id: Id
    number: str
    expires_on: date
    name: Text
    code: str
    route: str
    maker: str
    state: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """What was done at one site of a session."""

    site: str
    depth_mm: float | None = None
    passes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Given:
    """One session that was given."""

    id: Id
    course: Id
    visit: Id
    route: str
    at: datetime
    by: Id
    lot: Id
    places: tuple[Place, ...] = ()
    stopped_early: bool = False


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One adverse event, by its id in the rule table (AE-001 to AE-022)."""

    id: Id
    event: str
    grade: int
    site: str
    onset_on: date
    outcome: str | None
    at: datetime
    by: Id
    session: Id | None
    lot: Id | None


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Everything that is exchanged of one patient."""

    person: Person
    answered: tuple[Answered, ...] = ()
    assessed: tuple[Assessed, ...] = ()
    measured: tuple[Measured, ...] = ()
    agreed: tuple[Agreed, ...] = ()
    consented: tuple[Consented, ...] = ()
    planned: tuple[Planned, ...] = ()
    given: tuple[Given, ...] = ()
    batches: tuple[Batch, ...] = ()
    happened: tuple[Happened, ...] = field(default=())
