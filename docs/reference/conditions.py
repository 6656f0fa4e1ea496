"""A condition of a rule in words: the test the evaluator runs, not a summary of it."""

from nagi.evidence.conditions import All, Always, AnyOf, Compare, Condition, MissingAny, Not
from nagi.evidence.rules import RuleTable
from nagi.language import Lang

SIGN = {
    "eq": "=",
    "ne": "≠",
    "le": "≤",
    "lt": "<",
    "ge": "≥",
    "gt": ">",
    "in": "∈",
    "contains": "∋",
    "intersects": "∩",
}
JOIN = {"all": {"en": " and ", "ja": " かつ "}, "any": {"en": " or ", "ja": " または "}}
FREE = {"en": "no condition of its own: applied where it is named", "ja": "条件なし(名指しされた場面で適用)"}


def in_words(condition: Condition | None, table: RuleTable, lang: Lang) -> str:
    """The condition in one language."""
    if condition is None:
        return FREE[lang]
    if isinstance(condition, Compare):
        return _comparison(condition, table, lang)
    if isinstance(condition, MissingAny):
        names = " / ".join(table.fields[name].label.within(lang) for name in condition.missing_any)
        return {"en": f"not answered: {names}", "ja": f"未回答: {names}"}[lang]
    if isinstance(condition, Not):
        inner = in_words(condition.negated, table, lang)
        return {"en": f"not ({inner})", "ja": f"({inner})でない"}[lang]
    if isinstance(condition, Always):
        return {"en": "always", "ja": "常に"}[lang]
    return _joined(condition, table, lang)


def _joined(condition: All | AnyOf, table: RuleTable, lang: Lang) -> str:
    parts = condition.all if isinstance(condition, All) else condition.any
    join = JOIN["all" if isinstance(condition, All) else "any"][lang]
    said = [in_words(part, table, lang) for part in parts]
    return join.join(
        f"({one})" if isinstance(part, All | AnyOf) else one for part, one in zip(parts, said, strict=True)
    )


def _comparison(leaf: Compare, table: RuleTable, lang: Lang) -> str:
    field = table.fields[leaf.field]
    label = field.label.within(lang)
    if leaf.op == "nonempty":
        return label + {"en": ": any reported", "ja": ": 何か報告あり"}[lang]
    return f"{label} {SIGN[leaf.op]} {_right(leaf, table, lang)}"


def _right(leaf: Compare, table: RuleTable, lang: Lang) -> str:
    field = table.fields[leaf.field]
    if leaf.depth_limit:
        return {"en": "depth limit of the region", "ja": "その部位の深さの上限"}[lang]
    if leaf.threshold:
        return f"{table.bounds.thresholds[leaf.threshold]:g} ({leaf.threshold})"
    values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    said = [field.show((v,) if field.kind == "choices" and isinstance(v, str) else v, lang) for v in values]
    missing = [{"en": "not answered", "ja": "未回答"}[lang]] if leaf.or_missing else []
    return " / ".join(said + missing)
