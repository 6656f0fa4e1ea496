"""What is planned and was given: CarePlan, Procedure, Medication with its batch, MedicationAdministration."""

from collections.abc import Iterator

from nagi.evidence.rulebook import load_rules
from nagi.interchange.fhir.chart import Batch, Given, Person, Place, Planned
from nagi.interchange.fhir.systems import OWN, Resource, concept, ref, without_blanks

STATE = {"planned": "draft", "running": "active", "finished": "completed", "stopped": "revoked"}
LOT_STATE = f"{OWN}/StructureDefinition/lot-state"
"""Why a lot is not in use: quarantined or recalled."""


def care_plan(one: Planned, person: Person) -> Resource:
    """One course. What a physician signed permits it; the plan itself is no order."""
    return {
        "resourceType": "CarePlan",
        "id": one.id,
        "status": STATE[one.state],
        "intent": "plan",
        "category": [_route(one.route)],
        "title": load_rules().words["route"][one.route].en,
        "subject": ref("Patient", person.id),
        "created": one.at.isoformat(),
        "author": ref("Practitioner", one.by),
        "activity": [{"detail": _planned(one)}],
    }


def medication(one: Batch) -> Resource:
    """One lot of a product."""
    return without_blanks(
        {
            "resourceType": "Medication",
            "id": one.id,
            "status": "active" if one.state == "released" else "inactive",
            "code": concept("product", one.code, one.name),
            "manufacturer": {"display": one.maker} if one.maker else None,
            "batch": {"lotNumber": one.number, "expirationDate": one.expires_on.isoformat()},
            "extension": [_lot_state(one.state)],
        }
    )


def procedure(one: Given, person: Person) -> Resource:
    """One session, with the sites, depth and passes."""
    return without_blanks(
        {
            "resourceType": "Procedure",
            "id": one.id,
            "basedOn": [ref("CarePlan", one.course)],
            "status": "stopped" if one.stopped_early else "completed",
            "code": _route(one.route),
            "subject": ref("Patient", person.id),
            "performedDateTime": one.at.isoformat(),
            "performer": [{"actor": ref("Practitioner", one.by)}],
            "bodySite": [_site(place) for place in one.places],
            "note": [{"text": told} for place in one.places if (told := _needling(place))],
            "usedReference": [ref("Medication", one.lot)],
        }
    )


def administrations(one: Given, person: Person) -> Iterator[Resource]:
    """What was administered: once for each site, once for a drip."""
    for turn, place in enumerate(one.places or (None,)):
        site = {"site": _site(place)} if place else {}
        yield {
            "resourceType": "MedicationAdministration",
            "id": f"{one.id}-{turn + 1}",
            "partOf": [ref("Procedure", one.id)],
            "status": "stopped" if one.stopped_early else "completed",
            "medicationReference": ref("Medication", one.lot),
            "subject": ref("Patient", person.id),
            "effectiveDateTime": one.at.isoformat(),
            "performer": [{"actor": ref("Practitioner", one.by)}],
            "dosage": {**site, "route": _route(one.route), "text": load_rules().words["route"][one.route].en},
        }


def _planned(one: Planned) -> Resource:
    every = {"count": one.sessions, "period": one.interval_days, "periodUnit": "d"}
    return {
        "kind": "ServiceRequest",
        "code": _route(one.route),
        "status": "stopped" if one.state == "stopped" else "scheduled",
        "scheduledTiming": {"repeat": {**every, "frequency": 1}},
        "description": ", ".join(one.sites),
    }


def _route(route: str) -> Resource:
    return concept("route", route, load_rules().words["route"][route])


def _site(place: Place) -> Resource:
    return concept("site", place.site) | {"text": place.site}


def _needling(place: Place) -> str:
    told = [
        f"{place.depth_mm:g} mm" if place.depth_mm else "",
        f"{place.passes} passes" if place.passes else "",
    ]
    return f"{place.site}: {', '.join(filter(None, told))}" if any(told) else ""


def _lot_state(state: str) -> Resource:
    return {"url": LOT_STATE, "valueCode": state}
