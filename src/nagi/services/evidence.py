"""The evidence use cases: check it, explain an item, audit a text."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from nagi.errors import Problem
from nagi.evidence.audit import AuditKnowledge, Remark, audit_text, gather
from nagi.evidence.check import check_knowledge
from nagi.evidence.explain import Explanation, explain
from nagi.evidence.files import knowledge_root
from nagi.evidence.library import load_knowledge
from nagi.language import Text, filled
from nagi.services.files import read_text

LARGEST_TEXT = 5_000_000
"""Bytes of a text that is audited; a clinic's column has some 25,000."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """The outcome of checking all knowledge: every problem, and how much there is."""

    problems: tuple[Problem, ...]
    counts: Mapping[str, int]

    def summary(self) -> Text:
        """One line: how much was checked and how many problems there are."""
        listed = ", ".join(f"{count} {name}" for name, count in self.counts.items())
        number = len(self.problems)
        found = Text(ja=f"問題 {number} 件。", en=filled("{0} {0:problem|problems}.", number))
        if not self.counts:
            return found
        return Text(ja=f"確認: {listed}。{found.ja}", en=f"Checked {listed}: {found.en}")


def check(root: Path | None = None) -> Checked:
    """Check the knowledge below `root`, or what is installed."""
    problems = (*check_knowledge(root), *_model_data().check_model_data(root or knowledge_root()))
    counts = _counts() if root is None and not problems else {}
    return Checked(problems=problems, counts=counts)


def _model_data() -> Any:
    """Loaded when asked for: units and the twin need arrays, which to explain or audit does not."""
    return import_module("nagi.services.model_data")


def _counts() -> dict[str, int]:
    knowledge = load_knowledge()
    return {
        "works": len(knowledge.works),
        "findings": len(knowledge.findings),
        "claims": len(knowledge.claims),
        "rules": len(knowledge.table.rules),
        "reference audits": len(knowledge.audits),
        "parameters": _model_data().counted_parameters(knowledge_root()),
    }


def explanation(item_id: str) -> Explanation:
    """What an item rests on and what rests on it. Raises NagiError if there is no such item."""
    return explain(item_id, load_knowledge())


@cache
def _audit_knowledge() -> AuditKnowledge:
    known = load_knowledge()
    return gather(known.works, known.findings, known.audits)


def audit_file(path: Path) -> tuple[Remark, ...]:
    """Every remark on a text file, by line. Raises NagiError if it cannot be read as text."""
    text = read_text(path, largest=LARGEST_TEXT)
    return audit_text(text, knowledge=_audit_knowledge(), where=path.name)


def remark_data(remark: Remark) -> dict[str, Any]:
    """A remark for machines."""
    return {**asdict(remark), "kind": remark.kind.value}
