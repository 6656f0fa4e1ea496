"""What a killed action left: a digest of every row, and whatever does not hold between them."""

import hashlib
import io
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model, Q, Sum
from django_tasks_db.models import DBTaskResult
from pyhanko.pdf_utils.reader import PdfFileReader

from nagi.clinic import papers
from nagi.clinic.access.trail import verify
from nagi.clinic.certificate import certificate_of
from nagi.clinic.records.models import (
    Agreement,
    AuditEvent,
    ConsentDocument,
    ConsentEvent,
    Disposition,
    Forecast,
    Lot,
    Session,
)  # fmt: skip
from nagi.clinic.records.sealed import SealedBytes

KEPT_BY = {"records", "account", "mfa", "django_tasks_database"}
NEVER_ALIKE = {"history_date", "mac", "before", "data", "enqueued_at", "started_at", "finished_at"}
"""Columns of moments and signatures that no two runs share."""


def look() -> dict[str, Any]:
    """All rows, and what is wrong with them."""
    return {"state": state(), "wrong": list(wrong())}


def state() -> str:
    """A digest of every row."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for told in _tables():
            rows = cursor.execute(told).fetchall()
            digest.update(repr((told, rows)).encode())
    return digest.hexdigest()


@cache
def _tables() -> tuple[str, ...]:
    """How each table is asked for all that two runs share."""
    models = [one for one in apps.get_models(include_auto_created=True) if one._meta.app_label in KEPT_BY]
    return tuple(_asked(one) for one in models)


def _asked(model: type[Model]) -> str:
    columns = [one for one in model._meta.local_concrete_fields if one.name not in NEVER_ALIKE]
    names = ", ".join(f'"{one.column}"' + " IS NULL" * isinstance(one, SealedBytes) for one in columns)
    return f'SELECT {names} FROM "{model._meta.db_table}" ORDER BY "{model._meta.pk.column}"'  # noqa: S608 - our own names


def newest() -> int:
    """The turn of the newest line of the trail."""
    return AuditEvent.objects.count()


def told(since: int) -> list[str]:
    """The verbs of the trail after a turn."""
    return list(AuditEvent.objects.filter(turn__gt=since).order_by("turn").values_list("verb", flat=True))


def wrong() -> Iterator[str]:
    """What does not hold: the trail, the stock, the papers of consents, what the worker was asked."""
    yield from (f"trail: {one.wrong} {one.turn}" for one in verify().findings if one.wrong != "unsealed")
    for lot in Lot.objects.annotate(moved=Sum("movements__vials")):
        if lot.vials != lot.moved:
            yield f"lot {lot.number}: {lot.vials} left, {lot.moved} moved"
    for session in Session.objects.annotate(used=Sum("movements__vials")):
        if session.used != -1:
            yield f"session: {session.used} vials used"
    for document in ConsentDocument.objects.all():
        yield from (f"consent: {one}" for one in _wrong_paper(document))
    tasks = DBTaskResult.objects.filter(status__in=["READY", "RUNNING"])
    asked = {one.args_kwargs["args"][0] for one in tasks}
    for waiting in Forecast.objects.filter(state=Forecast.State.WAITING):
        if str(waiting.pk) not in asked:
            yield "a forecast waits that nobody was asked for"


def _wrong_paper(document: ConsentDocument) -> Iterator[str]:
    """Its digest, its pages, and for each signature the sealed paper and all that was agreed with it."""
    shown = bytes(document.pdf)
    if hashlib.sha256(shown).digest() != bytes(document.pdf_digest):
        yield "not what its digest says"
    pages = PdfFileReader(io.BytesIO(shown)).root["/Pages"]["/Count"]
    if list(document.pages.order_by("turn").values_list("turn", flat=True)) != list(range(1, pages + 1)):
        yield "pages are missing"
    for event in document.events.filter(kind=ConsentEvent.Kind.GIVEN):
        clinic = document.patient.clinic
        own = certificate_of(clinic.pk, clinic.name_en, now=event.at)
        sealed = bytes(event.pdf or b"")
        if not sealed.startswith(shown) or not papers.intact(sealed, own):
            yield "its seal is broken"
        at = Q(at=event.at, by=event.by)
        if Agreement.objects.filter(at, patient=document.patient).count() != 4:
            yield "answers are missing"
        ended = Disposition.objects.filter(at, assessment=document.signature.assessment)
        if ended.filter(kind=Disposition.Kind.ACCEPTED).count() != 1:
            yield "its assessment has not ended"
