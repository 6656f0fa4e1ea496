"""Visits: what was answered, seen, measured and photographed on one day."""

from django.db import models
from simple_history.models import HistoricalRecords

from nagi.clinic.records.people import Clinic, Patient, Staff
from nagi.clinic.records.row import Code, Row, Versioned
from nagi.clinic.records.sealed import Sealed, SealedBytes


class Visit(Versioned):
    """One visit of one patient."""

    class Kind(models.TextChoices):
        """Why they came."""

        CONSULTATION = "consultation"
        SESSION = "session"
        FOLLOWUP = "followup"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="visits")
    kind = Code(Kind)
    on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    history = HistoricalRecords()


class Part(models.TextChoices):
    """Who fills in which part of the facts: each field of the dictionary belongs to one part."""

    INTAKE = "intake"
    SIGNS = "signs"
    SESSION = "session"
    FOLLOWUP = "followup"


class Sheet(Versioned):
    """One part of the facts of a visit, by dotted field names; site facts below `sites` by the code of the site."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="sheets")
    part = Code(Part)
    answers = Sealed[dict[str, object]]()
    finished_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    by_patient = models.BooleanField(default=False)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "part"], name="sheet_once"),
        ]


class Draft(Row):
    """What someone typed and has not saved yet. `owner` as the trail names them; `form` names the form and its row."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="drafts")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="drafts")
    owner = models.CharField(max_length=60)
    form = models.CharField(max_length=120)
    typed = Sealed[dict[str, object]]()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "form"], name="draft_once")]


class Photograph(Row):
    """One photograph of one site, of a visit or of a reaction, without its metadata, and what is seen on it in words."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="photographs")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="photographs")
    event = models.ForeignKey(
        "records.AdverseEvent", on_delete=models.PROTECT, null=True, related_name="photographs"
    )
    site = models.CharField(max_length=40)
    view = models.CharField(max_length=20)
    finding = Sealed[str](null=True)
    picture = SealedBytes()
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    taken_at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(visit__isnull=False, event__isnull=True)
                | models.Q(visit__isnull=True, event__isnull=False),
                name="photograph_of_visit_or_event",
            ),
        ]


class Score(Row):
    """One score of one day, by the code of its instrument. A correction follows; nothing is changed."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="scores")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="scores")
    instrument = models.CharField(max_length=20)
    on = models.DateField()
    value = models.FloatField()
    items = Sealed[dict[str, object]](null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
