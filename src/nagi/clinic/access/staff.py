"""The people who work in one's own clinic."""

from collections.abc import Sequence
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from nagi.clinic.access.rows import row, rows
from nagi.clinic.records.models import AuditEvent, Staff


def colleagues(by: Staff) -> Sequence[Staff]:
    """Everyone, those who left last; `secured` tells who has a second factor."""
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    held = rows(Staff, by.clinic_id).annotate(secured=Exists(factor))
    return list(held.order_by("-is_active", "role", "name"))


def colleague(by: Staff, staff_id: int) -> Staff:
    """One member of staff of the own clinic. Raises Hidden."""
    return row(Staff, staff_id, by.clinic_id)


def law_checked_at(by: Staff) -> datetime | None:
    """When someone last compared the legal status texts with the law."""
    held = rows(AuditEvent, by.clinic_id).filter(verb="clinic.law_checked").order_by("-turn").first()
    return held.at if held else None
