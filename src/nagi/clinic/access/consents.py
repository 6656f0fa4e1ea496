"""Counselling and consents of one's own clinic: what was told, what was shown, and where each consent stands today."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar, cast
from uuid import UUID

from nagi.clinic import clock
from nagi.clinic.access.decisions import release
from nagi.clinic.access.facts import case_of_record, clinic_of
from nagi.clinic.access.refusals import Hidden
from nagi.clinic.access.rows import note_patient, row, rows
from nagi.clinic.access.stock import record_of
from nagi.clinic.records.models import (
    ConsentDocument,
    ConsentEvent,
    ConsentPage,
    Counselling,
    Lot,
    Patient,
    Signature,
    SignedRoute,
    Staff,
)  # fmt: skip
from nagi.dermatology.clinic import Clinic, ProductDetails
from nagi.dermatology.consent.form import ConsentForm
from nagi.dermatology.consent.validity import Standing
from nagi.dermatology.intake.case import Case, Facts
from nagi.dermatology.product import product_facts
from nagi.evidence.rules import Route
from nagi.language import Text
from nagi.services.consultation import Consultation, consult

R = TypeVar("R", ConsentDocument, ConsentPage)
RELATED = (
    "patient__clinic",
    "signature__assessment__visit__patient__clinic",
    "signature__by",
    "lot__product",
    "made_by",
)


def signature(by: Staff, signature_id: UUID) -> Signature:
    """A physician's signature of the own clinic, with visit, patient and clinic. Raises Hidden."""
    return row(Signature, signature_id, by.clinic_id, "assessment__visit__patient__clinic", "by")


def signatures(of: Patient) -> Sequence[Signature]:
    """Every signed assessment of a patient from which a course can follow, the newest first."""
    found = rows(Signature, of.clinic_id).filter(assessment__visit__patient=of)
    found = found.exclude(assessment__visit__kind="session")
    return list(found.select_related("assessment__visit", "by").order_by("-at"))


def routes(of: Signature) -> Mapping[str, Sequence[str]]:
    """The routes that were signed as permitted, each with its sites; the drip has none."""
    found: dict[str, list[str]] = {}
    for one in SignedRoute.objects.filter(signature=of, signed="permitted").order_by("route", "site"):
        found.setdefault(one.route, []).extend([one.site] if one.site else [])
    return found


def counsellings(of: Signature) -> Sequence[Counselling]:
    """What was told about one assessment, the newest first."""
    return list(of.assessment.counsellings.select_related("by").order_by("-at"))


def document(by: Staff, document_id: UUID) -> ConsentDocument:
    """One consent document with all it rests on; its PDF is read once it is looked at. Raises Hidden."""
    held = rows(ConsentDocument, by.clinic_id).filter(pk=document_id)
    return _reached(held.select_related(*RELATED).defer("pdf").first())


def documents(of: Patient) -> Sequence[ConsentDocument]:
    """Every consent document of a patient, the newest first, without its pages."""
    found = rows(ConsentDocument, of.clinic_id).filter(patient=of).select_related("lot__product")
    return list(found.defer("pdf").prefetch_related("events").order_by("-made_at"))


def event(of: ConsentDocument, kind: ConsentEvent.Kind) -> ConsentEvent | None:
    """The newest event of a kind; None if there was none."""
    return of.events.filter(kind=kind).select_related("by").defer("pdf").order_by("-at").first()


def consultation(of: Signature, *, on: date, route: str = "", lot: Lot | None = None) -> Consultation:
    """The consultation behind a signature as it would be held now, for one route and one lot if they are given.

    It shows only the sites that the physician signed for that route. Raises NagiError as `consult` does.
    """
    patient = of.assessment.visit.patient
    case = case_of_record(of.assessment.record)
    clinic = clinic_of(patient.clinic)
    if route:
        case = _for_route(case, route, frozenset(routes(of).get(route, ())))
    if lot is not None:
        case, clinic = _with_lot(case, clinic, lot, on)
    person = {"name": patient.kanji, "kana": patient.kana, "record_number": patient.number}
    return consult(replace(case, person=person), on=on, software_version=release(), clinic=clinic)


def page(by: Staff, document_id: UUID, turn: int) -> ConsentPage:
    """One page of a document as a picture. Raises Hidden."""
    held = rows(ConsentPage, by.clinic_id).filter(document=document_id, turn=turn)
    return _reached(held.select_related("document").defer("document__pdf").first())


def _reached(found: R | None) -> R:
    if found is None:
        raise Hidden
    note_patient(found)
    return found


def form_now(of: ConsentDocument) -> ConsentForm | None:
    """The form as it would be made today for the day, route and lot of a document; None if no route is open."""
    day = clock.today(of.patient.clinic.zone, of.made_at)
    return consultation(of.signature, on=day, route=of.route, lot=of.lot).consent


def standing(of: ConsentDocument, now: ConsentForm | None = None) -> Standing:
    """Where a consent stands, as the rules read it. `now`: its `form_now`, where that is known already."""
    zone = of.patient.clinic.zone
    given, withdrawn = event(of, ConsentEvent.Kind.GIVEN), event(of, ConsentEvent.Kind.WITHDRAWN)
    shown_on = clock.today(zone, of.made_at)
    now = now or form_now(of)
    told: Any = given.strokes[0] if given and given.strokes else {}
    return Standing(
        shown_on=shown_on,
        given_on=clock.today(zone, given.at) if given else None,
        withdrawn=withdrawn is not None,
        valid_until=date.fromisoformat(of.digests["valid_until"]),
        same_day_wished=bool(told.get("same_day_wished")),
        lot=of.lot.number if of.lot else None,
        bound=of.digests["bound"],
        bound_now=now.bound if now else "",
    )


def _for_route(case: Case, route: str, sites: frozenset[str]) -> Case:
    """The same case with one route asked for, at the sites that were signed for it."""
    asked = Facts({**case.patient.answers, "patient.routes_requested": (route,)})
    places = tuple(
        site
        if not sites or site.code in sites
        else replace(site, facts=Facts({**site.facts.answers, "site.target": False}))
        for site in case.sites
    )
    return replace(case, patient=asked, sites=places)


def _with_lot(case: Case, clinic: Clinic, lot: Lot, on: date) -> tuple[Case, Clinic]:
    """The same case and clinic with this lot and its product, as the consent must name them (IC-003)."""
    product, route = lot.product, cast(Route, lot.product.route)
    facts = Facts(product_facts(record_of(lot), on=on))
    named = ProductDetails(
        name=Text(ja=product.name_ja, en=product.name_en),
        **{part: Text(**product.details[part]) for part in ("origin", "maker", "obtained")},
    )
    known = clinic.model_copy(update={"products": {**clinic.products, route: named}})
    return replace(case, products={**case.products, route: facts}), known


def current(of: Patient, route: str) -> ConsentDocument | None:
    """The newest consent that was signed for a route, whatever became of it."""
    found = rows(ConsentDocument, of.clinic_id).filter(patient=of, route=route, events__kind="given")
    return found.select_related(*RELATED).defer("pdf").order_by("-made_at").first()
