"""Writing the diary. Only its patient does, through their link; the id that the phone made writes an entry once."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from nagi.clinic.access import diary
from nagi.clinic.access.refusals import Hidden
from nagi.clinic.access.rows import locked
from nagi.clinic.actions.action import Acting, Entry, action
from nagi.clinic.records.models import DiaryEntry, Link, Patient


@dataclass(frozen=True, kw_only=True)
class Written:
    """One entry: worst itch 0 to 10, how often awake, a flare or not, in words. None where not answered."""

    id: UUID
    on: date
    itch: int | None
    wakings: int | None
    flare: bool | None
    note: str


@action("diary.written", None)
def write_entry(acting: Acting, written: Written) -> Entry:
    """Keep one entry. Sent again it is kept once, as it first came. Raises Hidden for an id of someone else."""
    held = acting.by
    if not isinstance(held, Link) or held.kind != Link.Kind.DIARY:
        raise Hidden
    patient = locked(Patient, held.patient_id, acting.clinic)
    again = diary.entry(held, written.id) is not None
    if not again:
        DiaryEntry(
            id=written.id, patient=patient, on=written.on, itch=written.itch, wakings=written.wakings,
            flare=written.flare, note=written.note or None, received_at=acting.now,
        ).save(force_insert=True)  # fmt: skip
    return Entry(subject="diary", id=written.id, patient=patient.pk, data={"again": again})
