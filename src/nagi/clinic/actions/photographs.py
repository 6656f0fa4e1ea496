"""Keeping photographs, and taking them out of view."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from nagi.clinic.access.people import agreements
from nagi.clinic.access.rows import locked
from nagi.clinic.actions.action import Acting, Entry, Problem, action
from nagi.clinic.picture import Unfit, made_anew
from nagi.clinic.records.models import AdverseEvent, Patient, Photograph, Purpose, Visit
from nagi.clinic.words import word
from nagi.language import Text

VIEWS = ("front", "left", "right", "back", "close", "other")
NOT_AGREED = Text(ja="写真の撮影と保存への同意がありません。", en="the patient has not agreed to photographs")


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One photograph as it was taken: where, from which side, what is seen on it, and the file."""

    site: str
    view: str
    finding: str
    raw: bytes


@action("photograph.kept", "photograph.write")
def keep_photograph(acting: Acting, visit_id: UUID, shot: Shot) -> Entry:
    """Keep a photograph of a visit. Raises Problem: no agreement, or no picture."""
    visit = locked(Visit, visit_id, acting.clinic)
    return _kept(acting, visit.patient, shot, visit=visit)


@action("event.photographed", "photograph.write")
def photograph_event(acting: Acting, event_id: UUID, shot: Shot) -> Entry:
    """Keep a photograph of a reaction. Raises Problem: the event is closed, no agreement, or no picture."""
    event = locked(AdverseEvent, event_id, acting.clinic)
    if event.closed_at is not None:
        raise Problem({"": word("safety.already_closed")})
    return _kept(acting, event.patient, shot, event=event)


@action("photograph.withdrawn", "photograph.write")
def withdraw_photograph(acting: Acting, photograph_id: UUID) -> Entry:
    """Show a photograph no more: it was taken by mistake, or the patient does not want it. It is not destroyed."""
    held = locked(Photograph, photograph_id, acting.clinic)
    if held.withdrawn_at is None:
        held.withdrawn_at = acting.now
        held.save(update_fields=["withdrawn_at"])
    return Entry(subject="photograph", id=held.pk, patient=held.patient_id)


def _kept(
    acting: Acting,
    patient: Patient,
    shot: Shot,
    *,
    visit: Visit | None = None,
    event: AdverseEvent | None = None,
) -> Entry:
    """Made anew without its metadata."""
    agreed = agreements(patient)[Purpose.PHOTOGRAPHS]
    if agreed is None or not agreed.given:
        raise Problem({"": NOT_AGREED})
    try:
        picture = made_anew(shot.raw)
    except Unfit as unfit:
        raise Problem({"file": word(f"sheets.picture_{unfit.why}")}) from None
    made = Photograph(
        patient=patient, visit=visit, event=event, site=shot.site, view=shot.view,
        finding=shot.finding.strip() or None, picture=picture.raw, media_type=picture.media_type,
        width=picture.width, height=picture.height, digest=hashlib.sha256(picture.raw).digest(),
        taken_at=acting.now, by=acting.staff,
    )  # fmt: skip
    made.save(force_insert=True)
    data = {"site": shot.site, "view": shot.view, "digest": made.digest.hex()}
    return Entry(
        subject="photograph", id=made.pk, patient=patient.pk, data={**data, "event": event and str(event.pk)}
    )
