"""What a text about this therapy must say and does not."""

from collections.abc import Sequence

from nagi.evidence.audit.lexicon import Disclosure, Wording
from nagi.evidence.audit.remarks import Kind, Remark, excerpt
from nagi.evidence.audit.sentences import Sentence
from nagi.language import Text


def disclosure_remarks(said: Sequence[Sentence], *, wording: Wording, where: str) -> tuple[Remark, ...]:
    """A remark for each disclosure that is missing, at the line that first speaks of the therapy.

    A text that does not speak of exosome therapy owes none of them (REG-014, REG-015, S000-022).
    """
    first = next((s for s in said if wording.grammar.therapy.search(s.plain)), None)
    if first is None:
        return ()
    missing = (d for d in wording.disclosures if not any(d.find.search(s.plain) for s in said))
    return tuple(_remark(disclosure, first, where) for disclosure in missing)


def _remark(missing: Disclosure, first: Sentence, where: str) -> Remark:
    return Remark(
        where=where,
        line=first.line,
        excerpt=excerpt(first.text),
        rule=missing.rule,
        code=missing.code,
        severity=missing.severity,
        kind=Kind.DISCLOSURE,
        why=Text(
            ja=f"エクソソームの治療を紹介する文章に必要な「{missing.name.ja}」の記載が見当たりません。",
            en=f"A text about exosome therapy must state this, and it was not found: {missing.name.en}.",
        ),
        suggestion=missing.suggest,
    )
