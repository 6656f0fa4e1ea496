"""Checking all knowledge: every problem at once, each with file and key."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel

from nagi.errors import Problem
from nagi.evidence.audit.journals import read_journals
from nagi.evidence.audit.lexicon import read_wording
from nagi.evidence.check.bibliography import check_work
from nagi.evidence.check.honesty import check_claim_wording, check_finding_wording
from nagi.evidence.check.languages import check_numbers, texts_of
from nagi.evidence.check.levels import check_claim_level, check_finding_level
from nagi.evidence.check.references import check_references
from nagi.evidence.check.rules import check_rules
from nagi.evidence.files import Reader, knowledge_root
from nagi.evidence.library import Knowledge, read_knowledge
from nagi.evidence.rulebook import read_rules


def check_knowledge(root: Path | None = None) -> tuple[Problem, ...]:
    """Every problem of the knowledge below `root` (default: what is installed); empty if all is well."""
    reader = Reader(root or knowledge_root())
    knowledge = read_knowledge(reader, read_rules(reader))
    found: list[Problem] = []
    if knowledge is not None:
        found.extend(_inside(knowledge, reader))
    return tuple(sorted({*reader.problems, *found}, key=lambda p: (p.where, p.key, p.code, p.said.en)))


def _inside(knowledge: Knowledge, reader: Reader) -> Iterator[Problem]:
    journals, wording = read_journals(reader), read_wording(reader)
    yield from check_references(knowledge)
    if not any(problem.code in ("NAGI-K006", "NAGI-K007") for problem in reader.problems):
        yield from check_rules(knowledge.table)
    for work in knowledge.works.values():
        yield from check_work(work, journals)
    for finding in knowledge.findings.values():
        yield from check_finding_level(finding)
        yield from check_finding_wording(finding)
    for claim in knowledge.claims.values():
        yield from check_claim_level(claim, knowledge.findings)
        if wording is not None:
            yield from check_claim_wording(claim, knowledge.findings, wording)
    yield from _numbers(knowledge)


def _numbers(knowledge: Knowledge) -> Iterator[Problem]:
    """Japanese and English of everything carry the same numbers."""
    groups: dict[str, Mapping[str, BaseModel]] = {
        "works": knowledge.works,
        "findings": knowledge.findings,
        "claims": knowledge.claims,
        "audits": knowledge.audits,
        "rules": knowledge.table.rules,
    }
    for folder, records in groups.items():
        for name, record in records.items():
            for key, text in texts_of(record):
                yield from check_numbers(f"{folder}/{name}", key, text)
    for group, words in knowledge.table.words.items():
        for code, text in words.items():
            yield from check_numbers("rules/words.toml", f"{group}.{code}", text)
