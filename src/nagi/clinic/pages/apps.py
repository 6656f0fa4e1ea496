"""The Django application that holds pages, words and template tags."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Pages of the clinic."""

    name = "nagi.clinic.pages"
    label = "pages"
