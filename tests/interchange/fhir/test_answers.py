"""The intake there and back: nothing is lost, nothing is invented, and what is not ours is refused by its place."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from interchange_charts import AT, PERSON, row, worked

import nagi.knowledge
from nagi.errors import NagiError
from nagi.interchange.fhir.answers import read_response, response
from nagi.interchange.fhir.chart import Answered
from nagi.interchange.fhir.checking import checked
from nagi.interchange.fhir.questionnaire import intake
from nagi.interchange.fhir.writing import dumps, loads
from nagi.services.cases import read_cases
from nagi.services.record import as_input

WORKED = Path(next(iter(nagi.knowledge.__path__))) / "cases" / "worked.yaml"


def told(case: Any) -> dict[str, Any]:
    return response(Answered(visit=row(3), at=AT, case=case), PERSON)


def test_there_and_back_with_every_worked_case() -> None:
    for case in read_cases(WORKED):
        back = read_response(loads(dumps(checked(told(case)))))
        expected = as_input(case)
        answered = {name: value for name, value in expected["patient"].items() if value is not None}
        assert back["patient"] == answered, case.id
        assert len(back["sites"]) == len(expected["sites"])


def test_no_allergies_and_no_answer_are_two_things() -> None:
    case = worked()
    assert read_response(told(case))["patient"]["allergies"] == []
    asked = replace(case, patient=type(case.patient)({"patient.allergies": None}))
    assert "allergies" not in read_response(told(asked))["patient"]


def test_every_answer_has_its_item_in_the_questionnaire() -> None:
    asked = {one["linkId"] for one in intake()["item"]}
    assert {one["linkId"] for one in told(worked())["item"]} <= asked


def refused(change: Any) -> list[tuple[str, str]]:
    sent = loads(dumps(told(worked())))
    change(sent)
    with pytest.raises(NagiError) as error:
        read_response(sent)
    return [(one.code, one.key) for one in error.value.problems]


def test_what_is_not_ours() -> None:
    def other(sent: dict[str, Any]) -> None:
        sent["questionnaire"] = "https://elsewhere.example/Questionnaire/x"

    def unknown(sent: dict[str, Any]) -> None:
        sent["item"].append({"linkId": "clinic.iv_emergency_ready", "answer": [{"valueBoolean": True}]})

    def wrong(sent: dict[str, Any]) -> None:
        sex = next(one for one in sent["item"] if one["linkId"] == "patient.sex")
        sex["answer"] = [{"valueString": "female"}]
        fever = next(one for one in sent["item"] if one["linkId"] == "patient.fever")
        fever["answer"] = [{"valueInteger": 0}]

    assert refused(other) == [("NAGI-X201", "questionnaire")]
    assert refused(unknown) == [("NAGI-X202", "item")]
    assert sorted(refused(wrong)) == [("NAGI-X203", "patient.fever"), ("NAGI-X203", "patient.sex")]
