"""The intake as a Questionnaire: every field of the dictionary that is asked, those of a site in a repeating group."""

from collections.abc import Iterator
from decimal import Decimal

from nagi.evidence.fields import Field
from nagi.evidence.rulebook import load_rules
from nagi.interchange.fhir.systems import INTAKE, Resource, bilingual, coding
from nagi.language import Text

SITES = "sites"
GROUPS = ("patient", "site")
"""A patient can answer for themselves and their skin; clinic, products and sessions are the clinic's own."""
KINDS = {
    "number": "decimal", "integer": "integer", "flag": "boolean", "choice": "choice", "choices": "choice",
    "text": "string",
}  # fmt: skip
LIMITS = "http://hl7.org/fhir/StructureDefinition"
TITLE = Text(ja="エクソソーム治療を検討する前の問診", en="Intake before exosome therapy is considered")
PLACES = Text(ja="部位", en="Sites")
HAS_NONE = Text(ja="なし", en="none")
NONE = "none"
"""The answer that nothing of a list applies: FHIR has no empty answer."""


def intake() -> Resource:
    """The Questionnaire, in the version of the installed rules."""
    asked = [one for one in load_rules().fields.values() if not one.derived]
    of_patient = [_item(one) for one in asked if one.group == "patient"]
    of_site = [_item(one) for one in asked if one.group == "site"]
    group = {"linkId": SITES, **bilingual("text", PLACES), "type": "group", "repeats": True, "item": of_site}
    return {
        "resourceType": "Questionnaire",
        "id": "ev-intake",
        "url": INTAKE,
        "version": load_rules().version,
        "name": "EvIntake",
        **bilingual("title", TITLE),
        "status": "active",
        "subjectType": ["Patient"],
        "item": [*of_patient, group],
    }


def canonical() -> str:
    """The address of the Questionnaire with its version."""
    return f"{INTAKE}|{load_rules().version}"


def option_system(field: Field) -> str:
    """The code system of the options of one field, named by the field."""
    return f"option-{field.name.replace('.', '-').replace('_', '-')}"


def _item(field: Field) -> Resource:
    many = {"repeats": True} if field.kind == "choices" else {}
    options = list(_options(field))
    limits = list(_limits(field))
    return {
        **({"extension": limits} if limits else {}),
        "linkId": field.name,
        **bilingual("text", field.question or field.label),
        "type": KINDS[field.kind],
        **many,
        **({"answerOption": options} if options else {}),
    }


def _options(field: Field) -> Iterator[Resource]:
    for code, name in field.options.items():
        yield {"valueCoding": coding(option_system(field), code, name)}
    if field.kind == "choices" and NONE not in field.options:
        yield {"valueCoding": coding(option_system(field), NONE, HAS_NONE)}


def _limits(field: Field) -> Iterator[Resource]:
    for name, limit in (("minValue", field.min), ("maxValue", field.max)):
        if limit is not None and field.kind == "integer":
            yield {"url": f"{LIMITS}/{name}", "valueInteger": int(limit)}
        elif limit is not None and field.kind == "number":
            yield {"url": f"{LIMITS}/{name}", "valueDecimal": Decimal(str(limit))}
