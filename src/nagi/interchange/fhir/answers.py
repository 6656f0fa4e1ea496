"""The answers to the intake as a QuestionnaireResponse, and a QuestionnaireResponse read back as answers."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from nagi.dermatology.intake.case import Facts
from nagi.errors import NagiError, Problem
from nagi.evidence.fields import Field, Value
from nagi.evidence.rulebook import load_rules
from nagi.interchange.fhir.chart import Answered, Person
from nagi.interchange.fhir.questionnaire import GROUPS, HAS_NONE, NONE, SITES, canonical, option_system
from nagi.interchange.fhir.systems import INTAKE, Resource, coding, ref, system
from nagi.language import Text

CODE = "site.code"
VALUES = {
    "number": ("valueDecimal", "valueInteger"), "integer": ("valueInteger",), "flag": ("valueBoolean",),
    "choice": ("valueCoding",), "choices": ("valueCoding",), "text": ("valueString",),
}  # fmt: skip


def response(of: Answered, person: Person) -> Resource:
    """The answers of one visit. What was not answered is left out."""
    sites = [
        {"linkId": SITES, "item": list(_items({CODE: site.code, **site.facts}))} for site in of.case.sites
    ]
    return {
        "resourceType": "QuestionnaireResponse",
        "id": of.visit,
        "questionnaire": canonical(),
        "status": "completed",
        "subject": ref("Patient", person.id),
        "authored": of.at.isoformat(),
        "item": [*_items(of.case.patient), *sites],
    }


def read_response(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a QuestionnaireResponse to our intake, shaped like a case file: `patient` and `sites`.

    What each answer may be is for the intake form to judge. Raises NagiError with every item that is not ours
    (NAGI-X201: another questionnaire; X202: an unknown item; X203: an answer of the wrong type or code system).
    """
    asked = str(resource.get("questionnaire", "")).split("|")[0]
    if asked != INTAKE:
        raise NagiError([_problem("NAGI-X201", "questionnaire", OTHER)])
    problems: list[Problem] = []
    patient: dict[str, Any] = {}
    sites: list[dict[str, Any]] = []
    for item in resource.get("item", []):
        if item.get("linkId") == SITES:
            sites.append(_read_all(item.get("item", []), "site", problems))
        else:
            patient |= _read_all([item], "patient", problems)
    if problems:
        raise NagiError(problems)
    return {"patient": _nested(patient, "patient"), "sites": [_nested(site, "site") for site in sites]}


def _items(answers: Mapping[str, Value] | Facts) -> Iterator[Resource]:
    fields = load_rules().fields
    for name, value in answers.items():
        told = [] if value is None else list(_answers(fields[name], value))
        if told:
            yield {"linkId": name, "answer": told}


def _answers(field: Field, value: Value) -> Iterator[Resource]:
    if isinstance(value, bool):
        yield {"valueBoolean": value}
    elif isinstance(value, int | float):
        yield (
            {"valueInteger": int(value)} if field.kind == "integer" else {"valueDecimal": Decimal(str(value))}
        )
    elif isinstance(value, tuple):
        none = coding(option_system(field), NONE, HAS_NONE)
        yield from ({"valueCoding": coding(option_system(field), one, field.options[one])} for one in value)
        if not value:
            yield {"valueCoding": none}
    elif isinstance(value, str) and field.options:
        yield {"valueCoding": coding(option_system(field), value, field.options[value])}
    elif value is not None:
        yield {"valueString": value}


def _read_all(items: Iterable[Mapping[str, Any]], group: str, problems: list[Problem]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for item in items:
        name = str(item.get("linkId", ""))
        field = load_rules().fields.get(name)
        if field is None or field.derived or field.group != group or group not in GROUPS:
            problems.append(_problem("NAGI-X202", "item", UNKNOWN))
        elif item.get("answer"):
            told = [_read(field, answer, problems) for answer in item["answer"]]
            read[name] = _joined(field, told)
    return read


def _read(field: Field, answer: Mapping[str, Any], problems: list[Problem]) -> Any:
    for name in VALUES[field.kind]:
        if name in answer:
            value = answer[name]
            if name == "valueCoding":
                return _code(field, value, problems)
            return float(value) if isinstance(value, Decimal) else value
    problems.append(_problem("NAGI-X203", field.name, WRONG))
    return None


def _code(field: Field, value: Mapping[str, Any], problems: list[Problem]) -> str | None:
    if value.get("system") != system(option_system(field)):
        problems.append(_problem("NAGI-X203", field.name, WRONG))
        return None
    return str(value.get("code", ""))


def _joined(field: Field, told: list[Any]) -> Any:
    """One answer, or all of a list; `none` beside others stays, so that the form refuses the contradiction."""
    if field.kind != "choices":
        return told[0] if len(told) == 1 else told
    return [] if told == [NONE] and NONE not in field.options else told


def _nested(answers: Mapping[str, Any], group: str) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, value in answers.items():
        *folders, leaf = name.removeprefix(f"{group}.").split(".")
        branch = tree
        for folder in folders:
            branch = branch.setdefault(folder, {})
        branch[leaf] = value
    return tree


OTHER = Text(
    ja=f"この問診の回答ではありません。必要な questionnaire: {INTAKE}",
    en=f"not an answer to this intake; the questionnaire must be {INTAKE}",
)
UNKNOWN = Text(
    ja="この問診にない項目です。linkId を Questionnaire/ev-intake と比べてください。",
    en="no such item in this intake; compare the linkId with Questionnaire/ev-intake",
)
WRONG = Text(
    ja="回答の型またはコード体系が違います。Questionnaire/ev-intake を見てください。",
    en="the answer has another type or code system; see Questionnaire/ev-intake",
)


def _problem(code: str, key: str, said: Text) -> Problem:
    return Problem(code=code, where="QuestionnaireResponse", key=key, said=said)
