"""What is refused as FHIR R4, and that no digit of a decimal is lost."""

from decimal import Decimal
from typing import Any

import pytest

from nagi.errors import NagiError
from nagi.interchange.fhir.checking import checked
from nagi.interchange.fhir.writing import dumps, loads

GOOD: dict[str, Any] = {"resourceType": "Patient", "gender": "female", "name": [{"text": "架空 花子"}]}


def refusal(**changed: Any) -> list[tuple[str, str]]:
    with pytest.raises(NagiError) as error:
        checked({**GOOD, **changed})
    assert "架空" not in str(error.value)
    return [(one.code, one.key) for one in error.value.problems]


def test_it_works() -> None:
    assert checked(GOOD) == GOOD


def test_a_code_that_the_library_would_take() -> None:
    assert refusal(gender="xx") == [("NAGI-X212", "Patient.gender")]
    allergy = {
        "resourceType": "AllergyIntolerance", "patient": {"reference": "Patient/1"},
        "clinicalStatus": {"coding": [{"code": "perhaps"}]},
    }  # fmt: skip
    with pytest.raises(NagiError, match=r"AllergyIntolerance\.clinicalStatus"):
        checked(allergy)


def test_structure_is_told_by_place() -> None:
    assert [code for code, _ in refusal(birthDate="yesterday", colour="blue")] == ["NAGI-X211", "NAGI-X211"]
    assert refusal(resourceType="Spaceship") == [("NAGI-X210", "resourceType")]


@pytest.mark.parametrize("digits", ["21.40", "0.5", "1.0", "0.000010", "12345678901234567890.10"])
def test_every_digit_of_a_decimal(digits: str) -> None:
    text = f'{{"value": {digits}}}'
    assert loads(text) == {"value": Decimal(digits)}
    assert dumps(loads(text)) == text


def test_what_is_no_number() -> None:
    with pytest.raises(ValueError, match="NaN"):
        loads('{"value": NaN}')
    with pytest.raises(TypeError):
        dumps({"value": Decimal("Infinity")})
