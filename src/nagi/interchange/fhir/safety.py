"""What happened to a patient, and where each statement comes from: AdverseEvent and Provenance."""

from nagi.dermatology.safety import events
from nagi.evidence.rulebook import load_rules
from nagi.interchange.fhir.chart import Assessed, Happened, Person
from nagi.interchange.fhir.findings import id_of
from nagi.interchange.fhir.systems import HL7, OWN, Resource, coding, concept, ref, without_blanks
from nagi.language import Text

GRADE = f"{OWN}/StructureDefinition/ctcae-grade"
SEVERITY = {1: "mild", 2: "moderate", 3: "severe", 4: "severe", 5: "severe"}
"""FHIR knows three words where CTCAE has five grades; the grade itself stands in an extension."""
SERIOUS = 3
RULES = Text(ja="規則を当てた", en="rules were applied")


def adverse_event(one: Happened, person: Person) -> Resource:
    """One adverse event, with the session and the lot that may stand behind it."""
    named = {event.id: event for event in events(load_rules())}[one.event]
    suspects = [ref("Procedure", one.session)] if one.session else []
    suspects += [ref("Medication", one.lot)] if one.lot else []
    return without_blanks(
        {
            "resourceType": "AdverseEvent",
            "id": one.id,
            "extension": [{"url": GRADE, "valueInteger": one.grade}],
            "actuality": "actual",
            "event": {
                "coding": [coding("adverse-event", one.event, named.name)],
                "text": f"{named.name.ja} ({named.ctcae_term})",
            },
            "subject": ref("Patient", person.id),
            "date": one.onset_on.isoformat(),
            "recordedDate": one.at.isoformat(),
            "seriousness": concept(
                f"{HL7}/adverse-event-seriousness", "Serious" if one.grade >= SERIOUS else "Non-serious"
            ),
            "severity": concept(f"{HL7}/adverse-event-severity", SEVERITY[one.grade]),
            "outcome": concept(f"{HL7}/adverse-event-outcome", one.outcome) if one.outcome else None,
            "recorder": ref("Practitioner", one.by),
            "suspectEntity": [{"instance": suspect} for suspect in suspects],
        }
    )


def provenance(of: Assessed, person: Person) -> Resource:
    """That the findings of one assessment were reached by these rules, in these versions, and who signed."""
    targets = [
        ref(kind, id_of(of.id, site.code, of.case))
        for site in of.decision.sites
        for kind in ("Observation", "Condition")
    ]
    software = {"display": f"nagi {of.software_version}"}
    return {
        "resourceType": "Provenance",
        "id": of.id,
        "target": targets or [ref("Patient", person.id)],
        "recorded": of.at.isoformat(),
        "policy": [rule_uri(rule) for rule in of.decision.rule_ids],
        "activity": concept("activity", "rules-applied", RULES),
        "agent": [
            {"type": concept(f"{HL7}/provenance-participant-type", "assembler"), "who": software},
            *_physician(of),
        ],
        "entity": [
            _version("rules", of.decision.rules_version, of.decision.rules_digest),
            _version("evidence", of.evidence_digest[:12], of.evidence_digest),
        ],
    }


def rule_uri(rule: str) -> str:
    """The name of one rule."""
    return f"{OWN}/rule/{rule}"


def _physician(of: Assessed) -> list[Resource]:
    if of.signed is None:
        return []
    kind = concept(f"{HL7}/provenance-participant-type", "verifier")
    return [{"type": kind, "who": ref("Practitioner", of.signed.by)}]


def _version(what: str, shown: str, digest: str) -> Resource:
    named = {"system": f"{OWN}/digest/{what}", "value": digest}
    return {"role": "source", "what": {"identifier": named, "display": f"{what} {shown}"}}
