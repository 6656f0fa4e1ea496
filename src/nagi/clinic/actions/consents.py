"""Counselling, the consent document, its signature, its withdrawal. Nothing is changed: another event follows."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from nagi.clinic import clock, papers
from nagi.clinic.access import consents
from nagi.clinic.access.rows import locked, row
from nagi.clinic.access.trail import not_before
from nagi.clinic.actions.action import Acting, Entry, Problem, action
from nagi.clinic.actions.decisions import write_disposition
from nagi.clinic.certificate import certificate_of
from nagi.clinic.records.models import (
    Agreement,
    ConsentDocument,
    ConsentEvent,
    ConsentPage,
    Counselling,
    Disposition,
    Lot,
    Purpose,
    Signature,
)  # fmt: skip
from nagi.clinic.words import word
from nagi.dermatology.consent.form import ConsentForm
from nagi.dermatology.consent.validity import may_sign_from, needs_renewal
from nagi.dermatology.phrases import dated, joined
from nagi.evidence.rulebook import load_rules
from nagi.language import Lang, Text
from nagi.services.consultation import Consultation

NEEDED = ("treatment", "data")
"""Without these two there is no treatment; every other answer is free."""
PURPOSES = {
    "data": Purpose.CARE, "photo_chart": Purpose.PHOTOGRAPHS, "photo_teaching": Purpose.PHOTOGRAPHS_TEACHING,
    "registry": Purpose.REGISTRY,
}  # fmt: skip
LEAST_POINTS = 8


@dataclass(frozen=True, kw_only=True)
class Given:
    """How a consent was signed: with strokes of a pen, or by a name typed before a witness."""

    choices: Mapping[str, bool]
    strokes: papers.Points = field(default=())
    typed: str = ""
    witness: str = ""
    same_day_wished: str = ""

    @property
    def drawn(self) -> bool:
        """Is there a signature rather than a dot?"""
        return sum(len(line) for line in self.strokes) >= LEAST_POINTS


@action("counselling.given", "counselling.write")
def counsel(acting: Acting, signature_id: UUID, items: Sequence[str], language: Lang) -> Entry:
    """Write down which items a physician explained. Several talks add up."""
    signed = row(Signature, signature_id, acting.clinic, "assessment__visit__patient")
    known = topics(consents.consultation(signed, on=clock.today(_zone(signed), acting.now)))
    told = [code for code in known if code in items]
    if not told:
        raise Problem({"": word("consents.nothing_told")})
    made = Counselling(
        assessment=signed.assessment, items=told, language=language, at=acting.now, by=acting.staff
    )
    made.save(force_insert=True)
    patient = signed.assessment.visit.patient_id
    return Entry(subject="counselling", id=made.pk, patient=patient, data={"items": len(told)})


@action("consent.shown", "consent.take")
def show_document(acting: Acting, signature_id: UUID, route: str, lot_id: UUID, language: Lang) -> Entry:
    """Freeze a consent document for one route and one lot, with the texts, evidence, rules and prices of today.

    Raises Problem while the route is not signed, the lot may not be used, something was not explained, or a
    blank is left; NagiError if it cannot be printed.
    """
    signed = row(Signature, signature_id, acting.clinic, "assessment__visit__patient__clinic", "by")
    lot = row(Lot, lot_id, acting.clinic, "product")
    _refuse_unfit(signed, route, lot)
    day = clock.today(_zone(signed), acting.now)
    held = consents.consultation(signed, on=day, route=route, lot=lot)
    form = _complete(held, signed)
    view = papers.consent_view(held, language)
    pdf = papers.consent_pdf(view, day)
    patient = signed.assessment.visit.patient
    first = may_sign_from(clock.today(_zone(signed), not_before(acting.now)), table=load_rules())
    made = ConsentDocument(
        patient=patient, signature=signed, route=route, language=language, lot=lot, pdf=pdf,
        pdf_digest=hashlib.sha256(pdf).digest(), digests=_digests(form, held), made_at=acting.now,
        made_by=acting.staff, may_sign_from=clock.start(first, _zone(signed)),
    )  # fmt: skip
    made.save(force_insert=True)
    for turn, picture in enumerate(papers.pictures(view), 1):
        ConsentPage(document=made, turn=turn, picture=picture).save(force_insert=True)
    return Entry(subject="consent", id=made.pk, patient=patient.pk, data={"route": route, "lot": str(lot.pk)})


@action("consent.given", "consent.take")
def give(acting: Acting, document_id: UUID, given: Given) -> Entry:
    """Sign a consent document and seal it. Raises Problem with everything that stands against it."""
    locked(ConsentDocument, document_id, acting.clinic)
    document = row(ConsentDocument, document_id, acting.clinic, *consents.RELATED)
    if said := _against(document, given, acting):
        raise Problem(said)
    clinic = document.patient.clinic
    certificate = certificate_of(clinic.pk, clinic.name_en, now=acting.now)
    day = clock.today(clinic.zone, document.made_at)
    held = consents.consultation(document.signature, on=day, route=document.route, lot=document.lot)
    view = papers.consent_view(held, _lang(document))
    pdf = papers.sealed(
        document.pdf, papers.signature_pdf(view, _said(document, given, view, acting), day), certificate
    )
    if not papers.intact(pdf, certificate):
        raise RuntimeError("the sealed document does not validate")
    event = _event(acting, document, ConsentEvent.Kind.GIVEN, strokes=[asdict(given)], pdf=pdf)
    for code, purpose in PURPOSES.items():
        Agreement(
            patient=document.patient, purpose=purpose, given=given.choices.get(code, False), at=acting.now,
            by=acting.staff,
        ).save(force_insert=True)  # fmt: skip
    _replace_earlier(acting, document)
    write_disposition(acting, document.signature.assessment, Disposition.Kind.ACCEPTED)
    data = {"event": str(event.pk), "sealed": hashlib.sha256(pdf).hexdigest(), "typed": not given.drawn}
    return Entry(subject="consent", id=document.pk, patient=document.patient_id, data=data)


@action("consent.withdrawn", "consent.withdraw")
def withdraw(acting: Acting, document_id: UUID, reason: str = "") -> Entry:
    """Take a consent back, at any time and without a reason. Withdrawing twice is once."""
    document = locked(ConsentDocument, document_id, acting.clinic)
    if not document.events.filter(kind=ConsentEvent.Kind.WITHDRAWN).exists():
        _event(acting, document, ConsentEvent.Kind.WITHDRAWN, reason=reason.strip() or None)
    return Entry(subject="consent", id=document.pk, patient=document.patient_id)


def topics(held: Consultation) -> dict[str, Text]:
    """Every item that must be explained before consent, by code: the items of the form, and the gates before it."""
    if held.consent is None:
        return {}
    gates = {gate.code: gate.name for gate in held.consent.gates}
    return {**{item.id: item.heading for item in held.consent.items}, **gates}


def _refuse_unfit(signed: Signature, route: str, lot: Lot) -> None:
    if route not in consents.routes(signed):
        raise Problem({"route": word("consents.not_signed")})
    if lot.product.route != route:
        raise Problem({"lot": word("consents.other_route")})
    if lot.state != Lot.State.RELEASED:
        raise Problem({"lot": word(f"stock.is_{lot.state}")})


def _complete(held: Consultation, signed: Signature) -> ConsentForm:
    """The form, if everything in it was explained and nothing is left blank."""
    form = held.consent
    if form is None:
        raise Problem({"route": word("consents.not_open")})
    if form.blanks:
        open_in: dict[str, dict[str, None]] = {}
        for item, blank in form.blanks:
            open_in.setdefault(item, {})[blank] = None
        left = {f"{item}: {', '.join(names)}": topics(held)[item] for item, names in open_in.items()}
        raise Problem({"": _naming("consents.blanks", left)})
    told = {code for one in consents.counsellings(signed) for code in one.items}
    if missing := [code for code in topics(held) if code not in told]:
        raise Problem({"": _naming("consents.not_told", {one: topics(held)[one] for one in missing})})
    return form


def _naming(key: str, items: Mapping[str, Text]) -> Text:
    """A word with the headings of these items in its blank."""
    named = [Text(ja=f"{one.ja} ({code})", en=f"{one.en} ({code})") for code, one in items.items()]
    return word(key, named=joined(named))


def _digests(form: ConsentForm, held: Consultation) -> dict[str, Any]:
    return {
        "text": form.digest,
        "bound": form.bound,
        "rules": held.assessment.decision.rules_digest,
        "evidence": held.knowledge.digest,
        "prices": held.quotation.prices_digest if held.quotation else None,
        "valid_until": form.valid_until.isoformat(),
    }


def _against(document: ConsentDocument, given: Given, acting: Acting) -> dict[str, Any]:
    """Everything that stands against this signature, by the field it belongs to."""
    said = {code: word("consents.needed") for code in NEEDED if not given.choices.get(code)}
    kinds = set(document.events.values_list("kind", flat=True))
    if ConsentEvent.Kind.GIVEN in kinds or ConsentEvent.Kind.WITHDRAWN in kinds:
        said[""] = word("consents.closed")
    elif needs_renewal(consents.standing(document)):
        said[""] = word("consents.changed")
    if acting.now < document.may_sign_from and not given.same_day_wished:
        first = clock.today(document.patient.clinic.zone, document.may_sign_from)
        said["same_day_wished"] = word("consents.too_early", day=dated(first))
    if not given.drawn and not (given.typed and given.witness):
        said["strokes"] = word("consents.unsigned")
    return said


def _said(document: ConsentDocument, given: Given, view: Mapping[str, Any], acting: Acting) -> dict[str, Any]:
    """The page of signatures as data."""
    labels = {one["code"]: one["label"] for one in view["consent"]["signatures"]}
    return {
        "choices": [
            {"label": label, "given": given.choices.get(code, False)} for code, label in labels.items()
        ],
        "wish": given.same_day_wished or None,
        "drawn": papers.drawn(given.strokes) if given.drawn else None,
        "typed": None if given.drawn else given.typed,
        "witness": None if given.drawn else given.witness,
        "at": clock.local(acting.now, document.patient.clinic.zone).isoformat(timespec="seconds"),
        "physician": document.signature.by.name,
        "shown": bytes(document.pdf_digest).hex(),
    }


def _replace_earlier(acting: Acting, document: ConsentDocument) -> None:
    """Earlier consents for the same route were renewed by this one."""
    earlier = ConsentDocument.objects.filter(
        patient=document.patient, route=document.route, events__kind=ConsentEvent.Kind.GIVEN
    )
    for one in earlier.exclude(pk=document.pk).exclude(events__kind=ConsentEvent.Kind.RENEWAL):
        _event(acting, one, ConsentEvent.Kind.RENEWAL)


def _event(
    acting: Acting, document: ConsentDocument, kind: ConsentEvent.Kind, **columns: Any
) -> ConsentEvent:
    event = ConsentEvent(document=document, kind=kind, at=acting.now, by=acting.staff, **columns)
    event.save(force_insert=True)
    return event


def _zone(signed: Signature) -> str:
    return signed.assessment.visit.patient.clinic.zone


def _lang(document: ConsentDocument) -> Lang:
    return "en" if document.language == "en" else "ja"
