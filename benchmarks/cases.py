"""Ten thousand synthetic cases from one seed, as they would stand in case files."""

import random
from collections.abc import Iterator
from typing import Any

from nagi.evidence.fields import Field
from nagi.evidence.rulebook import load_rules
from nagi.evidence.rules import ROUTES

ANSWERED = 0.97
"""Share of questions that have an answer."""


def synthetic_cases(count: int, *, seed: int) -> Iterator[dict[str, Any]]:
    """Inputs with one to three sites each; most answers harmless, some not, a few missing."""
    stream = random.Random(seed)
    fields = [
        field for field in load_rules().fields.values() if not field.derived and field.name != "site.code"
    ]
    groups = {
        group: [f for f in fields if f.group == group] for group in ("patient", "site", "clinic", "product")
    }
    for _ in range(count):
        yield {
            "patient": _answers(groups["patient"], stream),
            "sites": [
                {**_answers(groups["site"], stream), "code": f"s{n}"} for n in range(stream.randint(1, 3))
            ],
            "clinic": _answers(groups["clinic"], stream),
            "products": {route: _answers(groups["product"], stream) for route in ROUTES},
        }


def _answers(fields: list[Field], stream: random.Random) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for field in fields:
        often = ANSWERED if field.asked == "always" else 0.3
        if stream.random() < often:
            *folders, leaf = field.name.split(".")[1:]
            branch = tree
            for folder in folders:
                branch = branch.setdefault(folder, {})
            branch[leaf] = _answer(field, stream)
    return tree


def _answer(field: Field, stream: random.Random) -> Any:
    low, high = field.min or 0, field.max or 0
    if field.kind == "flag":
        return stream.random() < 0.15
    if field.kind == "choice":
        return stream.choice(list(field.options))
    if field.kind == "choices":
        return stream.sample(list(field.options), k=stream.choice((0, 0, 1, 2)))
    if field.kind == "integer":
        return stream.randint(int(low), int(high))
    if field.kind == "number":
        return round(stream.triangular(low, high, low), 1)
    return "A1"
