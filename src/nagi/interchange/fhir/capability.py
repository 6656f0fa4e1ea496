"""What the server can do, and what it says when it cannot: CapabilityStatement and OperationOutcome."""

from collections.abc import Iterable
from datetime import date

from nagi.errors import Problem
from nagi.interchange.fhir.checking import KINDS
from nagi.interchange.fhir.systems import Resource
from nagi.language import Lang

BY_PATIENT = [{"name": "patient", "type": "reference"}]
BY_NUMBER = [{"name": "identifier", "type": "token"}]
EVERYTHING = "http://hl7.org/fhir/OperationDefinition/Patient-everything"


def capability(*, base: str, on: date, version: str) -> Resource:
    """The CapabilityStatement of a server at `base`."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": on.isoformat(),
        "kind": "instance",
        "software": {"name": "nagi", "version": version},
        "implementation": {"description": "nagi", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "rest": [{"mode": "server", "security": _security(), "resource": list(map(_resource, _kinds()))}],
    }


def outcome(code: str, said: Iterable[str]) -> Resource:
    """An OperationOutcome of one issue type with a sentence for each problem."""
    issues = [{"severity": "error", "code": code, "diagnostics": one} for one in said]
    return {"resourceType": "OperationOutcome", "issue": issues}


def sentences(problems: Iterable[Problem], lang: Lang) -> list[str]:
    """Problems as lines."""
    return [problem.line(lang) for problem in problems]


def _kinds() -> tuple[str, ...]:
    return (*KINDS, "Questionnaire")


def _resource(kind: str) -> Resource:
    if kind == "Patient":
        everything = {"name": "everything", "definition": EVERYTHING}
        search = [{"name": "identifier", "type": "token"}]
        return {
            "type": kind,
            "interaction": _can("read", "search-type"),
            "searchParam": search,
            "operation": [everything],
        }
    if kind == "Questionnaire":
        return {"type": kind, "interaction": _can("read")}
    return {"type": kind, "interaction": _can("search-type"), "searchParam": BY_PATIENT}


def _can(*codes: str) -> list[Resource]:
    return [{"code": code} for code in codes]


def _security() -> Resource:
    return {"cors": False, "description": "Bearer JSON Web Token, used once"}
