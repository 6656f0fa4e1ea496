"""Does the reference behind a marker carry the sentence that the marker follows?"""

from collections.abc import Iterator, Sequence

from nagi.evidence.audit.knowledge import AuditKnowledge
from nagi.evidence.audit.lexicon import Grammar, Wording
from nagi.evidence.audit.markers import Use
from nagi.evidence.audit.matching import Match
from nagi.evidence.audit.remarks import UNSUPPORTED, Kind, Remark, excerpt
from nagi.evidence.audit.sentences import Sentence
from nagi.evidence.audit.words import plain
from nagi.evidence.records import PRECLINICAL, Finding, ReferenceAudit, Verdict, Work
from nagi.evidence.rules import Severity
from nagi.language import Text

LEAST_COMMON = 0.2  # share of common topics from which two sentences say the same kind of thing
SEVERITY: dict[Verdict, Severity] = {Verdict.NO: "block", Verdict.PART: "warn", Verdict.OPEN: "info"}


def support_remarks(use: Use, found: Match, *, knowledge: AuditKnowledge, where: str) -> Iterator[Remark]:
    """What is wrong with citing this entry for this sentence, if anything is known to be.

    A work that carries a sentence in part carries it where the sentence says itself that it tells of
    animals or cells. A sentence that denies needs no work that shows it.
    """
    if _denies(use.said, knowledge.wording.grammar):
        return
    audit = _audit_of(use, found, knowledge)
    if audit is not None:
        says_so = knowledge.wording.grammar.preclinical.search(use.sentence.plain) is not None
        if not (says_so and audit.verdict is Verdict.PART):
            yield from audit_remarks(audit, use.sentence, offset=use.offset, where=where)
        return
    why = _known_gap(use, found.works, knowledge)
    if why is not None:
        yield Remark(
            where=where,
            line=use.sentence.line_at(use.offset),
            excerpt=excerpt(use.sentence.text, use.offset),
            rule=UNSUPPORTED,
            code=f"reference {use.number}",
            severity="warn",
            kind=Kind.SUPPORT,
            why=why,
            suggestion=_SUGGESTION,
            works=tuple(work.id for work in found.works),
        )


def audit_remarks(audit: ReferenceAudit, sentence: Sentence, *, offset: int, where: str) -> Iterator[Remark]:
    """The remark of an existing audit; none if it found that the reference carries the sentence."""
    if audit.verdict is not Verdict.YES:
        yield Remark(
            where=where,
            line=sentence.line_at(offset),
            excerpt=excerpt(sentence.text, offset),
            rule=audit.id,
            code=f"verdict {audit.verdict}",
            severity=SEVERITY[audit.verdict],
            kind=Kind.SUPPORT,
            why=audit.why,
            suggestion=audit.suggestion,
            works=audit.works,
        )


def _denies(said: str, grammar: Grammar) -> bool:
    """Whether the clause before a marker denies what it speaks of."""
    turns = [turn.end() for turn in grammar.clause_end.hits(said)]
    return grammar.negation.search(said, turns[-1] if turns else 0) is not None


def _audit_of(use: Use, found: Match, knowledge: AuditKnowledge) -> ReferenceAudit | None:
    """The audit of this work for a sentence like this one; the closest if there are several."""
    ids = {work.id for work in found.works}
    audits = [audit for audit in knowledge.audits.values() if not ids.isdisjoint(audit.works)]
    told = use.sentence.before + use.said
    scored = [
        (close + likeness(told, audit.used_for, wording=knowledge.wording), audit.id, audit)
        for audit in audits
        if (close := likeness(use.said, audit.used_for, wording=knowledge.wording))
    ]
    return max(scored, key=lambda entry: entry[:2])[2] if scored else None


def likeness(said: str, used_for: Text, *, wording: Wording) -> float:
    """How alike two sentences are, by common topics and then by common letters; 0 if hardly."""
    here = wording.topics_of(said)
    there = wording.topics_of(plain(f"{used_for.ja} {used_for.en}"))
    common = len(here & there) / max(1, len(here | there))
    letters = max(_common_letters(said, used_for.ja), _common_letters(said, used_for.en))
    return common + letters / 2 if common >= LEAST_COMMON else 0.0


def _common_letters(one: str, other: str) -> float:
    first, second = _pairs(one), _pairs(other)
    return 2 * len(first & second) / max(1, len(first) + len(second))


def _pairs(text: str) -> frozenset[str]:
    letters = "".join(char for char in text.casefold() if char.isalnum())
    return frozenset(letters[i : i + 2] for i in range(len(letters) - 1))


def _known_gap(use: Use, works: Sequence[Work], knowledge: AuditKnowledge) -> Text | None:
    """Why the findings on these works do not carry the sentence; None if they may, or none exist."""
    wording = knowledge.wording
    here = wording.topics_of(use.said)
    findings = [f for work in works for f in knowledge.findings_of(work.id)]
    shown = {finding.id: topics_shown(finding, wording) for finding in findings}
    if not here or not any(shown.values()):
        return None
    fitting = [finding for finding in findings if here & shown[finding.id]]
    if not fitting:
        return _off_topic(here, frozenset().union(*shown.values()), wording)
    if all(finding.level in PRECLINICAL for finding in fitting) and _of_people(use, wording):
        return _ONLY_PRECLINICAL
    return None


def topics_shown(finding: Finding, wording: Wording) -> frozenset[str]:
    """The topics a finding speaks to, by its `supports` words and by what it says itself."""
    quantities = (result.quantity for result in finding.results)
    words = " ".join((finding.summary.ja, finding.summary.en, finding.subject.model, *quantities))
    return wording.topics_supported((*finding.supports, finding.topic)) | wording.topics_of(plain(words))


def _of_people(use: Use, wording: Wording) -> bool:
    text = use.sentence.plain
    return not wording.grammar.preclinical.search(text) and wording.grammar.people.search(text) is not None


def _off_topic(here: frozenset[str], there: frozenset[str], wording: Wording) -> Text:
    ja = [wording.topic_name(topic).ja for topic in sorted(here)]
    en = [wording.topic_name(topic).en for topic in sorted(here)]
    other_ja = [wording.topic_name(topic).ja for topic in sorted(there)]
    other_en = [wording.topic_name(topic).en for topic in sorted(there)]
    return Text(
        ja=f"この文は「{'・'.join(ja)}」について述べていますが、引用文献は「{'・'.join(other_ja)}」の文献です。",
        en=f"The sentence speaks of {', '.join(en)}; the work cited is about {', '.join(other_en)}.",
    )


_ONLY_PRECLINICAL = Text(
    ja="引用文献は動物または細胞の研究だけで、人での効果は示していません。",
    en="The work cited is animal or cell work only; it shows no effect in people.",
)
_SUGGESTION = Text(
    ja="この文を裏付ける文献に替えるか、文献が実際に示したこと(対象・方法・限界)だけを書きます。",
    en="Cite a work that shows this, or write only what the work did show: in what, how, and its limits.",
)
