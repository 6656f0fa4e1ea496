"""What the rules said, what the simulator foretold, and what the physician signed."""

from django.db import models

from nagi.clinic.records.people import Staff
from nagi.clinic.records.row import Code, Row
from nagi.clinic.records.sealed import Sealed
from nagi.clinic.records.visits import Visit


class Assessment(Row):
    """The consultation on the facts of one moment, with all that is needed to compute it again. Never changed."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="assessments")
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    record = Sealed[dict[str, object]]()
    overall = models.CharField(max_length=32)
    rules_digest = models.CharField(max_length=64)
    evidence_digest = models.CharField(max_length=64)
    software_version = models.CharField(max_length=20)


class Forecast(Row):
    """One forecast, computed by the worker beside an assessment; new scores ask for another. It changes nothing else."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting"
        TOLD = "told"
        SILENT = "silent"
        FAILED = "failed"

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="forecasts")
    state = Code(State)
    seed = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    result = Sealed[dict[str, object]](null=True)
    figure = Sealed[dict[str, str]](null=True)


class Signature(Row):
    """A physician's final word on one assessment (S004-022). Followed, never changed."""

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="signature")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="signatures")
    at = models.DateTimeField()
    comment = Sealed[str](null=True)


class SignedRoute(Row):
    """One route at one site (none for the drip): what the rules said, what the physician said, and why."""

    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="routes")
    site = models.CharField(max_length=40, null=True)
    route = models.CharField(max_length=24)
    decided = models.CharField(max_length=12)
    signed = models.CharField(max_length=12)
    reason = Sealed[str](null=True)


class Disposition(Row):
    """How an assessment ended, so that everyone assessed is counted: also the refused, the declined and the lost."""

    class Kind(models.TextChoices):
        """The ways."""

        ACCEPTED = "accepted"
        REFUSED = "refused"
        DECLINED = "declined"
        REFERRED = "referred"
        LOST = "lost"

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="dispositions")
    kind = Code(Kind)
    reason = Sealed[str](null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
