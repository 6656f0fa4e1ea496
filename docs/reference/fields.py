"""The field dictionary: every answer a case may hold."""

from nagi.evidence.conditions import names_read
from nagi.evidence.fields import Field
from nagi.evidence.rulebook import load_rules
from reference.markup import both, cell, table, whole
from reference.rules import linked

HEAD = ("Field", "Kind", "日本語", "English", "Rules")


def page() -> str:
    """All fields, by part of the case."""
    groups: dict[str, list[tuple[str, ...]]] = {}
    for field in load_rules().fields.values():
        groups.setdefault(field.group, []).append(_row(field))
    body = [part for name, rows in groups.items() for part in (f"## {name}", table(HEAD, rows))]
    return whole("fields", body, wide=True)


def _row(field: Field) -> tuple[str, ...]:
    name = field.name.removeprefix(f"{field.group}.")
    return (f"`{name}`", _kind(field), *both(field.question or field.label), _readers(field.name))


def _kind(field: Field) -> str:
    parts = [field.kind, "derived" if field.derived else field.asked]
    if field.min is not None and field.max is not None:
        parts.append(f"{field.range('ja')} / {field.range('en')}" if field.unit else field.range("en"))
    options = " ".join(f"`{code}`" for code in field.options)
    return cell(", ".join(parts)) + (f"<br>{options}" if options else "")


def _readers(name: str) -> str:
    """The rules that read a field."""
    rules = load_rules().rules.values()
    return linked([rule.id for rule in rules if rule.when and name in names_read(rule.when)], "rules/")
