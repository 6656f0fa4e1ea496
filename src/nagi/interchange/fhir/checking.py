"""Is a resource valid FHIR R4? Structure by fhir.resources (R4B, which shares these resources with R4), codes by us.

fhir.resources refuses unknown and missing elements and wrong types, but takes any word for a required code.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError

from nagi.errors import NagiError, Problem
from nagi.interchange.fhir.writing import dumps
from nagi.language import Text

KINDS = (
    "Patient", "Observation", "Condition", "AllergyIntolerance", "Consent", "CarePlan", "Procedure", "Medication",
    "MedicationAdministration", "AdverseEvent", "Provenance", "QuestionnaireResponse",
)  # fmt: skip
"""What is exchanged of a patient."""
ALSO = ("Questionnaire", "Bundle", "CapabilityStatement", "OperationOutcome")

CODES: Mapping[str, frozenset[str]] = {
    name: frozenset(codes.split())
    for name, codes in {
        "Patient.gender": "male female other unknown",
        "Observation.status": "registered preliminary final amended corrected cancelled entered-in-error unknown",
        "Consent.status": "draft proposed active rejected inactive entered-in-error",
        "Consent.provision.type": "deny permit",
        "CarePlan.status": "draft active on-hold revoked completed entered-in-error unknown",
        "CarePlan.intent": "proposal plan order option",
        "CarePlan.activity.detail.status": "not-started scheduled in-progress on-hold completed cancelled stopped"
        " unknown entered-in-error",
        "CarePlan.activity.detail.kind": "Appointment CommunicationRequest DeviceRequest MedicationRequest"
        " NutritionOrder Task ServiceRequest VisionPrescription",
        "Procedure.status": "preparation in-progress not-done on-hold stopped completed entered-in-error unknown",
        "Medication.status": "active inactive entered-in-error",
        "MedicationAdministration.status": "in-progress not-done on-hold completed entered-in-error stopped unknown",
        "AdverseEvent.actuality": "actual potential",
        "Questionnaire.status": "draft active retired unknown",
        "QuestionnaireResponse.status": "in-progress completed amended entered-in-error stopped",
        "Provenance.entity.role": "derivation revision quotation source removal",
        "Bundle.type": "document message transaction transaction-response batch batch-response history searchset"
        " collection",
        "OperationOutcome.issue.severity": "fatal error warning information",
        "Condition.clinicalStatus": "active recurrence relapse inactive remission resolved",
        "Condition.verificationStatus": "unconfirmed provisional differential confirmed refuted entered-in-error",
        "AllergyIntolerance.clinicalStatus": "active inactive resolved",
        "AllergyIntolerance.verificationStatus": "unconfirmed confirmed refuted entered-in-error",
    }.items()
}
"""Required bindings of R4 for the elements that we write or read."""


def checked(resource: Mapping[str, Any], *, where: str = "FHIR") -> Mapping[str, Any]:
    """The resource itself, if it is valid.

    Raises NagiError with everything that is wrong: NAGI-X210 a resource we do not exchange, X211 its structure,
    X212 a code outside its required binding. Values are never repeated: they may be a person's.
    """
    kind = str(resource.get("resourceType"))
    if kind not in (*KINDS, *ALSO):
        raise NagiError([_problem("NAGI-X210", where, "resourceType", NOT_OURS)])
    problems = [*_structure(kind, resource, where), *_bindings(kind, resource, where)]
    if problems:
        raise NagiError(problems)
    return resource


def _structure(kind: str, resource: Mapping[str, Any], where: str) -> Iterator[Problem]:
    try:
        get_fhir_model_class(kind).model_validate_json(dumps(resource))
    except ValidationError as error:
        for found in error.errors(include_input=False, include_url=False):
            path = ".".join(str(part) for part in found["loc"])
            yield _problem("NAGI-X211", where, f"{kind}.{path}", STRUCTURE)
    except (
        LookupError,
        TypeError,
        AttributeError,
    ):  # how the library fails on a nested resource of no known type
        yield _problem("NAGI-X211", where, kind, STRUCTURE)


def _bindings(kind: str, resource: Mapping[str, Any], where: str) -> Iterator[Problem]:
    for name, codes in CODES.items():
        of, *path = name.split(".")
        if of == kind:
            for code in _found([resource], path):
                if code not in codes:
                    yield _problem("NAGI-X212", where, name, BINDING)


def _found(held: list[Any], path: list[str]) -> Iterator[Any]:
    """Every code at a path; of a CodeableConcept the codes of its codings."""
    for name in path:
        nested = [one[name] for one in held if isinstance(one, Mapping) and name in one]
        held = [each for one in nested for each in (one if isinstance(one, list) else [one])]
    for one in held:
        if isinstance(one, Mapping):
            yield from (told.get("code") for told in one.get("coding", []))
        else:
            yield one


NOT_OURS = Text(
    ja="やりとりする種類のリソースではありません。", en="not a kind of resource that is exchanged here"
)
STRUCTURE = Text(
    ja="FHIR R4 の構造に合いません(不足、余分、または型)。",
    en="does not fit the structure of FHIR R4 (missing, unknown, or of another type)",
)
BINDING = Text(ja="この要素に許されたコードではありません。", en="not a code that this element may hold")


def _problem(code: str, where: str, key: str, said: Text) -> Problem:
    return Problem(code=code, where=where, key=key, said=said)
