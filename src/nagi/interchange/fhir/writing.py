"""Resources to and from JSON text without losing a digit of a decimal."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

MARK = "\ue000"
"""A character of the private area, around decimals while they stand in text."""
MARKED = re.compile(f'"{MARK}([^"]*){MARK}"')


def dumps(resource: Mapping[str, Any]) -> str:
    """JSON text of a resource; 21.40 stays 21.40."""
    plain = json.dumps(resource, ensure_ascii=False, default=_decimal)
    return MARKED.sub(r"\1", plain)


def loads(text: str | bytes) -> Any:
    """What JSON text says; a number with a point becomes a Decimal with all its digits."""
    return json.loads(text, parse_float=Decimal, parse_constant=_refuse)


def _decimal(value: object) -> str:
    if isinstance(value, Decimal) and value.is_finite():
        return f"{MARK}{value:f}{MARK}"
    raise TypeError(f"{type(value).__name__} has no form in FHIR")


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")
