"""Assessing a visit, signing what the rules said, and how an assessment ended. Only physicians (REG-003)."""

from collections.abc import Mapping
from uuid import UUID

from nagi.clinic.access.decisions import Held, newest, release, signature
from nagi.clinic.access.facts import case_of, clinic_of
from nagi.clinic.access.rows import locked
from nagi.clinic.actions.action import Acting, Entry, Problem, action
from nagi.clinic.actions.forecasts import ask_forecast
from nagi.clinic.records.models import Assessment, Disposition, Signature, SignedRoute, Visit
from nagi.dermatology.decision.ledger import Row
from nagi.dermatology.decision.signing import Signed, behind, refusals
from nagi.dermatology.decision.verdict import Decision, Overall
from nagi.language import Text
from nagi.services.consultation import consult

STALE = Text(
    ja="判定のあとで記録または規則が変わりました。もう一度判定してください。",
    en="the facts or the rules have changed since this assessment; assess again",
)
ALREADY = Text(ja="この判定はすでに署名されています。", en="this assessment is already signed")


@action("visit.assessed", "decision.sign")
def assess_visit(acting: Acting, visit_id: UUID) -> Entry:
    """Hold the consultation on what the visit's sheets say now, and keep all it takes to compute it again.

    Raises NagiError with every answer that cannot be read.
    """
    visit = locked(Visit, visit_id, acting.clinic)
    clinic = clinic_of(visit.patient.clinic)
    held = consult(case_of(visit), on=visit.on, software_version=release(), clinic=clinic)
    decision = held.assessment.decision
    made = Assessment(
        visit=visit, at=acting.now, by=acting.staff, record=held.record(), overall=held.assessment.overall,
        rules_digest=decision.rules_digest, evidence_digest=held.knowledge.digest, software_version=release(),
    )  # fmt: skip
    made.save(force_insert=True)
    ask_forecast(acting, made)
    data = {"overall": made.overall, "rules": list(decision.rule_ids)}
    return Entry(subject="assessment", id=made.pk, patient=visit.patient_id, data=data)


@action("assessment.signed", "decision.sign")
def sign(acting: Acting, assessment_id: UUID, routes: Mapping[Row, Signed], comment: str = "") -> Entry:
    """A physician's final word on every route. Raises Problem, by `route` or `site/route`, for what cannot be signed."""
    assessment = locked(Assessment, assessment_id, acting.clinic)
    decision = _signable(assessment)
    said = {_name(one.row): one.said for one in refusals(decision, routes)}
    if said:
        raise Problem(said)
    made = Signature(assessment=assessment, by=acting.staff, at=acting.now, comment=comment.strip() or None)
    made.save(force_insert=True)
    _write_routes(made, decision, routes)
    if kind := _ended(decision, routes):
        write_disposition(acting, assessment, kind)
    differing = [row for row, told in _told(decision).items() if routes[row].status != told]
    against = {_name(row): list(behind(decision, row)) for row in differing}
    data = {"overrides": list(against), "against": against}
    return Entry(subject="signature", id=made.pk, patient=assessment.visit.patient_id, data=data)


@action("assessment.ended", "decision.sign")
def dispose(acting: Acting, assessment_id: UUID, kind: Disposition.Kind, reason: str = "") -> Entry:
    """How an assessment ended. A later one follows; nothing is changed."""
    assessment = locked(Assessment, assessment_id, acting.clinic)
    made = write_disposition(acting, assessment, kind, reason)
    data = {"kind": kind.value}
    return Entry(subject="disposition", id=made.pk, patient=assessment.visit.patient_id, data=data)


def write_disposition(
    acting: Acting, assessment: Assessment, kind: Disposition.Kind, reason: str = ""
) -> Disposition:
    """The row itself, for actions that end an assessment by what they do."""
    made = Disposition(
        assessment=assessment, kind=kind, reason=reason.strip() or None, at=acting.now, by=acting.staff
    )
    made.save(force_insert=True)
    return made


def _signable(assessment: Assessment) -> Decision:
    """The decision to sign: of the newest assessment of its visit, unsigned, on the facts as they are now."""
    locked(Visit, assessment.visit_id, assessment.visit.patient.clinic_id)
    if signature(assessment):
        raise Problem({"": ALREADY})
    held = Held(assessment)
    if newest(assessment.visit) != assessment or held.stale:
        raise Problem({"": STALE})
    return held.decision


def _write_routes(made: Signature, decision: Decision, routes: Mapping[Row, Signed]) -> None:
    for (site, route), told in _told(decision).items():
        signed = routes[site, route]
        reason = (signed.reason or "").strip() or None
        SignedRoute(
            signature=made, site=site, route=route, decided=told, signed=signed.status, reason=reason
        ).save(force_insert=True)


def _ended(decision: Decision, routes: Mapping[Row, Signed]) -> Disposition.Kind | None:
    """Refused everywhere, or sent elsewhere: the assessment ends with the signature."""
    if decision.overall is Overall.URGENT_REFERRAL:
        return Disposition.Kind.REFERRED
    return Disposition.Kind.REFUSED if {one.status for one in routes.values()} == {"refused"} else None


def _told(decision: Decision) -> dict[Row, str]:
    return {(site, route): told.status for site, route, told in decision.routes()}


def _name(row: Row) -> str:
    site, route = row
    return route if site is None else f"{site}/{route}"
