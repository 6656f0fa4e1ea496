"""Registering and changing patients, what they agree to, their visits and private links."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from nagi.clinic.access.links import digest
from nagi.clinic.access.rows import locked, rows
from nagi.clinic.actions.action import Acting, Entry, Problem, action, changed
from nagi.clinic.records.models import Agreement, Clinic, Link, Patient, Purpose, Visit
from nagi.clinic.records.sealed import search_key
from nagi.language import Text

LINK_DAYS = {Link.Kind.INTAKE: 3, Link.Kind.DIARY: 400}
FIRST_NUMBER = 1


@dataclass(frozen=True, kw_only=True)
class Person:
    """What reception writes down of a person."""

    kanji: str
    kana: str
    latin: str
    born_on: date
    phone: str
    email: str
    address: str
    language: str

    def columns(self) -> dict[str, object]:
        """As columns of the table."""
        contact = {"phone": self.phone, "email": self.email, "address": self.address}
        return {
            "kanji": self.kanji, "kana": self.kana, "latin": self.latin or None,
            "born_on": self.born_on.isoformat(), "contact": contact, "language": self.language,
            "kana_key": search_key(self.kana), "born_key": search_key(self.born_on.isoformat()),
        }  # fmt: skip


@action("patient.registered", "patient.register")
def register_patient(acting: Acting, person: Person, agreed: Mapping[Purpose, bool]) -> Entry:
    """Register a person under the next record number, with their answer to each purpose.

    Raises Problem if care is not among what they agree to: without it no record may be kept.
    """
    if not agreed.get(Purpose.CARE):
        said = Text(
            ja="診療のための利用に同意がないと、記録を作れません。",
            en="without agreement to use for care no record can be kept",
        )
        raise Problem({"care": said})
    clinic = locked(Clinic, acting.clinic, acting.clinic)
    patient = Patient(
        clinic=clinic, number=_next_number(clinic.pk), registered_at=acting.now, **person.columns()
    )
    patient.save(force_insert=True)
    _write_agreements(acting, patient, agreed)
    return Entry(subject="patient", id=patient.pk, patient=patient.pk, data={"number": patient.number})


@action("patient.changed", "patient.change")
def change_patient(acting: Acting, patient_id: UUID, person: Person, *, based_on: int) -> Entry:
    """Correct what was written down of a person. Raises Conflict if someone else did meanwhile."""
    patient = locked(Patient, patient_id, acting.clinic)
    columns = changed(patient, based_on, **person.columns())
    named = [name for name in columns if not name.endswith("_key")]
    return Entry(subject="patient", id=patient.pk, patient=patient.pk, data={"changed": named})


@action("patient.agreed", "patient.change")
def agree(acting: Acting, patient_id: UUID, agreed: Mapping[Purpose, bool]) -> Entry:
    """Write down a new answer to each purpose named."""
    patient = locked(Patient, patient_id, acting.clinic)
    _write_agreements(acting, patient, agreed)
    data = {purpose.value: given for purpose, given in agreed.items()}
    return Entry(subject="patient", id=patient.pk, patient=patient.pk, data=data)


@action("visit.opened", "visit.open")
def open_visit(acting: Acting, patient_id: UUID, kind: Visit.Kind, on: date) -> Entry:
    """Open a visit. There is one visit of a kind on one day: opening it again returns it."""
    patient = locked(Patient, patient_id, acting.clinic)
    visit = patient.visits.filter(kind=kind, on=on).first()
    if visit is None:
        visit = Visit(patient=patient, kind=kind, on=on, opened_at=acting.now, opened_by=acting.staff)
        visit.save(force_insert=True)
    return Entry(subject="visit", id=visit.pk, patient=patient.pk, data={"kind": kind.value})


@action("link.made", "link.make")
def make_link(
    acting: Acting, patient_id: UUID, kind: Link.Kind, secret: str, *, visit_id: UUID | None = None
) -> Entry:
    """Make a private link that `secret` opens; earlier ones of its kind end. The secret itself is not stored."""
    patient = locked(Patient, patient_id, acting.clinic)
    patient.links.filter(kind=kind, ended_at=None).update(ended_at=acting.now)
    visit = locked(Visit, visit_id, acting.clinic) if visit_id else None
    link = Link(
        patient=patient, visit=visit, kind=kind, secret_digest=digest(secret), made_at=acting.now,
        made_by=acting.staff, expires_at=expiry(kind, acting.now),
    )  # fmt: skip
    link.save(force_insert=True)
    return Entry(subject="link", id=link.pk, patient=patient.pk, data={"kind": kind.value})


def expiry(kind: Link.Kind, now: datetime) -> datetime:
    """When a link of this kind closes by itself."""
    return now + timedelta(days=LINK_DAYS[kind])


def _next_number(clinic: UUID) -> str:
    """Record numbers count up; the clinic's row is locked, so no two are the same."""
    return f"{rows(Patient, clinic).count() + FIRST_NUMBER:06d}"


def _write_agreements(acting: Acting, patient: Patient, agreed: Mapping[Purpose, bool]) -> None:
    for purpose, given in agreed.items():
        Agreement(patient=patient, purpose=purpose, given=given, at=acting.now, by=acting.staff).save(
            force_insert=True
        )
