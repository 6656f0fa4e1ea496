"""What another program sends: mapped where it can be, unknown where it cannot, refused where it is not valid."""

from datetime import date
from typing import Any

import pytest
from interchange_charts import AT, PERSON, row, worked

from nagi.errors import NagiError
from nagi.interchange.cds_hooks.facts import lot_numbers, raw_case, record_numbers
from nagi.interchange.fhir.answers import response
from nagi.interchange.fhir.chart import Answered
from nagi.interchange.fhir.patient import patient, record_number
from nagi.interchange.fhir.systems import concept

DAY = date(2026, 11, 20)
INTAKE = response(Answered(visit=row(3), at=AT, case=worked()), PERSON)


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in resources]}


def allergy(code: str, system: str = "allergen", **more: Any) -> dict[str, Any]:
    told = {"code": concept(system, code), "patient": {"reference": "Patient/1"}}
    return {"resourceType": "AllergyIntolerance", **told, **more}


def read(**sent: Any) -> dict[str, Any]:
    raw = raw_case({"intake": INTAKE, **sent}, on=DAY)
    assert raw is not None
    return dict(raw["patient"])


def test_it_works() -> None:
    raw = raw_case({"patient": patient(PERSON), "intake": bundle(INTAKE)}, on=DAY)
    assert raw is not None
    assert [site["code"] for site in raw["sites"]] == ["cheeks", "elbow_flexures"]
    assert raw["patient"]["age_years"] == 29
    assert raw["patient"]["history"]["keloid"] is False


def test_without_the_intake_there_is_no_case() -> None:
    assert raw_case({"patient": patient(PERSON), "intake": None}, on=DAY) is None
    assert raw_case({"intake": bundle()}, on=DAY) is None


@pytest.mark.parametrize(("born", "age"), [("1996-11-20", 30), ("1996-11-21", 29), ("2010-01-01", 16)])
def test_age_follows_from_the_date_of_birth(born: str, age: int) -> None:
    assert read(patient={"resourceType": "Patient", "birthDate": born})["age_years"] == age


def test_a_year_of_birth_alone_gives_no_age() -> None:
    assert (
        read(patient={"resourceType": "Patient", "birthDate": "2012"})["age_years"] == 29
    )  # the intake's own


def test_an_allergy_counts_wherever_it_stands() -> None:
    lidocaine, other = allergy("lidocaine"), allergy("http://snomed.info/x", "http://snomed.info/sct")
    assert read(allergies=bundle(lidocaine, other))["allergies"] == ["lidocaine", "other"]
    wrong = allergy("latex", verificationStatus=concept("http://x.example/s", "entered-in-error"))
    assert read(allergies=bundle(wrong))["allergies"] == []
    assert read(allergies=bundle())["allergies"] == []


def test_none_sent_is_not_none_known() -> None:
    unasked = {**INTAKE, "item": [one for one in INTAKE["item"] if one["linkId"] != "patient.allergies"]}
    assert "allergies" not in read(intake=unasked, allergies=bundle())
    assert read(intake=unasked, allergies=bundle(allergy("none-reported")))["allergies"] == []


def test_what_is_not_valid_is_refused() -> None:
    with pytest.raises(NagiError, match="NAGI-X212"):
        read(patient={"resourceType": "Patient", "gender": "xx"})


def test_only_this_clinics_record_number_counts() -> None:
    other = {"system": record_number("elsewhere"), "value": "7"}
    person = patient(PERSON)
    sent = {"patient": {**person, "identifier": [other, *person["identifier"]]}}
    assert record_numbers(sent, PERSON.clinic) == ["000001"]


def test_only_lots_of_our_products_are_ours_to_judge() -> None:
    ours = {"resourceType": "Medication", "code": concept("product", "P1"), "batch": {"lotNumber": "A"}}
    vaccine = {
        "resourceType": "Medication",
        "code": concept("http://x.example", "v"),
        "batch": {"lotNumber": "B"},
    }
    order = {
        "resourceType": "MedicationRequest", "contained": [ours, vaccine], "status": "draft", "intent": "order",
        "subject": {"reference": "Patient/1"}, "medicationCodeableConcept": {"text": "x"},
    }  # fmt: skip
    assert lot_numbers(bundle(order, vaccine, ours)) == ["A"]
    assert lot_numbers({"type": "collection"}) == []
    unreadable = {**ours, "batch": {"lotNumber": "A\x00"}}
    assert lot_numbers(bundle(unreadable)) == []


@pytest.mark.parametrize("entry", [5, [5], [{"resource": 5}], [{"resource": {"resourceType": "Spaceship"}}]])
def test_a_bundle_that_is_none(entry: object) -> None:
    broken = {"resourceType": "Bundle", "type": "searchset", "entry": entry}
    with pytest.raises(NagiError, match="NAGI-X211"):
        raw_case({"intake": broken}, on=DAY)
    with pytest.raises(NagiError, match="NAGI-X211"):
        lot_numbers(broken)
