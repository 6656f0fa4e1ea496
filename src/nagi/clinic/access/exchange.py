"""A patient's chart as plain values for other programs, and what stands against them and their lots."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from nagi.clinic.access.decisions import Held
from nagi.clinic.access.facts import case_of
from nagi.clinic.access.people import agreements, patient
from nagi.clinic.access.refusals import Hidden
from nagi.clinic.access.rows import row, rows
from nagi.clinic.access.touched import touch
from nagi.clinic.records.models import (
    AdverseEvent,
    Assessment,
    ConsentDocument,
    ConsentEvent,
    Course,
    Lot,
    Patient,
    Score,
    Session,
    Sheet,
    Staff,
    Visit,
)  # fmt: skip
from nagi.interchange.fhir.chart import (
    Agreed,
    Answered,
    Assessed,
    Batch,
    Chart,
    Consented,
    Given,
    Happened,
    Measured,
    Person,
    Place,
    Planned,
    Signing,
)  # fmt: skip
from nagi.language import Text


def found(by: Staff, number: str) -> Patient | None:
    """The patient of the own clinic with exactly this record number."""
    if not number.isprintable():  # no number of ours; PostgreSQL refuses some letters altogether
        return None
    held = rows(Patient, by.clinic_id).filter(number=number).first()
    if held is not None:
        touch(held.pk)
    return held


def known(by: Staff, patient_id: str, numbers: Sequence[str]) -> Patient | None:
    """The patient whom another program calls by our id, or whose record number it sent; None if neither is ours."""
    try:
        return patient(by, UUID(patient_id))
    except (ValueError, Hidden):
        return next(filter(None, (found(by, number) for number in numbers)), None)


def person_of(held: Patient) -> Person:
    """The person; their sex as they answered last."""
    return Person(
        id=str(held.pk), clinic=str(held.clinic_id), number=held.number, kanji=held.kanji, kana=held.kana,
        latin=held.latin, born_on=date.fromisoformat(held.born_on), sex=_sex(held), language=held.language,
    )  # fmt: skip


def _sex(held: Patient) -> str | None:
    sheets = rows(Sheet, held.clinic_id).filter(visit__patient=held).order_by("-visit__on", "-changed_at")
    told = (sheet.answers.get("patient.sex") for sheet in sheets)
    return next((str(one) for one in told if one), None)


def chart(by: Staff, patient_id: UUID) -> Chart:
    """Everything that is exchanged of one patient. Raises Hidden."""
    held = row(Patient, patient_id, by.clinic_id, "clinic")
    sessions = tuple(_sessions(held))
    return Chart(
        person=person_of(held),
        answered=tuple(answers(held)),
        assessed=tuple(_assessed(held)),
        measured=tuple(_measured(held)),
        agreed=tuple(_agreed(held)),
        consented=tuple(_consented(held)),
        planned=tuple(_planned(held)),
        given=tuple(map(_given, sessions)),
        batches=tuple(_batches(sessions)),
        happened=tuple(_happened(held)),
    )


def answers(held: Patient) -> Iterator[Answered]:
    """What was answered on each visit, the newest last."""
    for visit in held.visits.select_related("patient__clinic").order_by("on", "opened_at"):
        changed = [sheet.changed_at for sheet in visit.sheets.all()]
        if changed:
            yield Answered(visit=str(visit.pk), at=max(changed), case=case_of(visit))


def newest_visit(held: Patient) -> Visit | None:
    """The newest visit on which anything was answered."""
    answered = held.visits.select_related("patient__clinic").filter(sheets__isnull=False)
    return answered.order_by("-on", "-opened_at").first()


def _assessed(held: Patient) -> Iterator[Assessed]:
    made = rows(Assessment, held.clinic_id).filter(visit__patient=held).select_related("visit", "signature")
    for one in made.order_by("at"):
        told = Held(one).told
        signature = getattr(one, "signature", None)
        signed = signature and Signing(by=str(signature.by_id), at=signature.at)
        yield Assessed(
            id=str(one.pk), visit=str(one.visit_id), on=one.visit.on, at=one.at, by=str(one.by_id), case=told.case,
            decision=told.decision, evidence_digest=one.evidence_digest, software_version=one.software_version,
            signed=signed,
        )  # fmt: skip


def _measured(held: Patient) -> Iterator[Measured]:
    """Scores that no later one corrects."""
    for one in rows(Score, held.clinic_id).filter(patient=held, corrected_by=None).order_by("on", "at"):
        yield Measured(id=str(one.pk), instrument=one.instrument, on=one.on, value=one.value)


def _agreed(held: Patient) -> Iterator[Agreed]:
    for purpose, one in agreements(held).items():
        if one is not None:
            yield Agreed(id=str(one.pk), purpose=purpose.value, given=one.given, at=one.at)


def _consented(held: Patient) -> Iterator[Consented]:
    documents = rows(ConsentDocument, held.clinic_id).filter(patient=held).defer("pdf")
    for one in documents.prefetch_related("events").order_by("made_at"):
        at = {event.kind: event.at for event in sorted(one.events.all(), key=lambda event: event.at)}
        yield Consented(
            id=str(one.pk), route=one.route, made_at=one.made_at, given_at=at.get(ConsentEvent.Kind.GIVEN),
            withdrawn_at=at.get(ConsentEvent.Kind.WITHDRAWN), sha256=bytes(one.pdf_digest), language=one.language,
        )  # fmt: skip


def _planned(held: Patient) -> Iterator[Planned]:
    for one in rows(Course, held.clinic_id).filter(patient=held).order_by("planned_at"):
        yield Planned(
            id=str(one.pk), route=one.route, sites=tuple(one.sites), sessions=one.sessions,
            interval_days=one.interval_days, state=one.state, at=one.planned_at, by=str(one.planned_by_id),
        )  # fmt: skip


def _sessions(held: Patient) -> Iterator[Session]:
    given = rows(Session, held.clinic_id).filter(visit__patient=held)
    related = given.select_related("booking__course", "lot__product").prefetch_related("sites")
    yield from related.order_by("at")


def _given(one: Session) -> Given:
    places = [Place(site=at.site, depth_mm=at.depth_mm, passes=at.passes) for at in one.sites.all()]
    course = one.booking.course
    return Given(
        id=str(one.pk), course=str(course.pk), visit=str(one.visit_id), route=course.route, at=one.at,
        by=str(one.by_id), lot=str(one.lot_id), places=tuple(places), stopped_early=bool(one.stopped_early),
    )  # fmt: skip


def _batches(sessions: Sequence[Session]) -> Iterator[Batch]:
    for lot in {one.lot_id: one.lot for one in sessions}.values():
        yield batch(lot)


def batch(lot: Lot) -> Batch:
    """One lot with its product."""
    product = lot.product
    return Batch(
        id=str(lot.pk), number=lot.number, expires_on=lot.expires_on, route=product.route, code=product.code,
        name=Text(ja=product.name_ja, en=product.name_en), maker=lot.supplier, state=lot.state,
    )  # fmt: skip


def _happened(held: Patient) -> Iterator[Happened]:
    events = rows(AdverseEvent, held.clinic_id).filter(patient=held).select_related("session")
    for one in events.order_by("onset_on", "at"):
        yield Happened(
            id=str(one.pk), event=one.event, grade=one.grade, site=one.site, onset_on=one.onset_on,
            outcome=one.outcome, at=one.at, by=str(one.by_id), session=str(one.session_id) if one.session_id else None,
            lot=str(one.session.lot_id) if one.session else None,
        )  # fmt: skip
