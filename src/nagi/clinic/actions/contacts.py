"""Contacts after a session (AE-105) and scores that are due, and whether the patient was reached."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Max

from nagi.clinic.access.rows import locked
from nagi.clinic.actions.action import Acting, Entry, action
from nagi.clinic.records.models import Contact, Session
from nagi.dermatology.outcome import score_days
from nagi.dermatology.safety import safety_sheet
from nagi.evidence.rulebook import load_rules


def schedule_contacts(session: Session) -> None:
    """Write down every contact that follows from a session. For the action that records the session.

    Scores go on from those already due, so that the sessions of a course do not ask for them twice.
    """
    patient, on = session.visit.patient, session.visit.on
    last = patient.contacts.filter(kind=Contact.Kind.SCORES).aggregate(last=Max("due_on"))["last"]
    safety = [on + timedelta(days=day) for day in safety_sheet(load_rules()).contact_days]
    scores = [on + timedelta(days=day) for day in score_days()]
    due = [(Contact.Kind.SAFETY, day) for day in safety]
    due += [(Contact.Kind.SCORES, day) for day in scores if last is None or day > last]
    for kind, day in due:
        Contact(patient=patient, session=session, kind=kind, due_on=day).save(force_insert=True)


@action("contact.tried", "followup.write")
def contact_tried(acting: Acting, contact_id: UUID, told: str, *, reached: bool) -> Entry:
    """Write down whether the patient was reached. Who was not reached stays on the list."""
    contact = locked(Contact, contact_id, acting.clinic)
    contact.reached, contact.told, contact.done_by = reached, told or None, acting.staff
    contact.done_at = acting.now if reached else None
    contact.save(update_fields=["reached", "told", "done_by", "done_at"])
    return Entry(subject="contact", id=contact.pk, patient=contact.patient_id, data={"reached": reached})
