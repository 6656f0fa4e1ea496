"""Is an animal or cell finding ever worded as an effect in people, or a cure promised?"""

import re
from collections.abc import Iterator, Mapping

from nagi.errors import Problem
from nagi.evidence.audit.lexicon import Wording
from nagi.evidence.audit.wording import wording_remarks
from nagi.evidence.check.levels import rests_on_preclinical_only
from nagi.evidence.records import PRECLINICAL, Claim, Finding
from nagi.language import LANGS, Lang, Text

NAMES_SUBJECT: dict[Lang, re.Pattern[str]] = {
    "ja": re.compile(r"マウス|ラット|イヌ|犬|動物|細胞|試験管|培養|皮膚片|摘出|前臨床"),
    "en": re.compile(r"\b(mouse|mice|rats?|dogs?|canine|animals?|cells?|culture|in vitro|dish|explants?|preclinical|"
                     r"fibroblasts|macrophages|monocytes|T-cell)\b", re.IGNORECASE),
}  # fmt: skip
"""Words that tell the reader whom or what was studied."""

FORBIDDEN_EVERYWHERE = frozenset({"S004-001"})
"""Rules that bind the words for physicians too; the others are about what the public reads."""


def check_finding_wording(finding: Finding) -> Iterator[Problem]:
    """A finding in animals or cells says so in its summary, in both languages."""
    if finding.level in PRECLINICAL and "product" not in finding.subject.species:
        yield from _names_subject(f"findings/{finding.id}", "summary", finding.summary)


def check_claim_wording(claim: Claim, findings: Mapping[str, Finding], wording: Wording) -> Iterator[Problem]:
    """A claim that rests on animals or cells names them, and no claim uses a forbidden phrase."""
    where = f"claims/{claim.id}"
    if rests_on_preclinical_only(claim, findings):
        yield from _names_subject(where, "patient", claim.patient)
        yield from _names_subject(where, "physician", claim.physician)
    for key in ("patient", "not_shown", "physician"):
        for lang in LANGS:
            said: str = getattr(claim, key).within(lang)
            for remark in wording_remarks(said, wording=wording, where=where):
                if key != "physician" or remark.rule in FORBIDDEN_EVERYWHERE:
                    yield Problem(
                        code="NAGI-K151", where=where, key=f"{key}.{lang} ({remark.code})", said=remark.why
                    )


def _names_subject(where: str, key: str, text: Text) -> Iterator[Problem]:
    for lang in LANGS:
        if not NAMES_SUBJECT[lang].search(text.within(lang)):
            yield Problem(
                code="NAGI-K150",
                where=where,
                key=f"{key}.{lang}",
                said=Text(
                    ja="動物・細胞の所見です。対象 (マウス、細胞など) を書いてください。",
                    en="rests on animals or cells: name them (mice, cells, ...)",
                ),
            )
