"""Rows of one's own clinic, by id; anything else is hidden."""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from nagi.clinic.access.refusals import Hidden
from nagi.clinic.access.touched import touch
from nagi.clinic.records import models

M = TypeVar("M", bound=Model)

CLINIC_OF: dict[type[Model], str] = {
    models.Clinic: "id",
    models.Staff: "clinic_id",
    models.Patient: "clinic_id",
    models.Agreement: "patient__clinic_id",
    models.Link: "patient__clinic_id",
    models.Visit: "patient__clinic_id",
    models.Sheet: "visit__patient__clinic_id",
    models.Draft: "clinic_id",
    models.Photograph: "patient__clinic_id",
    models.Score: "patient__clinic_id",
    models.Assessment: "visit__patient__clinic_id",
    models.Forecast: "assessment__visit__patient__clinic_id",
    models.Signature: "assessment__visit__patient__clinic_id",
    models.SignedRoute: "signature__assessment__visit__patient__clinic_id",
    models.Disposition: "assessment__visit__patient__clinic_id",
    models.Counselling: "assessment__visit__patient__clinic_id",
    models.ConsentDocument: "patient__clinic_id",
    models.ConsentPage: "document__patient__clinic_id",
    models.ConsentEvent: "document__patient__clinic_id",
    models.Course: "patient__clinic_id",
    models.Booking: "course__patient__clinic_id",
    models.Session: "visit__patient__clinic_id",
    models.SessionSite: "session__visit__patient__clinic_id",
    models.Review: "course__patient__clinic_id",
    models.Product: "clinic_id",
    models.Lot: "product__clinic_id",
    models.Certificate: "lot__product__clinic_id",
    models.Movement: "lot__product__clinic_id",
    models.Recall: "lot__product__clinic_id",
    models.AdverseEvent: "patient__clinic_id",
    models.EventNote: "event__patient__clinic_id",
    models.Duty: "event__patient__clinic_id",
    models.Stop: "patient__clinic_id",
    models.Contact: "patient__clinic_id",
    models.DiaryEntry: "patient__clinic_id",
    models.AuditEvent: "clinic",
}
"""How each table leads to its clinic. A table that is not here cannot be reached. (A stop of a lot: see `lot_stops`.)"""


def rows(model: type[M], clinic: UUID) -> QuerySet[M]:
    """Every row of one clinic."""
    return QuerySet(model).filter(**{CLINIC_OF[model]: clinic})


def row(model: type[M], row_id: Any, clinic: UUID, *related: str) -> M:
    """One row of one clinic with what it points to. Raises Hidden if it is not there or elsewhere."""
    found = rows(model, clinic).select_related(*related).filter(pk=row_id).first()
    if found is None:
        raise Hidden
    note_patient(found)
    return found


def locked(model: type[M], row_id: Any, clinic: UUID) -> M:
    """One row, locked until the transaction ends. Only actions lock."""
    found = rows(model, clinic).select_for_update(of=("self",)).filter(pk=row_id).first()
    if found is None:
        raise Hidden
    return found


def note_patient(found: Model) -> None:
    """Record whose row was reached, as far as the row says without asking the database."""
    held: Any = found
    for _ in range(3):
        if isinstance(held, models.Patient):
            touch(held.pk)
            return
        if (patient := getattr(held, "patient_id", None)) is not None:
            touch(patient)
            return
        names = ("visit", "assessment", "signature", "document", "session", "course", "event", "booking")
        name = next((one for one in names if f"{one}_id" in getattr(held, "__dict__", {})), None)
        if name is None:
            return
        held = getattr(held, name)
