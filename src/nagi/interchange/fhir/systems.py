"""The names of code systems and profiles, and a few small shapes that every resource is made of.

The project owns no internet domain: an address below `.example` names its own codes and can belong to nobody.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from nagi.language import Text

Resource = dict[str, Any]
"""One resource as JSON holds it; decimals are `Decimal`, so that none of their digits is lost."""

OWN = "https://nagi.example/fhir"
HL7 = "http://terminology.hl7.org/CodeSystem"
ICD10 = "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full"
UCUM = "http://unitsofmeasure.org"
INTAKE = f"{OWN}/Questionnaire/ev-intake"
PHASE = "ev-phase"
TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"


def system(name: str) -> str:
    """A code system of our own: `ev-phase`, `field`, `rule`, `route`, `adverse-event` and others."""
    return f"{OWN}/CodeSystem/{name}"


def coding(of: str, code: str, display: Text | None = None) -> Resource:
    """One code of a system, by its address or by the name of one of ours; shown in English."""
    told = {"display": display.en} if display else {}
    return {"system": of if ":" in of else system(of), "code": code, **told}


def concept(of: str, code: str, display: Text | None = None) -> Resource:
    """A code with its Japanese name as text."""
    told = {"text": display.ja} if display else {}
    return {"coding": [coding(of, code, display)], **told}


def ref(kind: str, row: object) -> Resource:
    """A reference to a resource of this server."""
    return {"reference": f"{kind}/{row}"}


def quantity(value: object, unit: str, code: str) -> Resource:
    """A number with its UCUM unit. A float is written as it prints, text keeps every digit."""
    return {"value": Decimal(str(value)), "unit": unit, "system": UCUM, "code": code}


def bilingual(name: str, said: Text) -> Resource:
    """A text element in English with its Japanese translation beside it."""
    inner = [{"url": "lang", "valueCode": "ja"}, {"url": "content", "valueString": said.ja}]
    return {name: said.en, f"_{name}": {"extension": [{"url": TRANSLATION, "extension": inner}]}}


def without_blanks(resource: Mapping[str, Any]) -> Resource:
    """FHIR knows neither null nor an empty list: what is not known is left out."""
    return {name: value for name, value in resource.items() if value not in (None, [], {}, "")}
