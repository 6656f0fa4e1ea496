"""Adverse events, the duties that follow from them, stops, and the contacts after a session."""

from django.db import models
from simple_history.models import HistoricalRecords

from nagi.clinic.records.courses import Session
from nagi.clinic.records.people import Patient, Staff
from nagi.clinic.records.row import Code, Row, Versioned
from nagi.clinic.records.sealed import Sealed
from nagi.clinic.records.stock import Lot


class AdverseEvent(Versioned):
    """One reaction (AE-001 to AE-022) with its grade. It cannot be closed without an outcome."""

    class Outcome(models.TextChoices):
        """How it ended (the terms of FHIR AdverseEvent)."""

        RESOLVED = "resolved"
        RECOVERING = "recovering"
        ONGOING = "ongoing"
        SEQUELAE = "resolvedWithSequelae"
        FATAL = "fatal"
        UNKNOWN = "unknown"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="adverse_events")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, related_name="adverse_events")
    event = models.CharField(max_length=8)
    grade = models.PositiveSmallIntegerField()
    site = models.CharField(max_length=40, blank=True)
    onset_on = models.DateField()
    told = Sealed[str](null=True)
    outcome = Code(Outcome, null=True)
    outcome_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(grade__gte=1, grade__lte=5), name="grade_1_to_5"),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | models.Q(outcome__isnull=False),
                name="closed_needs_outcome",
            ),
        ]


class EventNote(Row):
    """What was done about an event, in order."""

    event = models.ForeignKey(AdverseEvent, on_delete=models.PROTECT, related_name="notes")
    told = Sealed[str]()
    grade = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")


class Duty(Row):
    """Whom to tell about an event, by when, and that it was done."""

    event = models.ForeignKey(AdverseEvent, on_delete=models.PROTECT, related_name="duties")
    to = models.CharField(max_length=40)
    rule_id = models.CharField(max_length=16)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")


class Stop(Row):
    """Treatment that must not go on: for a patient, at a site, or with a lot, until a physician lifts it if they may."""

    class Kind(models.TextChoices):
        """What stops (AE-100 to AE-103)."""

        PATIENT = "stop"
        SITE = "stop_site"
        FOR_GOOD = "stop_permanent"
        LOT = "quarantine_lot"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="stops")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, related_name="stops")
    site = models.CharField(max_length=40, blank=True)
    kind = Code(Kind)
    rule_id = models.CharField(max_length=16)
    event = models.ForeignKey(AdverseEvent, on_delete=models.PROTECT, null=True, related_name="stops")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_why = Sealed[str](null=True)


class Contact(Row):
    """One contact that is due after a session (AE-105), or one set of scores."""

    class Kind(models.TextChoices):
        """What is due."""

        SAFETY = "safety"
        SCORES = "scores"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="contacts")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, related_name="contacts")
    kind = Code(Kind)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    reached = models.BooleanField(null=True)
    told = Sealed[str](null=True)


class DiaryEntry(models.Model):
    """One entry of the patient's diary. The phone made its id, so that sending it twice writes it once."""

    id = models.UUIDField(primary_key=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="diary")
    on = models.DateField()
    itch = models.PositiveSmallIntegerField(null=True)
    wakings = models.PositiveSmallIntegerField(null=True)
    flare = models.BooleanField(null=True)
    note = Sealed[str](null=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(itch__isnull=True) | models.Q(itch__lte=10), name="itch_0_to_10"
            ),
        ]
