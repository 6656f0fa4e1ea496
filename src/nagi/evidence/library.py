"""All knowledge in memory: works, findings, claims, rules and reference audits."""

from collections.abc import Mapping
from functools import cache

from pydantic import ConfigDict

from nagi.evidence.files import Reader, digest, knowledge_root
from nagi.evidence.record import Record
from nagi.evidence.records import Claim, Finding, ReferenceAudit, Work
from nagi.evidence.rulebook import load_rules
from nagi.evidence.rules import RuleTable


class Knowledge(Record):
    """Every work, finding, claim, rule and reference audit, each by its id, and the digest of it all."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    works: Mapping[str, Work]
    findings: Mapping[str, Finding]
    claims: Mapping[str, Claim]
    audits: Mapping[str, ReferenceAudit]
    table: RuleTable
    digest: str


@cache
def load_knowledge() -> Knowledge:
    """All installed knowledge.

    Raises NagiError with every problem if a file is broken: those of the rules, or if they are whole of all others.
    """
    reader = Reader(knowledge_root())
    return reader.whole(read_knowledge(reader, load_rules()))


@cache
def load_claims() -> Mapping[str, Claim]:
    """The installed claims alone, for whoever has no use for the rules and findings, which take longest to read.

    Raises NagiError with every problem if one of their files is broken.
    """
    reader = Reader(knowledge_root())
    return reader.whole(_claims(reader))


def read_knowledge(reader: Reader, table: RuleTable | None) -> Knowledge | None:
    """Everything below `reader.root`, whose rules are `table`; problems are noted in the reader."""
    works = reader.unique(reader.records(Work, "works"))
    findings = reader.unique(reader.records(Finding, "findings"))
    claims = _claims(reader)
    audits = reader.unique(reader.records(ReferenceAudit, "audits", "reference"))
    if table is None:
        return None
    total = digest(reader.root.rglob("*.toml"), reader.root)
    return Knowledge(works=works, findings=findings, claims=claims, audits=audits, table=table, digest=total)


def _claims(reader: Reader) -> Mapping[str, Claim]:
    return reader.unique(reader.records(Claim, "claims"))
