"""The rules: an index of all, and one page per chapter of the table."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from nagi.evidence.files import Reader, knowledge_root, toml_files
from nagi.evidence.rulebook import load_rules
from nagi.evidence.rules import ROUTES, Rule
from nagi.language import Text
from nagi.services.assessment import assess_file
from reference.conditions import in_words
from reference.markup import both, cell, heading, ja, links, read, table, whole


@cache
def chapters() -> dict[str, tuple[str, ...]]:
    """The ids of the rules in each file of the table that holds any."""
    reader = Reader(knowledge_root())
    held = {path.stem: _ids(reader, path) for path in toml_files(reader.root, "rules")}
    return {stem: ids for stem, ids in held.items() if ids}


def _ids(reader: Reader, path: Path) -> tuple[str, ...]:
    return tuple(entry["id"] for entry in reader.table(path).get("rule", ()))


def linked(ids: Iterable[str], folder: str = "") -> str:
    """Rules as links to their places, from a page that reaches the chapters through `folder`."""
    where = {rule_id: chapter for chapter, held in chapters().items() for rule_id in held}
    return " ".join(f"[{rule_id}]({folder}{where[rule_id]}.md#{rule_id})" for rule_id in ids)


@cache
def _fires_in() -> dict[str, list[str]]:
    """The worked cases in which each rule fires."""
    found: dict[str, list[str]] = {}
    for path in sorted((knowledge_root() / "cases").glob("*.yaml")):
        for assessment in assess_file(path):
            for rule_id in assessment.decision.rule_ids:
                found.setdefault(rule_id, []).append(assessment.case.id)
    return {rule_id: sorted(ids) for rule_id, ids in found.items()}


def title(chapter: str) -> str:
    """What a chapter is called; a new one goes by its file's name."""
    return str(read("words.toml")["chapters"].get(chapter, chapter))


def index() -> str:
    """All rules in one table."""
    fires = _fires_in()
    rows = [
        (linked([rule.id]), rule.severity, *both(rule.message), " ".join(fires.get(rule.id, ())))
        for rule in load_rules().rules.values()
    ]
    head = ("ID", "Severity", "日本語", "English", "Fires in")
    return whole("rules", [f"{len(rows)} rules · 規則", table(head, rows)], wide=True)


def page(chapter: str) -> str:
    """One chapter."""
    rules = load_rules().rules
    return whole(
        "rules",
        [part for rule_id in chapters()[chapter] for part in _rule(rules[rule_id])],
        part=title(chapter),
    )


def _rule(rule: Rule) -> Iterator[str]:
    rules = load_rules()
    test = Text(ja=in_words(rule.when, rules, "ja"), en=in_words(rule.when, rules, "en"))
    rows = [("says<br>文", *both(rule.message)), ("applies<br>対象", *both(rule.applies))]
    rows += [("column<br>コラムの語", *both(rule.terms))] if rule.terms else []
    rows += [("test<br>判定式", *both(test)), ("effect<br>作用", *_effect(rule))]
    fires = ", ".join(_fires_in().get(rule.id, ())) or "–"
    yield heading(rule.id)
    yield table((rule.severity, "日本語", "English"), rows)
    yield f"`{rule.scope}` `{rule.kind}` · sources · 出典: {links(rule.works, '../works.md')}"
    yield f"fires in · 成立する症例: {fires}"


def _effect(rule: Rule) -> tuple[str, str]:
    """What the rule does: a status for routes, and advice."""
    words, effect = load_rules().words, rule.effect
    routes = [words["route"][route] for route in effect.routes if route in ROUTES]
    status = [words["status"][effect.status]] if effect.status and routes else []
    advice = [words["advice"][code] for code in effect.advice if code in words["advice"]]
    japanese = "、".join(t.ja for t in routes) + "".join(f" → {t.ja}" for t in status)
    english = ", ".join(t.en for t in routes) + "".join(f" → {t.en}" for t in status)
    return (
        ja("; ".join(filter(None, [japanese, *(t.ja for t in advice)])) or "–"),
        cell("; ".join(filter(None, [english, *(t.en for t in advice)])) or f"– ({effect.type})"),
    )
