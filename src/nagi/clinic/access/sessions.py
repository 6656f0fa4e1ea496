"""The day of a session: today's visit and signature, and everything that bears on the session, as the rules read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

from nagi.clinic import clock
from nagi.clinic.access import consents, decisions
from nagi.clinic.access.facts import case_of, clinic_of
from nagi.clinic.access.rows import rows
from nagi.clinic.access.stock import record_of
from nagi.clinic.records.models import (
    Booking,
    ConsentDocument,
    Lot,
    Part,
    Review,
    SessionSite,
    Signature,
    Stop,
    Visit,
)  # fmt: skip
from nagi.dermatology.consent.validity import obstacles
from nagi.dermatology.decision.ledger import Row
from nagi.dermatology.intake.case import Case, Facts
from nagi.dermatology.phrases import load_phrases
from nagi.dermatology.product import product_facts, withheld
from nagi.dermatology.session import CHECKS, Day, SiteDone, Stopped
from nagi.evidence.rulebook import load_rules
from nagi.evidence.rules import Route, Status
from nagi.services.assessment import assess
from nagi.services.record import as_input

SINCE_DERMAPEN = "site.days_since_last_dermapen"
DERMAPEN = "dermapen_exosome"


@dataclass(frozen=True, kw_only=True)
class Written:
    """What staff wrote down of a session. `monitored` are vital signs of a drip by the time of GP-062."""

    done: Sequence[SiteDone]
    areas: Mapping[str, float] = field(default_factory=dict)
    anaesthetic_grams: float | None = None
    anaesthetic_minutes: int | None = None
    monitored: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    aftercare_given: bool = False
    stopped_early: str = ""


def visit_today(of: Booking, on: date) -> Visit | None:
    """The visit of the session's day, if it was opened."""
    patient = of.course.patient
    found = rows(Visit, patient.clinic_id).filter(patient=patient, kind=Visit.Kind.SESSION, on=on)
    return found.select_related("patient__clinic").first()


def signed_today(visit: Visit) -> Signature | None:
    """The physician's signature on today's newest assessment, if the facts are still those that were signed.

    Which lot comes next may have changed meanwhile; the lot that is used is judged by itself.
    """
    newest = decisions.newest(visit)
    signature = decisions.signature(newest) if newest else None
    if newest is None or signature is None:
        return None
    then = dict(newest.record["input"])
    now: Any = decisions.as_stored(as_input(case_of(visit)))
    table = load_rules().with_thresholds(clinic_of(visit.patient.clinic).thresholds)
    same = {**then, "products": None} == {**now, "products": None}
    return signature if same and newest.rules_digest == table.digest else None


def day_of(
    booking: Booking, visit: Visit, lot: Lot | None, consent: ConsentDocument | None, written: Written
) -> Day:
    """Everything that bears on a session, as the pure rules read it. Raises NagiError for facts that cannot be read."""
    course, clinic = booking.course, clinic_of(visit.patient.clinic)
    table = load_rules().with_thresholds(clinic.thresholds)
    case = _case(visit, course.route, lot, written)
    signature = signed_today(visit)
    record = record_of(lot) if lot else None
    number = lot.number if lot else ""
    return Day(
        route=cast(Route, course.route), case=case, decision=assess(case, table).decision,
        signed=_signed(signature), planned=frozenset(course.sites), done=written.done,
        undone=_undone(visit, signature, lot, consent),
        product=withheld(record, on=visit.on, table=table) if record else (),
        consent=obstacles(consents.standing(consent), on=visit.on, lot=number, table=table) if consent else (),
        stops=_stops(booking, lot), lot_route=lot.product.route if lot else None,
        lot_released=lot is None or lot.state == Lot.State.RELEASED,
        review_open=rows(Review, visit.patient.clinic_id).filter(course=course, result=None).exists(),
        monitored=frozenset(written.monitored), stopped_early=bool(written.stopped_early),
        aftercare_given=written.aftercare_given,
    )  # fmt: skip


def _case(visit: Visit, route: str, lot: Lot | None, written: Written) -> Case:
    """Today's facts with the lot that is used, the depths and the anaesthetic, and the days since the last needling."""
    case = case_of(visit)
    depths = {one.site: one.depth_mm for one in written.done if one.depth_mm is not None}
    since = _since_dermapen(visit)
    sites = []
    for site in case.sites:
        own: dict[str, Any] = {"site.planned_depth_mm": depths[site.code]} if site.code in depths else {}
        if site.code in since:
            own[SINCE_DERMAPEN] = since[site.code]
        sites.append(replace(site, facts=Facts({**site.facts.answers, **own})))
    products = {**case.products}
    if lot is not None and lot.product.route == route:
        products[cast(Route, route)] = Facts(product_facts(record_of(lot), on=visit.on))
    told = {
        "session.anaesthetic.grams": written.anaesthetic_grams,
        "session.anaesthetic.minutes": written.anaesthetic_minutes,
    }
    session = Facts({name: value for name, value in told.items() if value is not None})
    return replace(case, sites=tuple(sites), products=products, session=session)


def _since_dermapen(visit: Visit) -> dict[str, int]:
    """Days since the last needling of each site, by our own sessions."""
    given = rows(SessionSite, visit.patient.clinic_id).filter(
        session__visit__patient=visit.patient, session__booking__course__route=DERMAPEN
    )
    zone = visit.patient.clinic.zone
    days: dict[str, int] = {}
    for site, at in given.order_by("session__at").values_list("site", "session__at"):
        days[site] = (visit.on - clock.today(zone, at)).days
    return days


def _signed(signature: Signature | None) -> dict[Row, Status]:
    if signature is None:
        return {}
    return {(one.site, cast(Route, one.route)): cast(Status, one.signed) for one in signature.routes.all()}


def _undone(
    visit: Visit, signature: Signature | None, lot: Lot | None, consent: ConsentDocument | None
) -> list[str]:
    """The checks of GP-055 that were not made today."""
    told: dict[str, Any] = {}
    for sheet in visit.sheets.filter(part__in=[Part.INTAKE, Part.SIGNS]):
        told |= sheet.answers
    vitals = load_phrases().codes["session.vitals"]
    made = {
        "same_day_phase": signature is not None,
        "vitals": all(told.get(name) is not None for name in vitals),
        "allergy_recheck": told.get("patient.allergies") is not None,
        "lot_scan": lot is not None,
        "consent_valid": consent is not None,
    }
    return [code for code in CHECKS if not made[code]]


def _stops(booking: Booking, lot: Lot | None) -> list[Stopped]:
    """Stops of the patient and of the lot that nobody lifted."""
    patient = booking.course.patient
    open_ = list(rows(Stop, patient.clinic_id).filter(patient=patient, lifted_at=None))
    if lot is not None:
        open_ += list(lot.stops.filter(lifted_at=None))
    return [Stopped(rule_id=one.rule_id, site=one.site or None) for one in open_]
