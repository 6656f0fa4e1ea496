"""Loading the rule table: rules, fields, numbers and words, or every problem in their files."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from nagi.evidence.conditions import Bounds, Compare, names_read
from nagi.evidence.fields import Field
from nagi.evidence.files import Reader, digest, knowledge_root, toml_files
from nagi.evidence.numbers import Numbers
from nagi.evidence.rules import Rule, RuleTable
from nagi.language import Text


@cache
def load_rules() -> RuleTable:
    """The installed rule table.

    Raises NagiError with every problem if a file is broken.
    """
    reader = Reader(knowledge_root())
    return reader.whole(read_rules(reader))


def read_rules(reader: Reader) -> RuleTable | None:
    """The rule table below `reader.root`; problems are noted in the reader."""
    folder = reader.root / "rules"
    path = folder / "thresholds.toml"
    numbers = reader.record(Numbers, reader.table(path), path, "")
    fields = reader.unique(reader.records(Field, "rules", "field"), "name")
    rules = reader.unique(reader.records(Rule, "rules", "rule"))
    words = _words(reader, folder / "words.toml")
    if numbers is None:
        return None
    _note_broken_references(reader, rules, fields, numbers.bounds)
    return RuleTable(
        rules=rules,
        fields=fields,
        bounds=numbers.bounds,
        threshold_names={threshold.name: threshold.label for threshold in numbers.threshold},
        start_depth_mm=numbers.depth.atopic_start,
        words=words,
        version=numbers.version,
        digest=digest(toml_files(reader.root, "rules"), reader.root),
    )


def _words(reader: Reader, path: Path) -> dict[str, dict[str, Text]]:
    words: dict[str, dict[str, Text]] = {}
    for group, entries in reader.table(path).items():
        words[group] = {}
        for code, both in entries.items():
            try:
                words[group][code] = Text(**both)
            except (TypeError, ValueError):
                reader.note("NAGI-K005", path, f"{group}.{code}", "ja と en が必要です。", "needs ja and en")
    return words


def _note_broken_references(
    reader: Reader, rules: Mapping[str, Rule], fields: Mapping[str, Field], bounds: Bounds
) -> None:
    """A rule that reads an unknown field or threshold must not be evaluated."""
    path = reader.root / "rules"
    for rule in rules.values():
        if rule.when is None:
            continue
        for name in names_read(rule.when):
            if name not in fields:
                reader.note("NAGI-K006", path, rule.id, f"未知の項目 {name}", f"unknown field {name}")
        for leaf in rule.when.leaves():
            if isinstance(leaf, Compare) and leaf.threshold and leaf.threshold not in bounds.thresholds:
                name = leaf.threshold
                reader.note("NAGI-K007", path, rule.id, f"未知のしきい値 {name}", f"unknown threshold {name}")
