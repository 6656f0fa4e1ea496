"""The patient, and what they agreed to: Patient and Consent."""

from nagi.evidence.rulebook import load_rules
from nagi.interchange.fhir.chart import Agreed, Consented, Person
from nagi.interchange.fhir.systems import HL7, OWN, Resource, concept, ref, without_blanks

WRITING = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation"
"""How JP Core tells kanji (IDE) from kana (SYL)."""
SCOPE = f"{HL7}/consentscope"
ABOUT_RESEARCH = frozenset({"registry"})


def record_number(clinic: str) -> str:
    """The system of one clinic's record numbers."""
    return f"{OWN}/record-number/{clinic}"


def patient(person: Person) -> Resource:
    """Patient, with kanji and kana as JP Core writes them."""
    names = [_name(person.kanji, "IDE"), _name(person.kana, "SYL")]
    latin = [{"use": "official", "text": person.latin}] if person.latin else []
    return without_blanks(
        {
            "resourceType": "Patient",
            "id": person.id,
            "identifier": [{"system": record_number(person.clinic), "value": person.number}],
            "active": True,
            "name": [*names, *latin],
            "gender": person.sex,
            "birthDate": person.born_on.isoformat(),
            "communication": [{"language": {"coding": [_language(person.language)]}, "preferred": True}],
        }
    )


def agreement(one: Agreed, person: Person) -> Resource:
    """Consent to one use of data."""
    scope = "research" if one.purpose in ABOUT_RESEARCH else "patient-privacy"
    return {
        "resourceType": "Consent",
        "id": one.id,
        "status": "active" if one.given else "rejected",
        "scope": concept(SCOPE, scope),
        "category": [concept("data-purpose", one.purpose)],
        "patient": ref("Patient", person.id),
        "dateTime": one.at.isoformat(),
        "policyRule": concept("data-purpose", one.purpose),
        "provision": {"type": "permit" if one.given else "deny"},
    }


def consent(one: Consented, person: Person) -> Resource:
    """Consent to one route of treatment. The paper itself stays in the clinic: its digest tells it from any other."""
    route = load_rules().words["route"][one.route]
    verified = {"verified": one.given_at is not None, "verificationDate": _at(one)}
    return {
        "resourceType": "Consent",
        "id": one.id,
        "status": _status(one),
        "scope": concept(SCOPE, "treatment"),
        "category": [concept("route", one.route, route)],
        "patient": ref("Patient", person.id),
        "dateTime": one.made_at.isoformat(),
        "policyRule": concept("consent", "ev-treatment"),
        "sourceAttachment": {
            "contentType": "application/pdf",
            "language": one.language,
            "title": f"sha256:{one.sha256.hex()}",
        },
        "verification": [without_blanks(verified)],
    }


def _status(one: Consented) -> str:
    if one.withdrawn_at is not None:
        return "inactive"
    return "active" if one.given_at is not None else "proposed"


def _at(one: Consented) -> str | None:
    return one.given_at.isoformat() if one.given_at else None


def _name(text: str, writing: str) -> Resource:
    """A name as one text: which part is the family's is not recorded, so it is not guessed."""
    return {"extension": [{"url": WRITING, "valueCode": writing}], "use": "official", "text": text}


def _language(code: str) -> Resource:
    return {"system": "urn:ietf:bcp:47", "code": code}
