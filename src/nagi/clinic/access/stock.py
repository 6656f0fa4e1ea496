"""Products and lots of the own clinic, and who received what of a lot."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db.models import Sum

from nagi.clinic.access.rows import row, rows
from nagi.clinic.access.touched import touch
from nagi.clinic.records.models import AdverseEvent, Certificate, Lot, Movement, Product, Session, Staff
from nagi.dermatology.product import LotRecord, product_facts
from nagi.dermatology.safety import links
from nagi.evidence.rules import Route


def products(by: Staff) -> Sequence[Product]:
    """Every product in use, by route and code."""
    return list(rows(Product, by.clinic_id).filter(retired_at=None).order_by("route", "code"))


def product(by: Staff, product_id: UUID) -> Product:
    """One product. Raises Hidden."""
    return row(Product, product_id, by.clinic_id)


def lots(by: Staff) -> Sequence[Lot]:
    """Every lot, what may be used first, the nearest expiry first."""
    order = {Lot.State.RELEASED: 0, Lot.State.QUARANTINED: 1, Lot.State.RECALLED: 2}
    every = rows(Lot, by.clinic_id).select_related("product").order_by("expires_on", "number")
    return sorted(every, key=lambda lot: (lot.vials == 0, order[Lot.State(lot.state)]))


def lot(by: Staff, lot_id: UUID) -> Lot:
    """One lot with its product. Raises Hidden."""
    return row(Lot, lot_id, by.clinic_id, "product")


def found(by: Staff, number: str, gtin: str | None) -> Sequence[Lot]:
    """The lots of this number; of this product code, where the code of a product is known."""
    same = rows(Lot, by.clinic_id).select_related("product").filter(number__iexact=number)
    return [one for one in same if not gtin or one.product.gtin in ("", gtin)]


def certificates(of: Lot) -> Sequence[Certificate]:
    """Every line, the newest first; the newest of a test counts."""
    return list(of.certificates.select_related("by").defer("paper").order_by("-at"))


def papers(of: Lot) -> set[UUID]:
    """The lines that have a paper."""
    return set(of.certificates.exclude(paper=None).values_list("pk", flat=True))


def certificate(by: Staff, certificate_id: UUID) -> Certificate:
    """One line with its paper. Raises Hidden."""
    return row(Certificate, certificate_id, by.clinic_id)


def movements(of: Lot) -> Sequence[Movement]:
    """Every vial that came and went, the newest first."""
    return list(of.movements.select_related("by").order_by("-at"))


def counted(of: Lot) -> int:
    """What the movements say is left."""
    return int(of.movements.aggregate(left=Sum("vials"))["left"] or 0)


def record_of(lot: Lot) -> LotRecord:
    """A lot as the rules read it."""
    return _record(lot, dict(lot.certificates.order_by("at").values_list("test", "passed")))


def _record(lot: Lot, passed: Mapping[str, bool | None]) -> LotRecord:
    """`passed`: what the newest line of each test of its certificate says."""
    facts: Mapping[str, Any] = lot.product.facts
    return LotRecord(
        route=cast(Route, lot.product.route), number=lot.number, maker=lot.supplier, storage=lot.storage,
        expires_on=lot.expires_on, facts=facts, passed=passed,
    )  # fmt: skip


def facts_of(products: Iterable[Product], *, on: date) -> Mapping[str, Mapping[str, Any]]:
    """What the rules read of products, by route: their own answers, and those of the lot that is to be used next."""
    held = list(products)
    usable = Lot.objects.filter(
        product__in=held, state=Lot.State.RELEASED, vials__gt=0, expires_on__gte=on
    ).select_related("product")
    following = {one.product_id: one for one in usable.order_by("-expires_on", "-number")}
    passed: dict[UUID, dict[str, bool | None]] = {}
    lines = Certificate.objects.filter(lot__in=following.values()).order_by("at")
    for lot, test, good in lines.values_list("lot", "test", "passed"):
        passed.setdefault(lot, {})[test] = good
    records = {key: _record(lot, passed.get(lot.pk, {})) for key, lot in following.items()}
    return {
        one.route: product_facts(records[one.pk], on=on) if one.pk in records else one.facts for one in held
    }


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """One session with a lot: who received it, at which sites, and what happened afterwards (REG-025)."""

    session: Session
    vials: int
    sites: Sequence[str]
    events: Sequence[AdverseEvent]


def recipients(by: Staff, of: Lot) -> Sequence[Recipient]:
    """Everyone who received a lot, the newest session first; each record that is shown counts as looked at."""
    sessions = list(
        rows(Session, by.clinic_id)
        .filter(lot=of)
        .select_related("visit__patient", "booking__course")
        .prefetch_related("sites", "movements")
        .order_by("-at")
    )
    of_patient: dict[UUID, list[AdverseEvent]] = {}
    patients = {one.visit.patient_id for one in sessions}
    for event in rows(AdverseEvent, by.clinic_id).filter(patient__in=patients).order_by("onset_on"):
        of_patient.setdefault(event.patient_id, []).append(event)
    for patient in patients:
        touch(patient)
    return [
        Recipient(
            session=one,
            vials=-sum(move.vials for move in one.movements.all() if move.lot_id == of.pk),
            sites=[site.site for site in one.sites.all()],
            events=[event for event in of_patient.get(one.visit.patient_id, []) if _belongs(event, one)],
        )
        for one in sessions
    ]


def _belongs(event: AdverseEvent, session: Session) -> bool:
    """Recorded with this session, or linked to it by its onset (AE-104)."""
    if event.session_id is not None:
        return event.session_id == session.pk
    return links(event.event, onset=event.onset_on, session=session.visit.on)
