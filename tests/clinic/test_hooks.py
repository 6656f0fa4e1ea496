"""CDS Hooks: cards for physicians, refusals for everyone else, and what became of the cards."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from staging.facts import answered
from staging.house import NOW, House
from staging.tokens import sent, trust

from nagi.clinic.access.cards import overrides
from nagi.clinic.records.models import AuditEvent, Lot, Patient, Product, Role, Stop

CALL = "/cds-services/ev-eligibility"
FEEDBACK = f"{CALL}/feedback"
LOT = "/cds-services/ev-product-lot"
STOP = "/cds-services/ev-safety-stop"


@pytest.fixture(autouse=True)
def trusted(house: House, other_house: House) -> None:
    trust(house, other_house)


def asked(patient: object, hook: str = "patient-view", **context: Any) -> dict[str, Any]:
    told = {"userId": "Practitioner/physician", "patientId": str(patient), **context}
    return {"hook": hook, "hookInstance": str(uuid4()), "context": told}


def test_it_works(house: House, patient: Patient) -> None:
    answered(house, patient)
    cards = sent(CALL, asked(patient.pk), lang="en").json()["cards"]
    assert cards[0]["summary"] == "S004-022: Candidate, pending the physician. The physician decides."
    elbows = next(card for card in cards if "elbow" in card["summary"])
    assert (
        "**S004-008** Dermapen with exosomes: deferred, because: Dermapen must not be done"
        in elbows["detail"]
    )
    assert elbows["indicator"] == "warning"
    assert AuditEvent.objects.get(verb="viewed").patient == patient.pk
    assert AuditEvent.objects.get(verb="cards.shown").data["cards"][elbows["uuid"]].startswith(("S004", "GP"))


def test_in_japanese(house: House, patient: Patient) -> None:
    answered(house, patient)
    cards = sent(CALL, asked(patient.pk), lang="ja").json()["cards"]
    assert cards[0]["summary"].endswith("決めるのは医師です。")


def test_discovery_is_open_and_names_every_hook() -> None:
    told = Client().get("/cds-services").json()["services"]
    assert {(one["id"], one["hook"]) for one in told} == {
        ("ev-eligibility", "patient-view"), ("ev-eligibility", "order-select"), ("ev-eligibility", "order-sign"),
        ("ev-product-lot", "order-sign"), ("ev-safety-stop", "patient-view"),
    }  # fmt: skip


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PHYSICIAN])
def test_only_physicians(role: Role, house: House, patient: Patient) -> None:
    answered(house, patient)
    told = asked(patient.pk, userId=f"Practitioner/{role}")
    assert sent(CALL, told).status_code == 403
    assert sent(CALL, told, sub="Practitioner/physician").status_code == 403
    assert not AuditEvent.objects.filter(verb="viewed").exists()


def test_what_is_missing_is_named(patient: Patient) -> None:
    unanswered = sent(CALL, asked(patient.pk))
    assert (unanswered.status_code, unanswered.json()["problems"][1]) == (412, "prefetch.intake")
    assert sent(STOP, asked(uuid4())).json()["problems"][1] == "prefetch.patient"
    assert sent(LOT, asked(patient.pk, "order-sign")).json()["problems"][1] == "context.draftOrders"


def test_the_other_clinic_learns_nothing(house: House, patient: Patient) -> None:
    answered(house, patient)
    theirs = {"iss": "https://other.example"}
    assert sent(CALL, asked(patient.pk), **theirs).status_code == 412
    assert sent(STOP, asked(patient.pk), **theirs).content == sent(STOP, asked(uuid4()), **theirs).content


def test_a_call_of_another_form(patient: Patient) -> None:
    assert sent(CALL, {**asked(patient.pk), "hookInstance": "7"}).status_code == 422
    assert sent(LOT, asked(patient.pk)).status_code == 400  # ev-product-lot answers order-sign alone
    assert sent(CALL, {"hook": "patient-view"}).status_code == 400
    assert sent("/cds-services/ev-cure", asked(patient.pk)).status_code == 422


@pytest.fixture
def lot(house: House) -> Lot:
    product = Product(clinic=house.clinic, code="P1", name_ja="液", name_en="fluid", route="topical_exosome")
    product.save()
    made = Lot(
        product=product, number="L-1", expires_on=NOW.date().replace(year=2030), storage="-80", supplier="S",
        received_at=NOW, state=Lot.State.RECALLED,
    )  # fmt: skip
    made.save()
    return made


def order(*numbers: str) -> dict[str, Any]:
    code = {"coding": [{"system": "https://nagi.example/fhir/CodeSystem/product", "code": "P1"}]}
    lots = [
        {"resource": {"resourceType": "Medication", "code": code, "batch": {"lotNumber": number}}}
        for number in numbers
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": lots}


def test_a_recalled_lot_and_one_that_nobody_recorded(lot: Lot, patient: Patient) -> None:
    cards = sent(LOT, asked(patient.pk, "order-sign", draftOrders=order("L-1", "L-2")), lang="en").json()[
        "cards"
    ]
    assert [card["indicator"] for card in cards] == ["critical", "critical"]
    assert [card["summary"] for card in cards] == [
        "GP-058: lot L-1 is recalled, not to be used",
        "GP-058: lot L-2 is not recorded in this clinic, not to be used",
    ]
    assert sent(LOT, asked(patient.pk, "order-sign", draftOrders=order())).json() == {"cards": []}


def test_stops_that_nobody_lifted(patient: Patient) -> None:
    Stop(patient=patient, kind=Stop.Kind.FOR_GOOD, rule_id="AE-102", at=NOW).save()
    Stop(patient=patient, kind=Stop.Kind.SITE, rule_id="AE-101", site="cheeks", at=NOW, lifted_at=NOW).save()
    cards = sent(STOP, asked(patient.pk), lang="en").json()["cards"]
    assert [(card["indicator"], card["summary"]) for card in cards] == [
        ("critical", "AE-102: exosome therapy is stopped for good for this patient")
    ]


def test_known_by_record_number(patient: Patient, house: House) -> None:
    Stop(patient=patient, kind=Stop.Kind.PATIENT, rule_id="AE-100", at=NOW).save()
    own = f"https://nagi.example/fhir/record-number/{house.clinic.pk}"
    person = {"resourceType": "Patient", "identifier": [{"system": own, "value": patient.number}]}
    told = {**asked("elsewhere-17"), "prefetch": {"patient": person}}
    assert len(sent(STOP, told).json()["cards"]) == 1
    person["identifier"][0]["system"] = "https://elsewhere.example"
    assert sent(STOP, told).status_code == 412


def given(card: object, **reason: Any) -> dict[str, Any]:
    told = {"card": str(card), "outcome": "overridden", "outcomeTimestamp": "2026-11-20T01:00:00Z"}
    return {"feedback": [{**told, "overrideReason": reason}]}


def test_feedback_counts_overrides_by_rule_and_keeps_no_comment(house: House, patient: Patient) -> None:
    Stop(patient=patient, kind=Stop.Kind.PATIENT, rule_id="AE-100", at=NOW).save()
    (card,) = sent(STOP, asked(patient.pk)).json()["cards"]
    told = given(card["uuid"], reason={"code": "known"}, userComment="凪さんには説明済み")
    assert sent(f"{STOP}/feedback", told).status_code == 200
    assert sent(f"{STOP}/feedback", given(card["uuid"], reason={"code": "judgement"})).status_code == 200
    assert overrides(house.clinic.pk) == {"AE-100": {"shown": 1, "overridden:judgement": 1}}
    assert "説明" not in str([event.data for event in AuditEvent.objects.all()])


def test_feedback_on_a_card_that_was_not_shown(house: House, patient: Patient) -> None:
    answered(house, patient)
    cards = sent(CALL, asked(patient.pk)).json()["cards"]
    assert sent(FEEDBACK, given(UUID(int=7))).status_code == 404
    assert sent(f"{STOP}/feedback", given(cards[0]["uuid"])).status_code == 404
    assert sent(FEEDBACK, given(cards[0]["uuid"]), iss="https://other.example").status_code == 404
    assert sent(FEEDBACK, {"feedback": []}).status_code == 400
