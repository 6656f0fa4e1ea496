"""Requests as the doors let them through."""

from django.http import HttpRequest

from nagi.clinic.records.models import Link, Staff


class StaffRequest(HttpRequest):
    """A request behind a door for staff."""

    user: Staff


class GuestRequest(HttpRequest):
    """A request behind a door for patients: their private link."""

    guest: Link
