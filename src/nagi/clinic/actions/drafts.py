"""Drafts: what someone types is kept before it is saved, so that nothing is lost.

A draft is no part of the record and is written every few seconds, so the trail does not tell of it; the saving that
ends it does.
"""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from nagi.clinic.actions.action import Acting
from nagi.clinic.records.models import Draft

LONGEST = 60_000
"""Characters of one draft."""
KEPT = timedelta(days=14)


def keep_draft(
    acting: Acting, form: str, typed: Mapping[str, list[str]], *, patient: UUID | None = None
) -> bool:
    """Keep what was typed so far into a form. Returns whether it was kept: a huge one is not."""
    if sum(len(value) for values in typed.values() for value in values) > LONGEST:
        return False
    with transaction.atomic():
        Draft.objects.filter(at__lt=acting.now - KEPT).delete()
        draft = Draft.objects.select_for_update().filter(owner=acting.name, form=form).first()
        if draft is None:
            draft = Draft(owner=acting.name, form=form, clinic_id=acting.clinic, patient_id=patient)
        draft.typed, draft.at = dict(typed), acting.now
        draft.save()
    return True


def drop_draft(acting: Acting, form: str) -> None:
    """The draft was saved or is not wanted."""
    Draft.objects.filter(owner=acting.name, form=form).delete()
