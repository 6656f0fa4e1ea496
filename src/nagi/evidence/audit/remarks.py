"""One remark on a text: where, against which rule, why, and what could honestly stand there instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from nagi.evidence.rules import Severity
from nagi.language import Text

LONGEST_EXCERPT = 80
UNSUPPORTED = "S000-050"  # the rule that a reference must carry the sentence it stands behind


class Kind(StrEnum):
    """What is wrong: a phrase, something missing, a reference, what a reference is used for, outdated law."""

    WORDING = "wording"
    DISCLOSURE = "disclosure"
    REFERENCE = "reference"
    SUPPORT = "support"
    REGULATION = "regulation"


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One remark. `rule` is a rule id or the id of a reference audit; `code` names the check behind it.

    `line` counts from 1; something missing in the whole text stands at the line that first speaks of the
    therapy. `excerpt` quotes the audited text, 80 characters at most. `works` are ids of works to look at.
    """

    where: str
    line: int
    excerpt: str
    rule: str
    code: str
    severity: Severity
    kind: Kind
    why: Text
    suggestion: Text
    works: tuple[str, ...] = ()


def excerpt(text: str, start: int = 0) -> str:
    """At most 80 characters of `text` around `start`, safe to print."""
    first = max(0, min(start - 20, len(text) - LONGEST_EXCERPT))
    cut = text[first : first + LONGEST_EXCERPT]
    return "".join(char if char.isprintable() else "\ufffd" for char in cut.strip())


def in_order(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Remarks by line; the same check says the same thing only once per line."""
    first: dict[tuple[int, str, str], Remark] = {}
    for remark in remarks:
        first.setdefault((remark.line, remark.rule, remark.code), remark)
    order = list(Kind)
    return tuple(sorted(first.values(), key=lambda r: (r.line, order.index(r.kind), r.rule, r.code)))
