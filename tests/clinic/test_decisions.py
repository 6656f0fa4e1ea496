"""The physician assesses and signs."""

from collections.abc import Callable, Mapping

import pytest
from django.test import Client
from staging.facts import answered
from staging.house import House

from nagi.clinic.access.decisions import Held
from nagi.clinic.access.overrides import overridden_rules
from nagi.clinic.access.refusals import Forbidden, Hidden
from nagi.clinic.actions import decisions
from nagi.clinic.actions.action import Problem
from nagi.clinic.records.models import (
    Assessment,
    AuditEvent,
    Disposition,
    Patient,
    Role,
    Sheet,
    Signature,
    SignedRoute,
    Staff,
    Visit,
)  # fmt: skip
from nagi.dermatology.decision.ledger import Row
from nagi.dermatology.decision.signing import Signed


@pytest.fixture
def visit(house: House, patient: Patient) -> Visit:
    """A visit on which everything was answered and nothing stands against a route."""
    return answered(house, patient)


def assessed(house: House, visit: Visit) -> Assessment:
    made = decisions.assess_visit(house.acting(Role.PHYSICIAN), visit.pk)
    return Assessment.objects.get(pk=made)


def as_told(of: Assessment, **change: Signed) -> Mapping[Row, Signed]:
    routes = {(site, route): Signed(status=told.status) for site, route, told in Held(of).decision.routes()}
    return {row: change.get(row[1], signed) for row, signed in routes.items()}


def test_it_works(house: House, visit: Visit) -> None:
    assessment = assessed(house, visit)
    assert assessment.overall == "candidate_pending_physician"
    decisions.sign(house.acting(Role.PHYSICIAN), assessment.pk, as_told(assessment), "署名します")
    signed = SignedRoute.objects.get(route="topical_exosome", site="cheeks")
    assert (signed.site, signed.decided, signed.signed) == ("cheeks", "permitted", "permitted")
    trail = AuditEvent.objects.get(verb="assessment.signed")
    assert trail.patient == visit.patient_id
    assert "署名" not in str(trail.data)


def test_what_is_stored_computes_the_same_decision_and_names_nobody(house: House, visit: Visit) -> None:
    assessment = assessed(house, visit)
    assert Held(assessment).told.overall == assessment.overall
    stored = str(assessment.record)
    assert visit.patient.kanji not in stored
    assert visit.patient.born_on not in stored


def test_stricter_needs_a_reason_and_is_always_possible(house: House, visit: Visit) -> None:
    assessment = assessed(house, visit)
    doctor = house.acting(Role.PHYSICIAN)
    with pytest.raises(Problem, match="cheeks/topical_exosome"):
        decisions.sign(doctor, assessment.pk, as_told(assessment, topical_exosome=Signed(status="refused")))
    stricter = as_told(assessment, topical_exosome=Signed(status="refused", reason="希望が変わった"))
    decisions.sign(doctor, assessment.pk, stricter)
    assert {one.signed for one in SignedRoute.objects.filter(route="topical_exosome")} == {"refused"}
    assert AuditEvent.objects.get(verb="assessment.signed").data == {
        "overrides": ["cheeks/topical_exosome", "elbow_flexures/topical_exosome"],
        "against": {"cheeks/topical_exosome": [], "elbow_flexures/topical_exosome": ["GP-050"]},
    }


def test_a_blocked_route_stays_closed_whatever_the_reason(house: House, patient: Patient) -> None:
    assessment = assessed(house, answered(house, patient, patient__history__keloid=True))
    looser = as_told(assessment, dermapen_exosome=Signed(status="permitted", reason="希望"))
    with pytest.raises(Problem) as problem:
        decisions.sign(house.acting(Role.PHYSICIAN), assessment.pk, looser)
    assert "GP-" in problem.value.said["cheeks/dermapen_exosome"].en
    assert not Signature.objects.exists()


def test_facts_that_changed_ask_for_a_new_assessment(house: House, visit: Visit) -> None:
    assessment = assessed(house, visit)
    sheet = Sheet.objects.get(visit=visit, part="signs")
    sheet.answers = {**sheet.answers, "patient.fever": True}
    sheet.save()
    assert Held(Assessment.objects.get()).stale
    with pytest.raises(Problem):
        decisions.sign(house.acting(Role.PHYSICIAN), assessment.pk, as_told(assessment))


def test_it_is_signed_once(house: House, visit: Visit) -> None:
    assessment = assessed(house, visit)
    decisions.sign(house.acting(Role.PHYSICIAN), assessment.pk, as_told(assessment))
    with pytest.raises(Problem):
        decisions.sign(house.acting(Role.PHYSICIAN), assessment.pk, as_told(assessment))


@pytest.mark.parametrize("role", [Role.NURSE, Role.RECEPTION, Role.ADMINISTRATOR])
def test_only_a_physician_assesses_and_signs(role: Role, house: House, visit: Visit) -> None:
    assessment = assessed(house, visit)
    for act in (
        lambda: decisions.assess_visit(house.acting(role), visit.pk),
        lambda: decisions.sign(house.acting(role), assessment.pk, {}),
        lambda: decisions.dispose(house.acting(role), assessment.pk, Disposition.Kind.LOST),
    ):
        with pytest.raises(Forbidden):
            act()


def test_the_other_clinic_reaches_nothing(other_house: House, house: House, visit: Visit) -> None:
    with pytest.raises(Hidden):
        decisions.assess_visit(other_house.acting(Role.PHYSICIAN), visit.pk)


def test_how_it_ended_is_kept(house: House, visit: Visit) -> None:
    assessment = assessed(house, visit)
    decisions.dispose(house.acting(Role.PHYSICIAN), assessment.pk, Disposition.Kind.DECLINED, "費用")
    assert Disposition.objects.get().kind == "declined"
    assert "費用" not in str(AuditEvent.objects.get(verb="assessment.ended").data)


def test_what_was_set_aside_is_counted_by_rule_with_its_reasons(
    house: House, other_house: House, visit: Visit, client_of: Callable[[Staff], Client]
) -> None:
    assessment = assessed(house, visit)
    opened = Signed(status="permitted", reason="診察で確かめた")
    withheld = Signed(status="deferred", reason="希望が変わった")
    routes = as_told(assessment, injection_exosome=opened, topical_exosome=withheld)
    decisions.sign(house.acting(Role.PHYSICIAN), assessment.pk, routes)
    doctor = house.staff[Role.PHYSICIAN]
    told = {one.rule: one for one in overridden_rules(doctor)}
    drawn = {rule: (one.fired, one.decisions, one.looser, one.stricter) for rule, one in told.items()}
    assert drawn == {"GP-060": (1, 1, 2, 0), "GP-051": (1, 1, 1, 0), "GP-050": (1, 1, 0, 1), "": (0, 1, 0, 1)}
    assert {one.reason for one in told["GP-060"].changed} == {"診察で確かめた"}
    page = client_of(doctor).get("/decisions/overrides/").content.decode()
    assert "GP-060" in page
    assert "希望が変わった" in page
    assert overridden_rules(other_house.staff[Role.PHYSICIAN]) == []
    for role in (Role.NURSE, Role.ADMINISTRATOR):  # reasons tell of route decisions (REG-003)
        assert client_of(house.staff[role]).get("/decisions/overrides/").status_code == 403
