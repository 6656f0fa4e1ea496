"""Writing the sheets of a visit, by staff or by a patient through their link."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nagi.clinic.access.parts import names_of
from nagi.clinic.access.refusals import Forbidden, Hidden
from nagi.clinic.access.rights import may
from nagi.clinic.access.rows import locked
from nagi.clinic.actions.action import Acting, Conflict, Entry, Problem, action, changed
from nagi.clinic.actions.drafts import drop_draft
from nagi.clinic.records.models import Link, Part, Sheet, Visit
from nagi.language import Text

RIGHT = {
    Part.INTAKE: "intake.write",
    Part.SIGNS: "signs.write",
    Part.SESSION: "session.write",
    Part.FOLLOWUP: "followup.write",
}
UNFINISHED = Text(
    ja="治療を考えている部位を一つ以上選んでください。",
    en="choose at least one site of the body first",
)


@action("sheet.written", "own.account")
def write_sheet(  # noqa: PLR0913 (what is written, where, and on what it is based)
    acting: Acting,
    visit_id: UUID,
    part: Part,
    step: str,
    told: Mapping[str, Any],
    *,
    based_on: int,
) -> Entry:
    """Write the answers of one step. What the step does not name stays; an absent answer within it is removed.

    `told`: by field name, those of sites below `sites`; a site that is not named there is left out from now on.
    The draft of the step ends with it. Raises Conflict if someone else wrote meanwhile.
    """
    visit = visit_for(acting, visit_id, part)
    _refuse_strangers(part, told)
    sheet = visit.sheets.select_for_update().filter(part=part).first()
    if sheet is None:
        sheet = Sheet(visit=visit, part=part, answers={}, changed_at=acting.now, version=0)
    before = dict(sheet.answers)
    columns = {
        "answers": _stepped(before, told), "changed_at": acting.now, "by": acting.staff,
        "by_patient": acting.staff is None,
    }  # fmt: skip
    if sheet.version == 0 and based_on == 0:
        sheet = Sheet(visit=visit, part=part, version=1, **columns)
        sheet.save(force_insert=True)
    elif sheet.version == 0:
        raise Conflict(sheet)
    else:
        changed(sheet, based_on, **columns)
    drop_draft(acting, form_of(visit_id, part, step))
    data = {"part": part.value, "step": step, "version": sheet.version}
    return Entry(subject="sheet", id=sheet.pk, patient=visit.patient_id, data=data)


@action("intake.finished", "intake.write")
def finish_intake(acting: Acting, visit_id: UUID) -> Entry:
    """The intake is complete as far as its writer is concerned. Its private links end with it, whoever finishes."""
    visit = visit_for(acting, visit_id, Part.INTAKE)
    sheet = visit.sheets.select_for_update().filter(part=Part.INTAKE).first()
    if sheet is None or not sheet.answers.get("sites"):
        raise Problem({"": UNFINISHED})
    changed(sheet, sheet.version, finished_at=acting.now)
    visit.links.filter(ended_at=None).update(ended_at=acting.now)
    return Entry(subject="sheet", id=sheet.pk, patient=visit.patient_id)


@action("link.opened", None)
def open_link(acting: Acting) -> Entry:
    """A private link is used for the first time, or again."""
    if not isinstance(acting.by, Link):
        raise Hidden
    Link.objects.filter(pk=acting.by.pk, opened_at=None).update(opened_at=acting.now)
    return Entry(subject="link", id=acting.by.pk, patient=acting.by.patient_id)


def form_of(visit_id: UUID, part: Part, step: str) -> str:
    """How drafts name the form of one step."""
    return f"{part.value}:{visit_id}:{step}"


def visit_for(acting: Acting, visit_id: UUID, part: Part) -> Visit:
    """The visit, locked. Staff need the right of the part; a link opens only its own visit's intake."""
    if isinstance(acting.by, Link):
        if part is not Part.INTAKE or acting.by.kind != Link.Kind.INTAKE or acting.by.visit_id != visit_id:
            raise Hidden
    elif not may(acting.by, RIGHT[part]):
        raise Forbidden(RIGHT[part])
    return locked(Visit, visit_id, acting.clinic)


def _refuse_strangers(part: Part, told: Mapping[str, Any]) -> None:
    """No part writes the fields of another."""
    named = {name for name in told if name != "sites"}
    named |= {name for of_site in told.get("sites", {}).values() for name in of_site}
    if strange := named - names_of(part):
        raise ValueError(f"not fields of {part}: {sorted(strange)}")


def _stepped(before: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with one step written over; `ABSENT` takes an answer away."""
    after = {**before, **{name: value for name, value in told.items() if name != "sites"}}
    if "sites" in told:
        held = before.get("sites", {})
        after["sites"] = {code: _kept({**held.get(code, {}), **new}) for code, new in told["sites"].items()}
    return _kept(after)


ABSENT = "\0"
"""Asked, and there is nothing to report: the field is left out."""


def _kept(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if value != ABSENT}


def put_answer(acting: Acting, visit: Visit, part: Part, name: str, value: object) -> None:
    """Set one answer of a sheet from within another action; the visit is locked by it."""
    sheet = visit.sheets.select_for_update().filter(part=part).first()
    if sheet is None:
        Sheet(visit=visit, part=part, answers={name: value}, changed_at=acting.now, by=acting.staff).save(
            force_insert=True
        )
        return
    answers = {**sheet.answers, name: value}
    changed(sheet, sheet.version, answers=answers, changed_at=acting.now, by=acting.staff)
