"""Patients as staff of their own clinic may see them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from nagi.clinic.access.rows import row, rows
from nagi.clinic.records.models import Agreement, Patient, Purpose, Staff, Visit
from nagi.clinic.records.sealed import search_key


def patient(by: Staff, patient_id: UUID) -> Patient:
    """One patient of the own clinic. Raises Hidden."""
    return row(Patient, patient_id, by.clinic_id)


def found(by: Staff, asked: str, *, most: int = 50) -> Sequence[Patient]:
    """Patients whose record number, kana or birth date is exactly what was asked; the newest without a question."""
    everyone = rows(Patient, by.clinic_id).order_by("-registered_at")
    if not asked.strip():
        return list(everyone[:most])
    key = search_key(asked)
    exact = (
        everyone.filter(number=asked.strip()) | everyone.filter(kana_key=key) | everyone.filter(born_key=key)
    )
    return list(exact[:most])


def agreements(of: Patient) -> dict[Purpose, Agreement | None]:
    """The newest answer to each purpose; None where it was never asked."""
    newest = {one.purpose: one for one in of.agreements.order_by("at")}
    return {purpose: newest.get(purpose) for purpose in Purpose}


def visits(of: Patient) -> Sequence[Visit]:
    """All visits, the newest first."""
    return list(of.visits.order_by("-on", "-opened_at"))


def visit(by: Staff, visit_id: UUID) -> Visit:
    """One visit of the own clinic, with its patient. Raises Hidden."""
    return row(Visit, visit_id, by.clinic_id, "patient")


def today(by: Staff, day: date) -> Sequence[Visit]:
    """The visits of one day, in the order in which they were opened."""
    return list(rows(Visit, by.clinic_id).filter(on=day).select_related("patient").order_by("opened_at"))
