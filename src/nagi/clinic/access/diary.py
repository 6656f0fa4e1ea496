"""The diary, as the patient who holds its link may see it."""

from collections.abc import Sequence
from uuid import UUID

from nagi.clinic.access.refusals import Hidden
from nagi.clinic.records.models import DiaryEntry, Link


def entries(held: Link, *, most: int = 14) -> Sequence[DiaryEntry]:
    """The newest entries of the patient of this link."""
    return list(held.patient.diary.order_by("-on", "-received_at")[:most])


def entry(held: Link, entry_id: UUID) -> DiaryEntry | None:
    """One entry, or None if it never came. Raises Hidden for the entry of someone else."""
    found = DiaryEntry.objects.filter(pk=entry_id).first()
    if found is not None and found.patient_id != held.patient_id:
        raise Hidden
    return found
