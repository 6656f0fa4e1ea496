"""The numbers the rules compare with, and the depth limits."""

import tomllib
from typing import Any

from nagi.evidence.conditions import Compare
from nagi.evidence.files import knowledge_root
from nagi.evidence.rulebook import load_rules
from nagi.language import Text
from reference.markup import both, links, table, whole
from reference.rules import linked

START = Text(ja="アトピーの肌の開始値", en="start on atopic skin")
HEAD = ("Name", "Value", "日本語", "English", "Basis", "Rules")


def page() -> str:
    """Thresholds, depth limits, and the numbers of a course."""
    file = _read("rules/thresholds.toml")
    limits = [_row(number, _reads(number["name"])) for number in file["threshold"]]
    course = [_row(number, [number["rule"]]) for number in _read("course/numbers.toml")["number"]]
    body = [
        table(HEAD, limits),
        "## Needle depth, mm · 針の深さ (mm)",
        table(HEAD[:5], _depths(file["depth"])),
    ]
    return whole("thresholds", [*body, "## Numbers of a course · 経過の数値", table(HEAD, course)])


def _read(path: str) -> dict[str, Any]:
    return tomllib.loads((knowledge_root() / path).read_text(encoding="utf-8"))


def _row(number: dict[str, Any], rules: list[str]) -> tuple[str, ...]:
    label = both(Text(**number["label"]))
    named = (f"`{number['name']}`", f"{number['value']:g}", *label)
    return (*named, links([number["basis"]], "works.md"), linked(rules, "rules/"))


def _depths(depth: dict[str, Any]) -> list[tuple[str, ...]]:
    regions = load_rules().fields["site.region"].options
    basis = links([depth["atopic_start_basis"]], "works.md")
    rows = [("", f"{depth['atopic_start']:g}", *both(START), basis)]
    for limit in depth["limit"]:
        region = limit["region"]
        rows.append(
            (f"`{region}`", f"{limit['max']:g}", *both(regions[region]), links([limit["basis"]], "works.md"))
        )
    return rows


def _reads(name: str) -> list[str]:
    """The rules that compare with a threshold."""
    found = []
    for rule in load_rules().rules.values():
        leaves = rule.when.leaves() if rule.when else ()
        compared = any(isinstance(leaf, Compare) and leaf.threshold == name for leaf in leaves)
        if compared or rule.effect.detail("threshold") == name:
            found.append(rule.id)
    return found
