"""What another program sent along, as the raw facts of a case. What cannot be mapped stays unknown."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from nagi.evidence.rulebook import load_rules
from nagi.interchange.fhir.answers import read_response
from nagi.interchange.fhir.checking import checked
from nagi.interchange.fhir.findings import NONE_REPORTED
from nagi.interchange.fhir.patient import record_number
from nagi.interchange.fhir.systems import system

Prefetch = Mapping[str, Mapping[str, Any] | None]
OTHER = "other"
BIRTH = 10
"""Letters of a birth date that names the day; a year alone gives no age."""


def raw_case(sent: Prefetch, *, on: date) -> dict[str, Any] | None:
    """Patient and sites for the intake form, on the day `on`; None if no answers to the intake were sent.

    Age follows from the date of birth; an allergy counts wherever it stands. Raises NagiError for resources that
    are not valid.
    """
    responses = list(_of(sent.get("intake"), "QuestionnaireResponse"))
    if not responses:
        return None
    raw = read_response(responses[0])
    sex, age = _person(next(_of(sent.get("patient"), "Patient"), {}), on)
    told = {**sex, **raw["patient"], **age}
    if (allergies := _allergies(sent)) is not None:
        told["allergies"] = list(dict.fromkeys([*(told.get("allergies") or []), *allergies]))
    return {"patient": told, "sites": raw["sites"]}


def record_numbers(sent: Prefetch, clinic: str) -> list[str]:
    """The record numbers under which one clinic knows the patient that was sent."""
    person = next(_of(sent.get("patient"), "Patient"), {})
    named = record_number(clinic)
    return [str(one.get("value")) for one in person.get("identifier", []) if one.get("system") == named]


def lot_numbers(orders: Mapping[str, Any]) -> list[str]:
    """The lots of our products that draft orders name: medications of our product codes, alone or within an order."""
    lots = [
        str(medication.get("batch", {}).get("lotNumber", ""))
        for order in _entries({"resourceType": "Bundle", **orders})
        for medication in _medications(order)
    ]
    return list(dict.fromkeys(lot for lot in lots if lot and lot.isprintable()))


def _entries(bundle: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The resources of a bundle. Raises NagiError if it is not one."""
    told = checked(bundle, where="Bundle").get("entry", [])
    return [entry["resource"] for entry in told if "resource" in entry]


def _medications(order: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    named = system("product")
    for one in (order, *order.get("contained", [])):
        if one.get("resourceType") == "Medication":
            told = checked(one, where="draftOrders")
            if any(code.get("system") == named for code in told.get("code", {}).get("coding", [])):
                yield told


def _of(sent: Mapping[str, Any] | None, kind: str) -> Iterator[Mapping[str, Any]]:
    """The resources of one kind: sent alone, or in a bundle."""
    if sent is None:
        return
    for one in _entries(sent) if sent.get("resourceType") == "Bundle" else [sent]:
        if one.get("resourceType") == kind:
            yield checked(one, where="prefetch")


def _person(patient: Mapping[str, Any], on: date) -> tuple[dict[str, Any], dict[str, Any]]:
    """Sex and age, each if it is known."""
    sex = patient.get("gender")
    born = str(patient.get("birthDate", ""))
    return (
        {"sex": sex} if sex in ("female", "male", "other") else {},
        {"age_years": _years(date.fromisoformat(born), on)} if len(born) == BIRTH else {},
    )


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _allergies(sent: Prefetch) -> list[str] | None:
    """Allergies by our codes; one we have no code for counts as another. None: nothing was sent, nothing is known."""
    options = load_rules().fields["patient.allergies"].options
    standing = [one for one in _of(sent.get("allergies"), "AllergyIntolerance") if not _dismissed(one)]
    if not standing:
        return None
    codes = [
        next((code for code in _codes(one) if code in (*options, NONE_REPORTED)), OTHER) for one in standing
    ]
    return [code for code in codes if code != NONE_REPORTED]


def _dismissed(allergy: Mapping[str, Any]) -> bool:
    codes = [one.get("code") for one in allergy.get("verificationStatus", {}).get("coding", [])]
    return any(code in ("refuted", "entered-in-error") for code in codes)


def _codes(allergy: Mapping[str, Any]) -> list[str]:
    named = system("allergen")
    told = allergy.get("code", {}).get("coding", [])
    return [str(one.get("code")) for one in told if one.get("system") == named]
