"""Scores of a visit: each is a row of its own; a correction follows and nothing is changed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nagi.clinic.access.rows import locked
from nagi.clinic.actions.action import Acting, Entry, Problem, action
from nagi.clinic.actions.drafts import drop_draft
from nagi.clinic.actions.sheets import put_answer
from nagi.clinic.records.models import Part, Score, Visit
from nagi.dermatology import scores
from nagi.dermatology.scores import EasiRegion

EASI_FIELD = "patient.easi_total"


@action("score.written", "signs.write")
def write_easi(acting: Acting, visit_id: UUID, regions: Mapping[str, EasiRegion], *, age: float) -> Entry:
    """Keep an EASI with its items, and its total among the signs. A second one of a visit corrects the first.

    Raises Problem with what is missing or contradictory, NagiError for impossible entries.
    """
    visit = locked(Visit, visit_id, acting.clinic)
    score = scores.score_easi(regions, age=age)
    if score.total is None:
        raise Problem(dict(zip(score.missing, score.reasons, strict=True)))
    items: dict[str, Any] = {key: _items(region) for key, region in regions.items()}
    before = visit.scores.filter(instrument="easi", corrected_by=None).first()
    made = Score(
        patient_id=visit.patient_id, visit=visit, instrument="easi", on=visit.on, value=score.total,
        items={"regions": items, "bands": score.bands_version}, at=acting.now, by=acting.staff, corrects=before,
    )  # fmt: skip
    made.save(force_insert=True)
    put_answer(acting, visit, Part.SIGNS, EASI_FIELD, score.total)
    drop_draft(acting, f"easi:{visit_id}")
    data = {"instrument": "easi", "corrects": str(before.pk) if before else None}
    return Entry(subject="score", id=made.pk, patient=visit.patient_id, data=data)


def _items(region: EasiRegion) -> dict[str, float | int]:
    held = {name: getattr(region, name) for name in EasiRegion.__dataclass_fields__}
    return {name: value for name, value in held.items() if value is not None}
