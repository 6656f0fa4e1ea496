"""The clinic, its staff, its patients, and what each patient agreed their data may be used for."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from simple_history.models import HistoricalRecords

from nagi.clinic.records.row import Code, Row, Versioned
from nagi.clinic.records.sealed import Sealed


class Clinic(Versioned):
    """One clinic. `own` is its own file (names, terms, thresholds, prices) as parsed TOML, `own_text` as it was typed.

    `facts` are its answers.
    """

    name_ja = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    zone = models.CharField(max_length=40, default="Asia/Tokyo")
    own = models.JSONField(default=dict)
    own_text = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    history = HistoricalRecords()


class Role(models.TextChoices):
    """What a member of staff is. Only a physician signs (S004-022, REG-003)."""

    RECEPTION = "reception"
    NURSE = "nurse"
    PHYSICIAN = "physician"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class StaffManager(BaseUserManager["Staff"]):
    """Finds staff by their address for login."""

    def get_by_natural_key(self, email: str | None) -> "Staff":
        """One member of staff by address, in any case of letters."""
        return self.get(email__iexact=email)


class Staff(AbstractBaseUser):
    """A member of staff, who logs in with an address, a password and a second factor."""

    email = models.EmailField(unique=True)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="staff")
    role = Code(Role)
    name = models.CharField(max_length=80)
    language = models.CharField(max_length=2, default="ja")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    objects: ClassVar[StaffManager] = StaffManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []


class Patient(Versioned):
    """A patient. What names a person is encrypted; `kana_key` and `birth_key` find an exact entry again."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="patients")
    number = models.CharField(max_length=20)
    kanji = Sealed[str]()
    kana = Sealed[str]()
    latin = Sealed[str](null=True)
    born_on = Sealed[str]()
    contact = Sealed[dict[str, str]]()
    kana_key = models.BinaryField(max_length=32, db_index=True)
    born_key = models.BinaryField(max_length=32, db_index=True)
    language = models.CharField(max_length=2, default="ja")
    registered_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "number"], name="patient_number_once"),
        ]


class Purpose(models.TextChoices):
    """What data may be used for, each asked separately (IC-020 and following)."""

    CARE = "care"
    REGISTRY = "registry"
    PHOTOGRAPHS = "photographs"
    PHOTOGRAPHS_TEACHING = "photographs_teaching"
    REMINDERS = "reminders"


class Agreement(Row):
    """One answer about one purpose. Never changed: the newest counts."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="agreements")
    purpose = Code(Purpose)
    given = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True)


class Link(Row):
    """A private link for one patient: to an intake or to the diary. Only a digest of its secret is stored."""

    class Kind(models.TextChoices):
        """What a link opens."""

        INTAKE = "intake"
        DIARY = "diary"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="links")
    visit = models.ForeignKey("records.Visit", on_delete=models.PROTECT, null=True, related_name="links")
    kind = Code(Kind)
    secret_digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT)
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
