"""Both APIs keep their own contract: calls that schemathesis makes from it get only what it tells, never an error."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
import requests
from django.test import Client
from django.urls import Resolver404, resolve
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from ninja import NinjaAPI
from schemathesis import GenerationMode, openapi
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.transport import Response
from staging.facts import answered
from staging.house import House
from staging.tokens import HOST, claims, signed, trust

from nagi.clinic.api.fhir import fhir
from nagi.clinic.api.hooks import hooks
from nagi.clinic.api.refusing import DECLARED
from nagi.clinic.records.models import Patient

load_all_checks()
CONFORMING = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
    ]
)
APIS = {"/fhir": fhir, "/cds-services": hooks}
CALLS = 6
"""Made of each operation, of the right form and of a wrong one."""


def contract(api: NinjaAPI, base: str) -> dict[str, Any]:
    return dict(api.get_openapi_schema(path_prefix=base))


def operations() -> Iterator[tuple[str, str, str, GenerationMode]]:
    """Every operation, with calls of the right form and, where there is anything to get wrong, of a wrong one."""
    for base, api in APIS.items():
        for path, told in contract(api, base)["paths"].items():
            for method, operation in told.items():
                yield base, path, method, GenerationMode.POSITIVE
                if operation.get("parameters") or "requestBody" in operation:
                    yield base, path, method, GenerationMode.NEGATIVE


@pytest.fixture
def known(house: House, patient: Patient, monkeypatch: pytest.MonkeyPatch) -> Patient:
    """A patient with answers, in a clinic that trusts the caller and does not count its calls."""
    monkeypatch.setattr("nagi.clinic.api.door.RATE", "100000/min")
    trust(house)
    answered(house, patient)
    return patient


@pytest.mark.parametrize(("base", "path", "method", "mode"), list(operations()))
def test_it_answers_as_it_says(
    base: str, path: str, method: str, mode: GenerationMode, known: Patient
) -> None:
    schema = openapi.from_dict(contract(APIS[base], base))
    operation = schema[path][method.upper()]
    named = {"patient_id": str(known.pk)} if "{patient_id}" in path else {}
    seen: set[int] = set()

    @settings(
        max_examples=CALLS, phases=[Phase.generate], suppress_health_check=list(HealthCheck), deadline=None
    )
    @given(case=operation.as_strategy(mode), ours=st.booleans())
    def call(case: Any, ours: bool) -> None:
        if ours:
            case.path_parameters = {**(case.path_parameters or {}), **named}
            _as_ours(case, known)
        assume(leads_somewhere(case.formatted_path))
        headers = signed(claims(case.formatted_path))
        response = _sent(case, headers)
        case.validate_response(response, checks=CONFORMING)
        seen.add(response.status_code)

    call()
    assert seen <= {200, 405, *DECLARED}


def leads_somewhere(path: str) -> bool:
    """A path with more slashes than the contract's belongs to no API."""
    try:
        resolve(unquote(path))
    except Resolver404:
        return False
    return True


def _sent(case: Any, headers: dict[str, str]) -> Response:
    """The call through Django's own client, which stays in the thread of the test's transaction."""
    asked = requests.Request(**case.as_transport_kwargs(base_url=HOST, headers=headers)).prepare()
    body = asked.body or b""
    answer = Client().generic(
        asked.method or "GET", asked.path_url, body if isinstance(body, bytes) else body.encode(),
        content_type=asked.headers.get("Content-Type", ""), headers=headers,
    )  # fmt: skip
    headers = {name.lower(): [value] for name, value in answer.headers.items()}
    return Response(
        status_code=answer.status_code, headers=headers, content=answer.content, request=asked, elapsed=0.0, verify=False
    )  # fmt: skip


def _as_ours(case: Any, patient: Patient) -> None:
    """Half of the calls are about a real patient, by a real physician: behind the door is more to be tried."""
    if isinstance(case.body, dict) and isinstance(case.body.get("context"), dict):
        case.body["context"] |= {"userId": "Practitioner/physician", "patientId": str(patient.pk)}
    if isinstance(case.query, dict) and "patient" in case.query:
        case.query["patient"] = str(patient.pk)
