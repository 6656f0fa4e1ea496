"""That data left the clinic is written down, as every look at a record is."""

from collections.abc import Mapping
from uuid import UUID

from nagi.clinic.actions.action import Acting, Entry, action
from nagi.clinic.place import Place, keyed


@action("registry.exported", "registry.export")
def exported(acting: Acting, export: UUID, form: str, counts: Mapping[str, int]) -> Entry:
    """An export was made: which one, and how many rows of each table it holds."""
    return Entry(subject="export", id=export, data={"form": form, "rows": dict(counts)})


def pseudonym(export: UUID, patient: UUID) -> str:
    """The name of a patient in one export. Only who holds the clinic's key and the export's id finds the way back."""
    return keyed(Place.of_environment().key("registry"), export.bytes, patient.bytes).hex()[:16]
