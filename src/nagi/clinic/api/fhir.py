"""FHIR R4: reading what the clinic holds of a patient. Nothing is written here."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Form, NinjaAPI, Path, Query, Schema
from ninja.renderers import JSONRenderer
from ninja.security import HttpBearer
from pydantic import Field

from nagi.clinic import clock
from nagi.clinic.access import exchange, people
from nagi.clinic.access.decisions import release
from nagi.clinic.api.contract import honest
from nagi.clinic.api.door import Entrance
from nagi.clinic.api.door import addresses as behind
from nagi.clinic.api.refusing import DECLARED, FHIR, FHIR_JSON, Outcome, answer
from nagi.clinic.pages.request import StaffRequest
from nagi.interchange.fhir.bundle import resources, searchset
from nagi.interchange.fhir.capability import capability
from nagi.interchange.fhir.checking import checked
from nagi.interchange.fhir.patient import patient as as_patient
from nagi.interchange.fhir.patient import record_number
from nagi.interchange.fhir.questionnaire import intake
from nagi.interchange.fhir.systems import Resource

Kind = Literal[
    "Observation", "Condition", "AllergyIntolerance", "Consent", "CarePlan", "Procedure", "Medication",
    "MedicationAdministration", "AdverseEvent", "Provenance", "QuestionnaireResponse",
]  # fmt: skip
"""What can be searched by its patient."""
REFERENCE = r"^(Patient/)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
LONGEST_NUMBER = 200
Identifier = Annotated[str, Field(min_length=1, max_length=LONGEST_NUMBER)]
Reference = Annotated[str, Field(pattern=REFERENCE)]


class Fhir(JSONRenderer):
    """Names the media type."""

    media_type = FHIR_JSON


class AnyResource(Schema):
    """A FHIR resource; its shape is that of the standard."""

    resourceType: str  # noqa: N815


REFUSALS: dict[int, type[Schema]] = dict.fromkeys(DECLARED, Outcome)
ANSWERS: dict[int, Any] = {200: AnyResource, **REFUSALS}


class Bearer(HttpBearer):
    """Tells the contract that a token is needed. The entrance has checked it already."""

    def authenticate(self, request: HttpRequest, token: str) -> object:
        """The member of staff whom the entrance let in."""
        return request.user


fhir = honest(NinjaAPI(
    title="nagi FHIR R4", version=release(), urls_namespace=FHIR, openapi_url=None, docs_url=None, renderer=Fhir(),
), FHIR)  # fmt: skip
token = Bearer()


@fhir.get("/metadata", url_name="fhir-metadata", response=ANSWERS)
def metadata(request: HttpRequest) -> HttpResponse:
    """What this server can do."""
    return _sent(capability(base=_base(request), on=clock.now().date(), version=release()))


@fhir.get("/Questionnaire/ev-intake", url_name="fhir-questionnaire", auth=token, response=ANSWERS)
def questionnaire(request: HttpRequest) -> HttpResponse:
    """The intake."""
    return _sent(intake())


@fhir.post("/Patient/_search", url_name="fhir-patient-search", auth=token, response=ANSWERS)
def search_patient(
    request: StaffRequest,
    identifier: Form[Identifier],
) -> HttpResponse:
    """The patient with exactly this record number, `number` or `system|number`. Asked in the body alone."""
    system, _, number = identifier.rpartition("|")
    ours = system in ("", record_number(str(request.user.clinic_id)))
    held = exchange.found(request.user, number) if ours else None
    return _bundle(request, [as_patient(exchange.person_of(held))] if held else [])


@fhir.get("/Patient/{patient_id}", url_name="fhir-patient", auth=token, response=ANSWERS)
def read_patient(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """One patient."""
    return _sent(as_patient(exchange.person_of(people.patient(request.user, patient_id))))


@fhir.get("/Patient/{patient_id}/$everything", url_name="fhir-everything", auth=token, response=ANSWERS)
def everything(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """All that is exchanged of one patient. Decisions are in it, so only a physician may ask (REG-003)."""
    return _bundle(request, list(resources(exchange.chart(request.user, patient_id))))


@fhir.get("/{kind}", url_name="fhir-search", auth=token, response=ANSWERS)
def search(request: StaffRequest, kind: Path[Kind], patient: Query[Reference]) -> HttpResponse:
    """The resources of one kind of one patient."""
    held = exchange.chart(request.user, UUID(patient.removeprefix("Patient/")))
    return _bundle(request, [one for one in resources(held) if one["resourceType"] == kind])


def _bundle(request: HttpRequest, found: list[Resource]) -> HttpResponse:
    return _sent(searchset(found, base=_base(request), at=clock.now()))


def _sent(resource: Resource) -> HttpResponse:
    """Nothing leaves that is not valid."""
    checked(resource)
    return answer(resource)


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri(f"/{FHIR}")


addresses = behind(fhir, FHIR, {
    "fhir-metadata": Entrance(kind="read", open=True),
    "fhir-questionnaire": Entrance(kind="read", right="own.account"),
    "fhir-patient-search": Entrance(kind="list", right="intake.read"),
    "fhir-patient": Entrance(kind="read", right="intake.read"),
    "fhir-everything": Entrance(kind="read", right="decision.read"),
    "fhir-search": Entrance(kind="list", right="decision.read"),
})  # fmt: skip
