"""A patient's chart as resources, and bundles of them."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from nagi.interchange.fhir import findings, patient, safety, treatment
from nagi.interchange.fhir.answers import response
from nagi.interchange.fhir.chart import Chart
from nagi.interchange.fhir.systems import Resource


def resources(chart: Chart) -> Iterator[Resource]:
    """Every resource of a chart, the patient first."""
    person = chart.person
    yield patient.patient(person)
    for answered in chart.answered:
        yield response(answered, person)
    for newest in chart.answered[-1:]:
        yield from findings.allergies(newest, person)
    for assessed in chart.assessed:
        for site in assessed.decision.sites:
            yield findings.site_observation(assessed, site, person)
            yield findings.condition(assessed, site, person)
        yield safety.provenance(assessed, person)
    yield from (findings.score(one, person) for one in chart.measured)
    yield from (patient.agreement(one, person) for one in chart.agreed)
    yield from (patient.consent(one, person) for one in chart.consented)
    yield from (treatment.care_plan(one, person) for one in chart.planned)
    yield from (treatment.medication(one) for one in chart.batches)
    for given in chart.given:
        yield treatment.procedure(given, person)
        yield from treatment.administrations(given, person)
    yield from (safety.adverse_event(one, person) for one in chart.happened)


def searchset(found: Iterable[Resource], *, base: str, at: datetime) -> Resource:
    """A Bundle of what was found, each with its address below `base`."""
    entries = [
        {
            "fullUrl": f"{base}/{one['resourceType']}/{one['id']}",
            "resource": one,
            "search": {"mode": "match"},
        }
        for one in found
    ]
    listed = {"entry": entries} if entries else {}
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "timestamp": at.isoformat(),
        "total": len(entries),
        **listed,
    }
