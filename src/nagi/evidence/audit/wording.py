"""Phrases that promise, exaggerate or mislead, sentence by sentence. Honest negation stays quiet."""

import re
from collections.abc import Iterable, Iterator, Sequence

from nagi.evidence.audit.lexicon import Grammar, Pattern, Wording
from nagi.evidence.audit.remarks import Remark, excerpt, in_order
from nagi.evidence.audit.sentences import Sentence, rows, sentences
from nagi.evidence.audit.words import is_japanese

_NEIGHBOURS = 40  # sentences on either side that are looked at for what must stand near a phrase


def wording_remarks(text: str, *, wording: Wording, where: str = "text") -> tuple[Remark, ...]:
    """Remarks on the phrases of `text`, by line; `where` names the text. Any text is accepted."""
    return in_order(phrase_remarks(sentences(rows(text)), wording=wording, where=where))


def phrase_remarks(said: Sequence[Sentence], *, wording: Wording, where: str) -> Iterator[Remark]:
    """Remarks on the phrases of sentences that have been found already."""
    for position, sentence in enumerate(said):
        around = said[max(0, position - _NEIGHBOURS) : position + _NEIGHBOURS]
        for pattern in wording.patterns:
            hit = _first_meant(sentence, pattern, wording.grammar)
            if hit is not None and _has_near(sentence, pattern, around):
                yield _remark(sentence, hit, pattern, where)


def _remark(sentence: Sentence, hit: re.Match[str], pattern: Pattern, where: str) -> Remark:
    return Remark(
        where=where,
        line=sentence.line_at(hit.start()),
        excerpt=excerpt(sentence.text, hit.start()),
        rule=pattern.rule,
        code=pattern.id,
        severity=pattern.severity,
        kind=pattern.kind,
        why=pattern.why,
        suggestion=pattern.suggest,
    )


def _first_meant(sentence: Sentence, pattern: Pattern, grammar: Grammar) -> re.Match[str] | None:
    """The first hit that the sentence states, as opposed to denying, asking or leaving it open."""
    text = sentence.plain
    hits = [
        h for h in pattern.find.hits(text) if not negated(text, h, grammar=grammar, says_no=pattern.says_no)
    ]
    if not hits or grammar.question.search(text):
        return None
    around = sentence.context if pattern.unless_in == "paragraph" else text
    if pattern.unless.search(around) or (pattern.hedged_is_fine and grammar.hedge.search(text)):
        return None
    return hits[0]


def negated(text: str, hit: re.Match[str], *, grammar: Grammar, says_no: bool = False) -> bool:
    """Whether half-width `text` denies the phrase at `hit`.

    Japanese denies after the phrase, English before or after it, and both within the same clause only. With
    `says_no` the negative word of the phrase itself does not count.
    """
    start, end = _clause(text, hit, grammar)
    after = text[hit.end() if says_no else hit.start() : end]
    if grammar.negation.search(after):
        return True
    return not is_japanese(hit[0]) and grammar.negation.search(text[start : hit.start()]) is not None


def _clause(text: str, hit: re.Match[str], grammar: Grammar) -> tuple[int, int]:
    start, end = 0, len(text)
    for turn in grammar.clause_end.hits(text):
        if turn.end() <= hit.start():
            start = turn.end()
        elif turn.start() >= hit.end():
            return start, turn.start()
    return start, end


def _has_near(sentence: Sentence, pattern: Pattern, around: Iterable[Sentence]) -> bool:
    if not pattern.near:
        return True
    close = [s.plain for s in around if abs(s.line - sentence.line) <= pattern.near_lines]
    return all(any(words.search(text) for text in close) for words in pattern.near)
