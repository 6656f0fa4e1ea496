"""The same rules in public rule engines: each condition translated, fed the same facts.

The peers get the facts ready (phase and derived facts worked out, answers validated) and only say which
rules fire; nagi validates the input, finds the phase, decides every route and keeps the reasons.
"""

from collections.abc import Callable, Mapping
from typing import Any

import rule_engine
from json_logic import jsonLogic

from nagi.evidence.conditions import All, Always, AnyOf, Bounds, Compare, Condition, MissingAny, Not
from nagi.evidence.fields import Value

Fires = Callable[[dict[str, Any]], bool]
SIGN = {"eq": "==", "ne": "!=", "le": "<=", "lt": "<", "ge": ">=", "gt": ">"}


def plain_facts(facts: Mapping[str, Value]) -> dict[str, Any]:
    """Facts as the peers take them: names without dots, lists instead of tuples."""
    return {name.replace(".", "_"): list(v) if isinstance(v, tuple) else v for name, v in facts.items()}


def json_logic(condition: Condition, bounds: Bounds) -> Fires:
    """The condition for panzi-json-logic (JSON-logic)."""
    logic = _as_json_logic(condition, bounds)
    return lambda facts: bool(jsonLogic(logic, facts))


def _as_json_logic(condition: Condition, bounds: Bounds) -> Any:
    if isinstance(condition, Always):
        return True
    if isinstance(condition, All):
        return {"and": [_as_json_logic(part, bounds) for part in condition.all]}
    if isinstance(condition, AnyOf):
        return {"or": [_as_json_logic(part, bounds) for part in condition.any]}
    if isinstance(condition, Not):
        return {"!": [_as_json_logic(condition.negated, bounds)]}
    if isinstance(condition, MissingAny):
        return {"or": [{"===": [_var(name), None]} for name in condition.missing_any]}
    return _compare_in_json_logic(condition, bounds)


def _var(name: str) -> dict[str, str]:
    return {"var": name.replace(".", "_")}


def _compare_in_json_logic(leaf: Compare, bounds: Bounds) -> Any:
    seen, expected = _var(leaf.field), _expected(leaf, bounds)
    missing = {"===": [seen, None]}
    if leaf.depth_limit:
        tables = [
            {"and": [{"===": [_var("site.region"), region]}, {">": [seen, limit]}]}
            for region, limit in bounds.depth_mm_max.items()
        ]
        return {"and": [{"!": [missing]}, {"or": tables}]}
    if leaf.op == "ne":
        return {"or": [missing, {"!==": [seen, expected]}]}
    if leaf.op == "in":
        options = [{"===": [seen, code]} for code in expected]
        return {"or": [missing, *options]} if leaf.or_missing else {"or": options}
    if leaf.op == "nonempty":
        return {"!!": [seen]}
    if leaf.op in ("contains", "intersects"):
        codes = [expected] if leaf.op == "contains" else expected
        return {"and": [{"!": [missing]}, {"or": [{"in": [code, seen]} for code in codes]}]}
    return {"and": [{"!": [missing]}, {"===" if leaf.op == "eq" else SIGN[leaf.op]: [seen, expected]}]}


def _expected(leaf: Compare, bounds: Bounds) -> Any:
    value = leaf.value if leaf.threshold is None else bounds.thresholds[leaf.threshold]
    return list(value) if isinstance(value, tuple) else value


def rule_engine_py(condition: Condition, bounds: Bounds) -> Fires:
    """The condition for rule-engine."""
    context = rule_engine.Context(default_value=None)
    rule = rule_engine.Rule(_as_text(condition, bounds), context=context)
    return lambda facts: rule.matches(facts)


def _as_text(condition: Condition, bounds: Bounds) -> str:
    if isinstance(condition, Always):
        return "true"
    if isinstance(condition, All):
        return "(" + " and ".join(_as_text(part, bounds) for part in condition.all) + ")"
    if isinstance(condition, AnyOf):
        return "(" + " or ".join(_as_text(part, bounds) for part in condition.any) + ")"
    if isinstance(condition, Not):
        return f"not ({_as_text(condition.negated, bounds)})"
    if isinstance(condition, MissingAny):
        return "(" + " or ".join(f"{name.replace('.', '_')} == null" for name in condition.missing_any) + ")"
    return _compare_as_text(condition, bounds)


def _compare_as_text(leaf: Compare, bounds: Bounds) -> str:
    seen, expected = leaf.field.replace(".", "_"), _expected(leaf, bounds)
    if leaf.depth_limit:
        tables = (
            f'(site_region == "{region}" and {seen} > {limit})'
            for region, limit in bounds.depth_mm_max.items()
        )
        return f"({seen} != null and (" + " or ".join(tables) + "))"
    if leaf.op == "ne":
        return f"({seen} == null or {seen} != {_literal(expected)})"
    if leaf.op == "in":
        options = " or ".join(f"{seen} == {_literal(code)}" for code in expected)
        return f"({seen} == null or {options})" if leaf.or_missing else f"({options})"
    if leaf.op == "nonempty":
        return f"({seen} != null and {seen}.length > 0)"
    if leaf.op in ("contains", "intersects"):
        codes = [expected] if leaf.op == "contains" else expected
        return f"({seen} != null and (" + " or ".join(f"{_literal(code)} in {seen}" for code in codes) + "))"
    return f"({seen} != null and {seen} {SIGN[leaf.op]} {_literal(expected)})"


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else repr(value)
