"""Reading a patient's chart as FHIR: what is in it, who may, and what the trail keeps of it."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from staging.facts import answered
from staging.house import House
from staging.tokens import claims, got, signed, trust

from nagi.clinic.actions import decisions
from nagi.clinic.records.models import AuditEvent, Patient, Role

SEARCH = "/fhir/Patient/_search"


@pytest.fixture(autouse=True)
def trusted(house: House, other_house: House) -> None:
    trust(house, other_house)


@pytest.fixture
def seen(house: House, patient: Patient) -> Patient:
    """A patient who was assessed."""
    visit = answered(house, patient)
    decisions.assess_visit(house.acting(Role.PHYSICIAN), visit.pk)
    return patient


def kinds(bundle: dict[str, Any]) -> set[str]:
    return {entry["resource"]["resourceType"] for entry in bundle.get("entry", [])}


def test_it_works(seen: Patient) -> None:
    answer = got(f"/fhir/Patient/{seen.pk}/$everything")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/fhir+json"
    assert answer["Cache-Control"] == "no-store"
    assert {"Patient", "Observation", "Condition", "Provenance", "QuestionnaireResponse", "Consent"} <= kinds(
        answer.json()
    )
    viewed = AuditEvent.objects.get(verb="viewed")
    assert (viewed.subject, viewed.patient, viewed.data) == ("fhir-everything", seen.pk, {})


def test_the_phase_of_each_site_and_the_rules_behind_it(seen: Patient) -> None:
    conditions = got(f"/fhir/Condition?patient={seen.pk}").json()["entry"]
    phases = {
        one["resource"]["bodySite"][0]["text"]: one["resource"]["stage"][0]["summary"]["coding"][0]["code"]
        for one in conditions
    }
    assert phases == {"cheeks": "stable", "elbow_flexures": "active"}
    trace = got(f"/fhir/Provenance?patient=Patient/{seen.pk}").json()["entry"][0]["resource"]
    assert any(policy.endswith("/rule/S004-008") for policy in trace["policy"])


def test_the_patient_by_record_number_asked_in_the_body(seen: Patient) -> None:
    def asked(identifier: str) -> Any:
        return Client().post(SEARCH, {"identifier": identifier}, headers=signed(claims(SEARCH))).json()

    found = asked(seen.number)["entry"][0]["resource"]
    assert found["id"] == str(seen.pk)
    assert found["birthDate"] == seen.born_on
    assert found["name"][0]["text"] == seen.kanji
    own = found["identifier"][0]["system"]
    assert asked(f"{own}|{seen.number}")["total"] == 1
    assert asked(f"https://elsewhere.example|{seen.number}")["total"] == 0
    assert asked("999999")["total"] == 0
    assert asked(f"{seen.number}\x00")["total"] == 0


def test_only_a_physician_reads_what_holds_decisions(seen: Patient) -> None:
    for path in (f"/fhir/Patient/{seen.pk}/$everything", f"/fhir/Condition?patient={seen.pk}"):
        assert got(path, sub="Practitioner/nurse").status_code == 403
    assert got(f"/fhir/Patient/{seen.pk}", sub="Practitioner/nurse").status_code == 200
    assert got(f"/fhir/Patient/{seen.pk}", sub="Practitioner/reception").status_code == 403


def test_the_other_clinic_finds_nothing(seen: Patient) -> None:
    for path in (
        f"/fhir/Patient/{seen.pk}",
        f"/fhir/Patient/{seen.pk}/$everything",
        f"/fhir/Consent?patient={seen.pk}",
    ):
        there = got(path, iss="https://other.example")
        nowhere = got(path.replace(str(seen.pk), str(uuid4())), iss="https://other.example")
        assert (there.status_code, there.content) == (404, nowhere.content)


def test_what_the_server_can_do_needs_no_token() -> None:
    told = Client().get("/fhir/metadata").json()
    assert told["fhirVersion"] == "4.0.1"
    assert {"Patient", "AdverseEvent"} <= {one["type"] for one in told["rest"][0]["resource"]}


def test_the_intake_in_both_languages() -> None:
    item = next(
        one for one in got("/fhir/Questionnaire/ev-intake").json()["item"] if one["linkId"] == "patient.fever"
    )
    assert "fever" in item["text"].lower()
    assert any("ぁ" <= letter <= "ん" for letter in json.dumps(item["_text"], ensure_ascii=False))


def test_a_call_of_another_form() -> None:
    assert got("/fhir/Condition?patient=1").status_code == 422
    assert got("/fhir/Condition").status_code == 422
    assert got("/fhir/Spaceship?patient=1").status_code == 422
