"""Is a level ever higher than the study, or the findings behind a claim, allow?"""

from collections.abc import Iterator, Mapping

from nagi.errors import Problem
from nagi.evidence.records import HUMAN, PRECLINICAL, STRENGTH, Claim, Finding, Level
from nagi.language import Text

SUMMARIES = frozenset(
    {
        Level.SYSTEMATIC_REVIEW,
        Level.NARRATIVE_REVIEW,
        Level.PRODUCT,
        Level.CONSENSUS,
        Level.NOTICE,
        Level.NONE,
    }
)
"""Levels that say how works were gathered, not in whom something was seen."""

WITHOUT_FINDING = frozenset(
    {Level.NONE, Level.OPINION, Level.CONSENSUS, Level.NOTICE, Level.NARRATIVE_REVIEW}
)
"""Levels a claim may have that rests on works only (law, guideline, notice)."""


def check_finding_level(finding: Finding) -> Iterator[Problem]:
    """A finding may not be ranked above its subjects and its comparison."""
    highest = _highest_allowed(finding)
    if highest and finding.level not in SUMMARIES and STRENGTH[finding.level] > STRENGTH[highest]:
        yield _problem(
            f"findings/{finding.id}",
            Text(
                ja=f"水準 {finding.level} は研究の形 (最高 {highest}) を超えています。",
                en=f"level '{finding.level}' is above what the design allows ('{highest}')",
            ),
        )


def _highest_allowed(finding: Finding) -> Level | None:
    species = set(finding.subject.species)
    if not species & HUMAN and species <= {"human cells", "animal cells", "human explant", "product"}:
        return Level.IN_VITRO
    if not species & HUMAN and "mixed" not in species:
        return Level.ANIMAL
    if (finding.given.comparator or "").strip().lower() in ("none", "no control"):
        return Level.UNCONTROLLED
    return None


def check_claim_level(claim: Claim, findings: Mapping[str, Finding]) -> Iterator[Problem]:
    """A claim may not be ranked above the best finding for it."""
    known = [findings[name] for name in claim.findings_for if name in findings]
    if not known:
        if claim.level not in WITHOUT_FINDING:
            yield _above(claim, "none")
        return
    best = max(STRENGTH[finding.level] for finding in known)
    if STRENGTH[claim.level] > best:
        yield _above(claim, ", ".join(sorted({finding.level for finding in known})))


def rests_on_preclinical_only(claim: Claim, findings: Mapping[str, Finding]) -> bool:
    """Is everything that speaks for this claim from animals or cells?"""
    levels = {findings[name].level for name in claim.findings_for if name in findings}
    return bool(levels) and levels <= PRECLINICAL


def _above(claim: Claim, have: str) -> Problem:
    return _problem(
        f"claims/{claim.id}",
        Text(
            ja=f"水準 {claim.level} を支える所見がありません (あるのは {have})。",
            en=f"level '{claim.level}' has no finding of that level behind it (there are: {have})",
        ),
    )


def _problem(where: str, said: Text) -> Problem:
    return Problem(code="NAGI-K120", where=where, key="level", said=said)
