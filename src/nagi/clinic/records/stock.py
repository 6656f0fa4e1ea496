"""Products, lots, certificates, and each vial that came and went."""

from django.db import models
from simple_history.models import HistoricalRecords

from nagi.clinic.records.people import Clinic, Staff
from nagi.clinic.records.row import Code, Row, Versioned
from nagi.clinic.records.sealed import SealedBytes


class Product(Versioned):
    """A product of one route. `facts` are the answers of the group `product` of the field dictionary."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="products")
    code = models.CharField(max_length=32)
    name_ja = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    route = models.CharField(max_length=24)
    gtin = models.CharField(max_length=14, blank=True)
    facts = models.JSONField(default=dict)
    details = models.JSONField(default=dict)
    retired_at = models.DateTimeField(null=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "code"], name="product_code_once")]


class Lot(Versioned):
    """One lot. `vials` are what is left; the movements say why."""

    class State(models.TextChoices):
        """May it be used?"""

        QUARANTINED = "quarantined"
        RELEASED = "released"
        RECALLED = "recalled"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="lots")
    number = models.CharField(max_length=40)
    expires_on = models.DateField()
    storage = models.CharField(max_length=80)
    supplier = models.CharField(max_length=120)
    state = Code(State, default=State.QUARANTINED)
    vials = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "number"], name="lot_number_once"),
            models.CheckConstraint(condition=models.Q(vials__gte=0), name="lot_vials_not_negative"),
        ]


class Certificate(Row):
    """One line of a lot's certificate: what was tested, by which method, with which result."""

    class Test(models.TextChoices):
        """What is tested."""

        STERILITY = "sterility"
        ENDOTOXIN = "endotoxin"
        MYCOPLASMA = "mycoplasma"
        VIRUS = "virus"
        PARTICLES = "particles"
        ORIGIN = "origin"

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="certificates")
    test = Code(Test)
    passed = models.BooleanField(null=True)
    value = models.FloatField(null=True)
    unit = models.CharField(max_length=30, blank=True)
    method = models.CharField(max_length=120)
    tested_on = models.DateField(null=True)
    paper = SealedBytes(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")


class Movement(Row):
    """Vials that came or went. `vials` is negative when they went; the sum over a lot is what is left."""

    class Kind(models.TextChoices):
        """Why."""

        RECEIPT = "receipt"
        USE = "use"
        WASTE = "waste"
        RETURNED = "returned"
        CORRECTION = "correction"

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="movements")
    kind = Code(Kind)
    vials = models.IntegerField()
    session = models.ForeignKey(
        "records.Session", on_delete=models.PROTECT, null=True, related_name="movements"
    )
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")


class Recall(Row):
    """A lot taken out of use for good."""

    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, related_name="recall")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
