"""Do the rules hang together: operators that fit their fields, codes that exist, rules that can fire?"""

from collections.abc import Iterator

from nagi.errors import Problem
from nagi.evidence.check.reach import witness
from nagi.evidence.conditions import All, AnyOf, Compare, Condition, MissingAny, Not
from nagi.evidence.fields import Field
from nagi.evidence.rules import ROUTES, Rule, RuleTable
from nagi.language import Text

FITTING: dict[str, frozenset[str]] = {
    "number": frozenset({"eq", "ne", "le", "lt", "ge", "gt", "in"}),
    "integer": frozenset({"eq", "ne", "le", "lt", "ge", "gt", "in"}),
    "flag": frozenset({"eq", "ne"}),
    "choice": frozenset({"eq", "ne", "in"}),
    "choices": frozenset({"contains", "intersects", "nonempty"}),
    "text": frozenset({"eq", "ne"}),
}
"""Which operators make sense on which kind of field."""

PRODUCT_ROUTES = frozenset({"each_route_product", "each_route_product_except_topical"})


def check_rules(table: RuleTable) -> Iterator[Problem]:
    """Every problem of the rule table itself."""
    for rule in table.rules.values():
        yield from _effect(rule, table)
        if rule.when is None:
            continue
        unfit = list(_comparisons(rule, table))
        yield from unfit
        yield from _negations(rule, rule.when, table)
        if not unfit:  # a comparison that does not fit cannot be tried out
            yield from _reachable(rule, rule.when, table)
    yield from _depths(table)


def _problem(code: str, key: str, ja: str, en: str) -> Problem:
    return Problem(code=code, where="rules", key=key, said=Text(ja=ja, en=en))


def _effect(rule: Rule, table: RuleTable) -> Iterator[Problem]:
    for route in rule.effect.routes:
        if route not in ROUTES and route not in PRODUCT_ROUTES:
            yield _problem("NAGI-K101", rule.id, f"未知の方法 {route}", f"unknown route {route}")
    wanted = [("advice", code) for code in rule.effect.advice]
    wanted += [("material", code) for code in rule.effect.detail("materials") or ()]
    for group, code in wanted:
        if code not in table.words.get(group, {}):
            yield _problem(
                "NAGI-K102",
                rule.id,
                f"words.toml の [{group}] に {code} がありません。",
                f"words.toml [{group}] lacks {code}",
            )


def _comparisons(rule: Rule, table: RuleTable) -> Iterator[Problem]:
    if rule.when is None:
        return
    for leaf in rule.when.leaves():
        if isinstance(leaf, Compare):
            yield from _comparison(rule.id, leaf, table.fields[leaf.field])


def _comparison(key: str, leaf: Compare, field: Field) -> Iterator[Problem]:
    if leaf.op not in FITTING[field.kind]:
        yield _problem(
            "NAGI-K103",
            key,
            f"{field.name} ({field.kind}) に {leaf.op} は使えません。",
            f"'{leaf.op}' does not fit {field.name}, a {field.kind}",
        )
    if field.options and leaf.value is not None:
        for code in leaf.value if isinstance(leaf.value, tuple) else (leaf.value,):
            if code not in field.options:
                yield _problem(
                    "NAGI-K104",
                    key,
                    f"{field.name} に {code} という選択肢はありません。",
                    f"{field.name} has no option {code}",
                )


def _negations(rule: Rule, condition: Condition, table: RuleTable) -> Iterator[Problem]:
    """Under `not`, a report that was never made would count as a denial."""
    if isinstance(condition, All):
        parts = condition.all
    elif isinstance(condition, AnyOf):
        parts = condition.any
    elif isinstance(condition, Not):
        for leaf in condition.leaves():
            names = leaf.missing_any if isinstance(leaf, MissingAny) else leaf.reads
            for name in names:
                if table.fields[name].asked == "reported" and not table.fields[name].derived:
                    yield _problem(
                        "NAGI-K105",
                        rule.id,
                        f"not の中で {name} は使えません。",
                        f"{name} may not stand under 'not'",
                    )
        return
    else:
        return
    for part in parts:
        yield from _negations(rule, part, table)


def _reachable(rule: Rule, condition: Condition, table: RuleTable) -> Iterator[Problem]:
    if witness(condition, table.fields, table.bounds, firing=True) is None:
        yield _problem("NAGI-K106", rule.id, "この規則は決して成立しません。", "this rule can never fire")


def _depths(table: RuleTable) -> Iterator[Problem]:
    regions = table.fields["site.region"].options if "site.region" in table.fields else {}
    for region in table.bounds.depth_mm_max:
        if region not in regions:
            yield _problem("NAGI-K107", f"depth.{region}", "未知の部位です。", "unknown region")
