"""A chart as FHIR R4: valid by two judges, complete by the mapping, and about nobody who is not asked for."""

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from interchange_charts import AT, DAY, full, row, worked

from nagi.interchange.fhir.bundle import resources, searchset
from nagi.interchange.fhir.capability import capability, outcome
from nagi.interchange.fhir.checking import KINDS, checked
from nagi.interchange.fhir.questionnaire import intake
from nagi.interchange.fhir.writing import dumps

BASE = "https://clinic.example/fhir"
ORACLE = Path(os.environ.get("NAGI_FHIR_ORACLE", Path(__file__).parents[3] / ".venv" / "fhir"))
"""Where `npm install --prefix .venv/fhir fhir@4.12.0` puts the judge."""
JUDGE = """
const { Fhir } = require('fhir');
const list = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const judged = list.map(one => new Fhir().validate(one, { errorOnUnexpected: true }).messages
  .filter(told => told.severity === 'error' || told.severity === 'fatal'));
console.log(JSON.stringify(judged.flat()));
"""


def everything() -> list[dict[str, Any]]:
    of_patient = list(resources(full()))
    return [
        *of_patient, intake(), searchset(of_patient, base=BASE, at=AT), outcome("invalid", ["x"]),
        capability(base=BASE, on=DAY, version="0.1.0"),
    ]  # fmt: skip


def of(kind: str) -> list[dict[str, Any]]:
    return [one for one in resources(full()) if one["resourceType"] == kind]


def test_every_kind_of_the_mapping_is_there_and_valid() -> None:
    assert {checked(one)["resourceType"] for one in resources(full())} == set(KINDS)
    for one in everything():
        checked(one)


@pytest.mark.skipif(
    which("node") is None or not (ORACLE / "node_modules" / "fhir").is_dir(),
    reason="needs Node and the npm package fhir: npm install --prefix .venv/fhir fhir@4.12.0",
)
def test_an_independent_judge_of_r4_finds_no_error() -> None:
    def judged(told: list[dict[str, Any]]) -> list[Any]:
        text = "[" + ",".join(map(dumps, told)) + "]"
        ran = subprocess.run(
            ["node", "-e", JUDGE], input=text, capture_output=True, text=True, check=True, cwd=ORACLE
        )
        return list(json.loads(ran.stdout))

    assert judged(everything()) == []
    assert judged([{"resourceType": "Patient", "gender": "xx"}]) != []


def test_phase_and_stage_per_site() -> None:
    for kind, path in (("Observation", "valueCodeableConcept"), ("Condition", "stage")):
        told = [one for one in of(kind) if "bodySite" in one]
        phases = [one[path] if kind == "Observation" else one[path][0]["summary"] for one in told]
        assert [phase["coding"][0]["code"] for phase in phases] == ["stable", "active"]
    erythema = [
        component["valueQuantity"]["value"]
        for one in of("Observation")
        for component in one.get("component", [])
        if component["code"]["coding"][0]["code"] == "site.signs.erythema"
    ]
    assert [float(value) for value in erythema] == [1, 2]


def test_an_adverse_event_names_its_session_and_its_lot() -> None:
    (event,) = of("AdverseEvent")
    assert [one["instance"]["reference"] for one in event["suspectEntity"]] == [
        f"Procedure/{row(9)}", f"Medication/{row(10)}",
    ]  # fmt: skip
    assert event["extension"][0]["valueInteger"] == 3
    assert of("Medication")[0]["batch"] == {"lotNumber": "TP-1", "expirationDate": "2027-01-01"}


def test_every_reference_within_a_chart_leads_somewhere() -> None:
    known = {f"{one['resourceType']}/{one['id']}" for one in resources(full())}
    refs = [one for one in _references(list(resources(full()))) if not one.startswith("Practitioner/")]
    assert refs
    assert set(refs) <= known


def test_the_rules_stand_in_the_provenance() -> None:
    (trace,) = of("Provenance")
    assert [policy.rsplit("/", 1)[1] for policy in trace["policy"]] == list(
        full().assessed[0].decision.rule_ids
    )
    assert [one["who"].get("reference") for one in trace["agent"]] == [None, "Practitioner/3"]


def test_unsigned_is_preliminary_and_unanswered_is_left_out() -> None:
    chart = full()
    unsigned = replace(chart, assessed=(replace(chart.assessed[0], signed=None),))
    told = [one for one in resources(unsigned) if one["resourceType"] == "Observation" and "bodySite" in one]
    assert {one["status"] for one in told} == {"preliminary"}
    silent = replace(worked(), patient=type(worked().patient)({}))
    asked = replace(chart, answered=(replace(chart.answered[0], case=silent),))
    assert [one for one in resources(asked) if one["resourceType"] == "AllergyIntolerance"] == []


def test_a_withdrawn_consent_is_inactive() -> None:
    chart = full()
    withdrawn = replace(chart, consented=(replace(chart.consented[0], withdrawn_at=AT),), agreed=())
    (told,) = [one for one in resources(withdrawn) if one["resourceType"] == "Consent"]
    assert told["status"] == "inactive"


def _references(held: Any) -> list[str]:
    if isinstance(held, dict):
        own = [held["reference"]] if isinstance(held.get("reference"), str) else []
        return own + [one for value in held.values() for one in _references(value)]
    return [one for each in held for one in _references(each)] if isinstance(held, list) else []
