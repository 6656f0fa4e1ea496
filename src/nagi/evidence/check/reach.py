"""Can a rule fire at all? Looks for facts that satisfy its condition, from the values it compares with."""

from collections.abc import Iterator, Mapping
from itertools import islice, product

from nagi.evidence.conditions import Bounds, Compare, Condition, MissingAny, Test, names_read
from nagi.evidence.fields import Field, Value

MOST_TRIALS = 200_000
"""Combinations tried before a rule counts as unreachable; the largest rule needs a few hundred."""


def witness(
    condition: Condition, fields: Mapping[str, Field], bounds: Bounds, *, firing: bool
) -> dict[str, Value] | None:
    """Facts on which the condition is true (or, with firing=False, false); None if there are none."""
    test: Test = condition.compile(fields, bounds)
    names = names_read(condition)
    candidates = [list(_candidates(name, condition, fields, bounds)) for name in names]
    for values in islice(product(*candidates), MOST_TRIALS):
        facts: dict[str, Value] = {
            name: value for name, value in zip(names, values, strict=True) if value is not None
        }
        if test(facts) is firing:
            return facts
    return None


def _candidates(
    name: str, condition: Condition, fields: Mapping[str, Field], bounds: Bounds
) -> Iterator[Value]:
    """Values worth trying for one fact: around each number compared, each code, yes and no, missing."""
    field = fields[name]
    tried: dict[Value, None] = {}
    for leaf in condition.leaves():
        if isinstance(leaf, MissingAny):
            tried[None] = None
        elif name in leaf.reads:
            tried.update(dict.fromkeys(_around(leaf, name, field, bounds)))
    tried.update(dict.fromkeys(_ordinary(field)))
    yield from (value for value in tried if value is None or field.accepts(value))


def _around(leaf: Compare, name: str, field: Field, bounds: Bounds) -> Iterator[Value]:
    if leaf.depth_limit:
        yield from bounds.depth_mm_max if name == "site.region" else (0.2, 3.0)
        return
    expected = leaf.value if leaf.threshold is None else bounds.thresholds.get(leaf.threshold)
    if isinstance(expected, int | float) and not isinstance(expected, bool):
        yield from (expected, expected + 1, expected - 1, expected + 0.5, expected - 0.5)
    elif field.kind == "choices":
        codes = expected if isinstance(expected, tuple) else (expected,)
        yield from ((), *((str(code),) for code in codes if code is not None))
    elif isinstance(expected, tuple):
        yield from expected
    yield expected if field.kind != "choices" else None


def _ordinary(field: Field) -> Iterator[Value]:
    if field.kind == "flag":
        yield from (True, False)
    elif field.kind == "choice":
        yield from field.options
    elif field.kind == "choices":
        yield from ((), *((code,) for code in field.options))
    elif field.kind in ("number", "integer"):
        yield from (field.min, field.max)
    yield None
