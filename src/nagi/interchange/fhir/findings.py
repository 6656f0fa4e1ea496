"""What was found: Observation per site and per score, Condition with its stage, AllergyIntolerance."""

from collections.abc import Iterator
from decimal import Decimal

from nagi.dermatology.decision.verdict import SiteDecision
from nagi.dermatology.intake.case import Case, Facts, Site
from nagi.evidence.fields import Field, Value
from nagi.evidence.rulebook import load_rules
from nagi.interchange.fhir.chart import Answered, Assessed, Measured, Person
from nagi.interchange.fhir.questionnaire import HAS_NONE, NONE, option_system
from nagi.interchange.fhir.systems import (
    HL7,
    ICD10,
    PHASE,
    Resource,
    coding,
    concept,
    quantity,
    ref,
    without_blanks,
)
from nagi.language import Text

AD = ("L20.9", Text(ja="アトピー性皮膚炎", en="Atopic dermatitis, unspecified"))
EXAM = [concept(f"{HL7}/observation-category", "exam")]
SURVEY = [concept(f"{HL7}/observation-category", "survey")]
SKIPPED = frozenset({"site.code", "site.region", "site.target"})
STATUS = f"{HL7}/condition-clinical"
NONE_REPORTED = "none-reported"
VERIFIED = {True: "confirmed", False: "refuted", None: "unconfirmed"}


def site_observation(of: Assessed, site: SiteDecision, person: Person) -> Resource:
    """The phase of one site on one day, with each sign it rests on as a component."""
    phase = load_rules().words["phase"][site.phase.value]
    facts = next(one for one in of.case.sites if one.code == site.code)
    return {
        "resourceType": "Observation",
        "id": id_of(of.id, site.code, of.case),
        "status": "final" if of.signed else "preliminary",
        "category": EXAM,
        "code": concept("observation", PHASE, Text(ja="皮膚の病期", en="Phase of the skin")),
        "subject": ref("Patient", person.id),
        "effectiveDateTime": of.on.isoformat(),
        "performer": [ref("Practitioner", of.by)],
        "valueCodeableConcept": concept(PHASE, site.phase.value, phase),
        "bodySite": body_site(facts),
        "component": list(_components(facts.facts)),
    }


def score(one: Measured, person: Person) -> Resource:
    """One score of one day."""
    return {
        "resourceType": "Observation",
        "id": one.id,
        "status": "final",
        "category": SURVEY,
        "code": concept("instrument", one.instrument),
        "subject": ref("Patient", person.id),
        "effectiveDateTime": one.on.isoformat(),
        "valueQuantity": quantity(one.value, "score", "{score}"),
    }


def condition(of: Assessed, site: SiteDecision, person: Person) -> Resource:
    """Atopic dermatitis at one site, staged by its phase of that day."""
    facts = next(one for one in of.case.sites if one.code == site.code)
    phase = load_rules().words["phase"][site.phase.value]
    known = VERIFIED[of.case.patient.flag("patient.ad_diagnosis_confirmed")]
    standing = {} if known == "refuted" else {"clinicalStatus": concept(STATUS, "active")}
    return {
        "resourceType": "Condition",
        "id": id_of(of.id, site.code, of.case),
        **standing,
        "verificationStatus": concept(f"{HL7}/condition-ver-status", known),
        "category": [concept(f"{HL7}/condition-category", "encounter-diagnosis")],
        "code": concept(ICD10, *AD),
        "bodySite": [body_site(facts)],
        "subject": ref("Patient", person.id),
        "recordedDate": of.at.isoformat(),
        "stage": [
            {
                "summary": concept(PHASE, site.phase.value, phase),
                "assessment": [ref("Observation", id_of(of.id, site.code, of.case))],
            }
        ],
    }


def allergies(of: Answered, person: Person) -> Iterator[Resource]:
    """Each allergy that was answered; none answered says nothing, an empty answer says there are none."""
    options = load_rules().fields["patient.allergies"].options
    told = of.case.patient.get("patient.allergies")
    if not isinstance(told, tuple):
        return
    none = Text(ja="申告されたアレルギーなし", en="No allergy reported")
    for code, name in [(code, options[code]) for code in told] or [(NONE_REPORTED, none)]:
        yield {
            "resourceType": "AllergyIntolerance",
            "id": f"{of.visit}-{code.replace('_', '-')}"[:64],
            "clinicalStatus": concept(f"{HL7}/allergyintolerance-clinical", "active"),
            "verificationStatus": concept(f"{HL7}/allergyintolerance-verification", "unconfirmed"),
            "code": concept("allergen", code, name),
            "patient": ref("Patient", person.id),
            "recordedDate": of.at.isoformat(),
        }


def body_site(site: Site) -> Resource:
    """The region of the body, and the clinic's own code of the site."""
    regions = load_rules().fields["site.region"].options
    region = [coding("body-region", site.region, regions[site.region])] if site.region else []
    return {"coding": [*region, coding("site", site.code)], "text": site.code}


def id_of(row: str, site: str, case: Case) -> str:
    """The id of a resource about one site of a row: a code may hold letters that an id cannot."""
    place = next(turn for turn, one in enumerate(case.sites) if one.code == site)
    return f"{row}-site{place + 1}"


def _components(facts: Facts) -> Iterator[Resource]:
    fields = load_rules().fields
    for name, value in facts.items():
        if name in SKIPPED or value is None:
            continue
        for told in _values(fields[name], value):
            yield without_blanks({"code": concept("field", name, fields[name].label)}) | told


def _values(field: Field, value: Value) -> Iterator[Resource]:
    if isinstance(value, bool):
        yield {"valueBoolean": value}
    elif isinstance(value, int) and field.kind == "integer":
        yield {"valueInteger": value}
    elif isinstance(value, int | float):
        yield {"valueQuantity": {"value": Decimal(str(value))}}
    elif isinstance(value, tuple):
        for code in value:
            yield {"valueCodeableConcept": concept(option_system(field), code, field.options[code])}
        if not value:
            yield {"valueCodeableConcept": concept(option_system(field), NONE, HAS_NONE)}
    elif isinstance(value, str) and field.options:
        yield {"valueCodeableConcept": concept(option_system(field), value, field.options[value])}
    elif isinstance(value, str):
        yield {"valueString": value}
