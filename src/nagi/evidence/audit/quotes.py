"""Quotations and paraphrases without a reference list, recognised by what a reference audit says of them."""

import re
from collections.abc import Iterable, Iterator, Sequence

from nagi.evidence.audit.lexicon import Grammar
from nagi.evidence.audit.remarks import Remark
from nagi.evidence.audit.sentences import Flow, Row, Sentence, blocks, joined, sentences_of
from nagi.evidence.audit.support import audit_remarks
from nagi.evidence.audit.wording import negated
from nagi.evidence.records import ReferenceAudit, Verdict

LONGEST_PARAGRAPH = 20_000  # characters: more is no quotation
CLOSE = 1500  # characters within which all of it must stand


def quote_remarks(
    lines: Sequence[Row], audits: Iterable[ReferenceAudit], *, grammar: Grammar, where: str
) -> Iterator[Remark]:
    """A remark for each line, or else paragraph, in which all `seen_in_text` patterns of an audit are found.

    The longest thing found is taken for the claim; where it is denied, there is no remark.
    """
    watched = [audit for audit in audits if audit.seen_in_text and audit.verdict is not Verdict.YES]
    for block in blocks(lines):
        alone = [joined([row]) for row in block]
        together = joined(block)
        for audit in watched:
            hits = [flow for flow in alone if _seen(audit, flow)]
            for flow in hits or [together]:
                yield from _remark(audit, flow, grammar, where)


def _remark(audit: ReferenceAudit, flow: Flow, grammar: Grammar, where: str) -> Iterator[Remark]:
    seen = _seen(audit, flow)
    if not seen:
        return
    claim = max(seen, key=lambda hit: len(hit[0]))
    if any(_denied(claim[0], s, grammar) for s in sentences_of(flow) if s.start <= claim.start() < s.end):
        return
    first = min(hit.start() for hit in seen if hit[0])
    yield from audit_remarks(audit, Sentence(flow, 0, len(flow.text)), offset=first, where=where)


def _denied(claim: str, sentence: Sentence, grammar: Grammar) -> bool:
    hit = re.search(re.escape(claim), sentence.text)
    return hit is not None and negated(sentence.plain, hit, grammar=grammar)


def _seen(audit: ReferenceAudit, flow: Flow) -> list[re.Match[str]]:
    """What the patterns found, if all found something; the text is tried as written and half-width."""
    if len(flow.text) > LONGEST_PARAGRAPH:
        return []
    found = [re.search(p, flow.text) or re.search(p, flow.plain) for p in audit.seen_in_text]
    hits = [hit for hit in found if hit is not None]
    places = [hit.start() for hit in hits if hit[0]]
    return hits if all(found) and places and max(places) - min(places) <= CLOSE else []
