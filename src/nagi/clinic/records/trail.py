"""The audit trail, and the forms that have already been acted upon."""

from django.db import models

from nagi.clinic.records.sealed import Sealed


class AuditEvent(models.Model):
    """One link of the chain: who did or saw what, when. Written once; the database refuses every change."""

    turn = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    clinic = models.UUIDField(null=True, db_index=True)
    by = models.CharField(max_length=60)
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    patient = models.UUIDField(null=True, db_index=True)
    data = models.JSONField()
    before = models.BinaryField(max_length=32)
    mac = models.BinaryField(max_length=32)


class AuditHead(models.Model):
    """The newest link. Locked while one more is added."""

    turn = models.BigIntegerField()
    mac = models.BinaryField(max_length=32)


class Done(models.Model):
    """A form that was acted upon: sending it twice acts once."""

    once = models.UUIDField(primary_key=True)
    verb = models.CharField(max_length=40)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    result = Sealed[str]()
