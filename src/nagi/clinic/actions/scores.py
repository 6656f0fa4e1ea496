"""Scores of a visit: each is a row of its own; a correction follows and nothing is changed."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from nagi.clinic.access.parts import names_of
from nagi.clinic.access.rows import locked
from nagi.clinic.actions.action import Acting, Entry, Problem, action
from nagi.clinic.actions.drafts import drop_draft
from nagi.clinic.actions.followup import ask_reviews
from nagi.clinic.actions.forecasts import ask_update
from nagi.clinic.actions.sheets import form_of, put_answer, visit_for
from nagi.clinic.records.models import Part, Score, Visit
from nagi.dermatology import scores
from nagi.dermatology.scores import EasiRegion
from nagi.dermatology.scores.questionnaires import Answer

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
    fired = ask_reviews(acting, visit.patient)
    ask_update(acting, visit.patient)
    data = {"instrument": "easi", "corrects": str(before.pk) if before else None, "reviews": fired}
    return Entry(subject="score", id=made.pk, patient=visit.patient_id, data=data)


@action("score.answered", "intake.write")
def write_questionnaires(
    acting: Acting, visit_id: UUID, told: Mapping[str, Sequence[Answer]], *, age: float
) -> Entry:
    """Keep the questionnaires that were answered far enough for a total, and the totals that rules read.

    Raises NagiError for impossible answers. One with too many gaps is not kept: its draft stays.
    """
    visit = visit_for(acting, visit_id, Part.INTAKE)
    kept: list[str] = []
    for name, answers in told.items():
        score = scores.score_questionnaire(name, answers, age=age)
        if score.total is None:
            continue
        before = visit.scores.filter(instrument=name, corrected_by=None).first()
        items = {"answers": list(answers), "bands": score.bands_version}
        Score(
            patient_id=visit.patient_id, visit=visit, instrument=name, on=visit.on, value=score.total, items=items,
            at=acting.now, by=acting.staff, corrects=before,
        ).save(force_insert=True)  # fmt: skip
        if (field := f"patient.{name}") in names_of(Part.SIGNS):
            put_answer(acting, visit, Part.SIGNS, field, score.total)
        kept.append(name)
    if len(kept) == len(told):
        drop_draft(acting, form_of(visit_id, Part.INTAKE, "questions"))
    fired = ask_reviews(acting, visit.patient) if kept else []
    if kept:
        ask_update(acting, visit.patient)
    data = {"instruments": kept, "reviews": fired}
    return Entry(subject="visit", id=visit.pk, patient=visit.patient_id, data=data)


def _items(region: EasiRegion) -> dict[str, float | int]:
    held = {name: getattr(region, name) for name in EasiRegion.__dataclass_fields__}
    return {name: value for name, value in held.items() if value is not None}
