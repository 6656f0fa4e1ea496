"""Counselling and consent: what was told, what was signed, what was taken back."""

from django.db import models

from nagi.clinic.records.decisions import Assessment, Signature
from nagi.clinic.records.people import Patient, Staff
from nagi.clinic.records.row import Code, Row
from nagi.clinic.records.sealed import Sealed, SealedBytes
from nagi.clinic.records.stock import Lot


class Counselling(Row):
    """That a person was told, by whom, and which items and evidence."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="counsellings")
    items = models.JSONField()
    language = models.CharField(max_length=2)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")


class ConsentDocument(Row):
    """One document, frozen with the texts, evidence, rules, prices and lot of its day. `pdf` is what was shown."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consents")
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="consents")
    route = models.CharField(max_length=24)
    language = models.CharField(max_length=2)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, related_name="consents")
    digests = models.JSONField()
    pdf = SealedBytes()
    pdf_digest = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    may_sign_from = models.DateTimeField()


class ConsentPage(Row):
    """One page of a document as a picture (SVG, compressed), made with the document and as frozen as its text."""

    document = models.ForeignKey(ConsentDocument, on_delete=models.PROTECT, related_name="pages")
    turn = models.PositiveSmallIntegerField()
    picture = SealedBytes()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "turn"], name="page_once")]


class ConsentEvent(Row):
    """What happened to a consent. Never removed: another event follows. `pdf` of `given` is the sealed document."""

    class Kind(models.TextChoices):
        """The events."""

        GIVEN = "given"
        WITHDRAWN = "withdrawn"
        RENEWAL = "renewal"

    document = models.ForeignKey(ConsentDocument, on_delete=models.PROTECT, related_name="events")
    kind = Code(Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    strokes = Sealed[list[object]](null=True)
    reason = Sealed[str](null=True)
    pdf = SealedBytes(null=True)
