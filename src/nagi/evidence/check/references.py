"""Does everything that is named exist?"""

from collections.abc import Iterable, Iterator, Mapping

from nagi.errors import Problem
from nagi.evidence.library import Knowledge
from nagi.language import Text


def check_references(knowledge: Knowledge) -> Iterator[Problem]:
    """Every id that points nowhere."""
    works, findings, rules = knowledge.works, knowledge.findings, knowledge.table.rules
    for rule in rules.values():
        yield from _missing(f"rules/{rule.id}", "works", rule.works, works)
    for finding in findings.values():
        yield from _missing(f"findings/{finding.id}", "works", finding.works, works)
    for claim in knowledge.claims.values():
        where = f"claims/{claim.id}"
        yield from _missing(where, "findings_for", claim.findings_for, findings)
        yield from _missing(where, "findings_against", claim.findings_against, findings)
        yield from _missing(where, "works", claim.works, works)
        yield from _missing(where, "rules", claim.rules, rules)
        if not (claim.findings_for or claim.findings_against or claim.works):
            yield _problem("NAGI-K131", where, "findings_for", "根拠がありません。", "rests on nothing")
    for audit in knowledge.audits.values():
        yield from _missing(f"audits/{audit.id}", "works", (*audit.works, audit.column), works)


def _missing(where: str, key: str, names: Iterable[str], known: Mapping[str, object]) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            yield _problem("NAGI-K130", where, key, f"{name} がありません。", f"{name} does not exist")


def _problem(code: str, where: str, key: str, ja: str, en: str) -> Problem:
    return Problem(code=code, where=where, key=key, said=Text(ja=ja, en=en))
