"""A patient in treatment, as rows: a signed route, a consent, a lot in stock, a course, and sessions that were given."""

from datetime import UTC, date, datetime, timedelta

from nagi.clinic.records.models import (
    Assessment,
    Booking,
    ConsentDocument,
    Course,
    Lot,
    Patient,
    Product,
    Role,
    Session,
    SessionSite,
    Signature,
    Visit,
)
from staging.house import NOW, House

FIRST = date(2026, 8, 20)
ROUTE = "dermapen_exosome"


def stocked_lot(house: House, number: str = "LOT-1") -> Lot:
    """A released lot with vials."""
    product, _ = Product.objects.get_or_create(
        clinic=house.clinic,
        code="EV1",
        defaults={"name_ja": "架空EV", "name_en": "Invented EV", "route": ROUTE},
    )
    return Lot.objects.create(
        product=product, number=number, expires_on=date(2027, 3, 1), storage="-80 °C", supplier="架空", vials=10,
        state=Lot.State.RELEASED, received_at=NOW,
    )  # fmt: skip


def treated_course(house: House, patient: Patient, lot: Lot, *, sessions: int = 1) -> Course:
    """A running course with sessions four weeks apart, the first on FIRST."""
    doctor = house.staff[Role.PHYSICIAN]
    visit = Visit.objects.create(
        patient=patient, kind=Visit.Kind.CONSULTATION, on=FIRST, opened_at=NOW, opened_by=doctor
    )
    record = {"verdict": {"phase_by_site": {"face": "stable"}}}
    assessment = Assessment.objects.create(
        visit=visit, at=_noon(FIRST), by=doctor, record=record, overall="candidate_pending_physician",
        rules_digest="r", evidence_digest="e", software_version="0",
    )  # fmt: skip
    signature = Signature.objects.create(assessment=assessment, by=doctor, at=NOW)
    consent = ConsentDocument.objects.create(
        patient=patient, signature=signature, route=ROUTE, language="ja", lot=lot, digests={}, pdf=b"pdf",
        pdf_digest=bytes(32), made_at=NOW, made_by=doctor, may_sign_from=NOW,
    )  # fmt: skip
    course = Course.objects.create(
        patient=patient, signature=signature, route=ROUTE, sites=["face"], sessions=5, interval_days=28,
        quotation={}, stopping={}, state=Course.State.RUNNING, planned_at=NOW, planned_by=doctor,
    )  # fmt: skip
    for turn in range(sessions):
        _given(course, consent, lot, turn)
    return course


def _given(course: Course, consent: ConsentDocument, lot: Lot, turn: int) -> Session:
    on = FIRST + timedelta(days=28 * turn)
    doctor = course.planned_by
    visit = Visit.objects.create(
        patient=course.patient, kind=Visit.Kind.SESSION, on=on, opened_at=_noon(on), opened_by=doctor
    )
    booking = Booking.objects.create(
        course=course, turn=turn + 1, starts_at=_noon(on), state=Booking.State.KEPT
    )
    session = Session.objects.create(
        booking=booking, visit=visit, consent=consent, lot=lot, at=_noon(on), by=doctor, physician=doctor, facts={},
        verdict={}, aftercare_given=True,
    )  # fmt: skip
    SessionSite.objects.create(session=session, site="face", depth_mm=0.5, passes=2, area_cm2=100)
    return session


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
