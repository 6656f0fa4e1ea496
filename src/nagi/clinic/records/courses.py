"""Courses, their booked sessions, and what was done in each."""

from django.db import models
from simple_history.models import HistoricalRecords

from nagi.clinic.records.consents import ConsentDocument
from nagi.clinic.records.decisions import Signature
from nagi.clinic.records.people import Patient, Staff
from nagi.clinic.records.row import Code, Row, Versioned
from nagi.clinic.records.sealed import Sealed
from nagi.clinic.records.stock import Lot
from nagi.clinic.records.visits import Visit


class Course(Versioned):
    """A planned course by one route at some sites, with its price and its stopping rule."""

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned"
        RUNNING = "running"
        FINISHED = "finished"
        STOPPED = "stopped"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="courses")
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="courses")
    route = models.CharField(max_length=24)
    sites = models.JSONField()
    sessions = models.PositiveSmallIntegerField()
    interval_days = models.PositiveSmallIntegerField()
    total_yen = models.PositiveIntegerField(null=True)
    quotation = models.JSONField()
    stopping = models.JSONField()
    state = Code(State, default=State.PLANNED)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()


class Booking(Versioned):
    """One session that is to be."""

    class State(models.TextChoices):
        """What became of it."""

        BOOKED = "booked"
        KEPT = "kept"
        CANCELLED = "cancelled"
        MISSED = "missed"

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="bookings")
    turn = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    state = Code(State, default=State.BOOKED)
    history = HistoricalRecords()


class Session(Row):
    """One session that was given. `facts` are those of the day, `verdict` what the rules said to them."""

    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="session")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="sessions")
    consent = models.ForeignKey(ConsentDocument, on_delete=models.PROTECT, related_name="sessions")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="sessions")
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    physician = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    facts = Sealed[dict[str, object]]()
    verdict = Sealed[dict[str, object]]()
    anaesthetic_grams = models.FloatField(null=True)
    anaesthetic_minutes = models.PositiveSmallIntegerField(null=True)
    monitoring = Sealed[list[dict[str, object]]](null=True)
    aftercare_given = models.BooleanField()
    stopped_early = Sealed[str](null=True)


class SessionSite(Row):
    """What was done at one site."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="sites")
    site = models.CharField(max_length=40)
    depth_mm = models.FloatField(null=True)
    passes = models.PositiveSmallIntegerField(null=True)
    area_cm2 = models.FloatField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "site"], name="session_site_once")]


class Review(Row):
    """A stop review: what the scores said, and how the physician went on."""

    class Result(models.TextChoices):
        """How it went on."""

        CONTINUE = "continue"
        STOP = "stop"

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="reviews")
    asked_at = models.DateTimeField()
    rule_ids = models.JSONField()
    facts = models.JSONField()
    result = Code(Result, null=True)
    reason = Sealed[str](null=True)
    at = models.DateTimeField(null=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
