"""What an audit needs to know, gathered once."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nagi.errors import NagiError
from nagi.evidence.audit.journals import Journal, read_journals
from nagi.evidence.audit.lexicon import Wording, read_wording
from nagi.evidence.files import Reader, knowledge_root
from nagi.evidence.records import Finding, ReferenceAudit, Work


@dataclass(frozen=True, kw_only=True)
class AuditKnowledge:
    """The wording files, the works with what was found in them, the reference audits and the journals."""

    wording: Wording
    works: Mapping[str, Work]
    findings: Mapping[str, Finding]
    audits: Mapping[str, ReferenceAudit]
    journals: tuple[Journal, ...] = ()

    @cached_property
    def _by_work(self) -> Mapping[str, tuple[Finding, ...]]:
        found: defaultdict[str, list[Finding]] = defaultdict(list)
        for finding in self.findings.values():
            for work in finding.works:
                found[work].append(finding)
        return {work: tuple(findings) for work, findings in found.items()}

    def findings_of(self, work: str) -> tuple[Finding, ...]:
        """The findings that rest on a work."""
        return self._by_work.get(work, ())


def gather(
    works: Mapping[str, Work],
    findings: Mapping[str, Finding],
    audits: Mapping[str, ReferenceAudit],
    *,
    root: Path | None = None,
) -> AuditKnowledge:
    """Records that are loaded already, with the wording files and journals of the knowledge below `root`.

    Raises NagiError with every problem if one of those files is broken.
    """
    reader = Reader(root or knowledge_root())
    wording, journals = read_wording(reader), read_journals(reader)
    if wording is None or reader.problems:
        raise NagiError(dict.fromkeys(reader.problems))
    return AuditKnowledge(wording=wording, works=works, findings=findings, audits=audits, journals=journals)
