"""Which row an address speaks of: each name within an address is the name of a table."""

from uuid import UUID

from django.db.models import DateField, Model
from django.urls import URLPattern

from nagi.clinic.access.rows import rows
from nagi.clinic.records import models

TABLES: dict[str, type[Model]] = {
    "patient": models.Patient,
    "visit": models.Visit,
    "assessment": models.Assessment,
    "photograph": models.Photograph,
    "score": models.Score,
    "document": models.ConsentDocument,
    "signature": models.Signature,
    "course": models.Course,
    "booking": models.Booking,
    "review": models.Review,
    "product": models.Product,
    "lot": models.Lot,
    "certificate": models.Certificate,
    "event": models.AdverseEvent,
    "duty": models.Duty,
    "stop": models.Stop,
    "contact": models.Contact,
    "person": models.Staff,
}
OTHERS: dict[str, tuple[str | int, ...]] = {
    "step": ("sites", "skin", "you", "history"),
    "turn": (1,),
}
"""What stands in an address and is no row: the values it may have."""


def known_names(address: URLPattern) -> bool:
    """Can every name of an address be filled?"""
    return set(address.pattern.converters) <= {*TABLES, *OTHERS}


def newest(name: str, clinic: UUID) -> object | None:
    """A value for one name of an address: the newest row of the clinic, or the first that it may have."""
    if name in OTHERS:
        return OTHERS[name][0]
    table = TABLES[name]
    columns = table._meta.fields  # noqa: SLF001 - the documented way to a table's columns
    times = [f"-{one.name}" for one in columns if isinstance(one, DateField) and not one.null]
    return rows(table, clinic).order_by(*times, "-pk").values_list("pk", flat=True).first()
