"""The Django application that holds the tables."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Tables of the clinic."""

    name = "nagi.clinic.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
