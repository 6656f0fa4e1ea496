"""A small shelf of invented works, so that the engine is tested without the real knowledge, and the real one."""

import pytest

from nagi.evidence.audit import AuditKnowledge, Journal, Wording, gather, load_wording
from nagi.evidence.library import load_knowledge
from nagi.evidence.records import Finding, Level, ReferenceAudit, Result, Subject, Verdict, Work
from nagi.language import Text

NOTE = Text(ja="試験用", en="for tests")
JOURNALS = (
    Journal(
        name="Journal of Invented Skin",
        also=("J Invent Skin",),
        doi_patterns=(r"^10\.9999/jis\.\d{4}\.\d+$",),
        volume_year_offset=2000,
        doi_year=r"^10\.9999/jis\.(\d{4})\.",
    ),
    Journal(name="Archives of Made-up Medicine", also=("Arch Made-up Med",), volume_year_offset=1990),
)


def work(name: str, **parts: object) -> Work:
    return Work.model_validate({"id": name, "kind": "article", "read": "abstract", "note": NOTE, **parts})


SCAR = work(
    "SCAR2015",
    title="Vesicles of invented cells make scars of mice smaller after incision",
    authors=("Aoki T", "Baker M", "Curie R", "Doi K"),
    last_author="Doi K",
    year=2015,
    journal="Journal of Invented Skin",
    volume="15",
    issue="2",
    pages="101-110",
    doi="10.9999/jis.2015.77",
)
HAIR = work(
    "HAIR2019",
    title="Conditioned medium and density of hair in women of an invented town",
    authors=("Endo S", "Fuchs L", "Gupta P"),
    last_author="Gupta P",
    year=2019,
    journal="Archives of Made-up Medicine",
    volume="29",
    pages="55-60",
)
REVIEW = work(
    "REVIEW2020",
    title="A review of what vesicles are and how cells release them",
    authors=("Hara N", "Ito O"),
    last_author="Ito O",
    year=2020,
    journal="Journal of Invented Skin",
    volume="20",
    pages="1-20",
)


def finding(name: str, source: Work, level: Level, summary: Text, supports: tuple[str, ...]) -> Finding:
    return Finding(
        id=name,
        topic="mechanism",
        works=(source.id,),
        where="abstract",
        level=level,
        read="abstract",
        summary=summary,
        subject=Subject(species=("mouse",) if level is Level.ANIMAL else ("human",), model="invented"),
        results=(Result(quantity="size", direction="decrease"),),
        supports=supports,
    )


FINDINGS = (
    finding(
        "F-SCAR",
        SCAR,
        Level.ANIMAL,
        Text(ja="マウスの傷跡が小さくなった。", en="Scars of mice became smaller."),
        ("wound repair",),
    ),
    finding(
        "F-HAIR",
        HAIR,
        Level.UNCONTROLLED,
        Text(ja="毛髪の密度が増えた。", en="Hair density rose."),
        ("hair", "conditioned medium"),
    ),
    finding(
        "F-REVIEW",
        REVIEW,
        Level.NARRATIVE_REVIEW,
        Text(ja="小胞とは何か。", en="What vesicles are."),
        ("product identity",),
    ),
)
AUDIT = ReferenceAudit(
    id="AU-TEST-1",
    column="SEED999",
    place="chapter 1, reference 2",
    cited_as="Endo S",
    works=("HAIR2019",),
    record=NOTE,
    shows=NOTE,
    level=Level.UNCONTROLLED,
    used_for=Text(ja="エクソソームは髪の成長を促進する。", en="Exosomes promote hair growth."),
    verdict=Verdict.PART,
    why=Text(ja="使われたのは培養上清である。", en="It was medium."),
    suggestion=NOTE,
    seen_in_text=(r"架空町|invented town", r"毛髪|(?i:\bhair\b)"),
)


@pytest.fixture(scope="session")
def wording() -> Wording:
    return load_wording()


@pytest.fixture(scope="session")
def shelf(wording: Wording) -> AuditKnowledge:
    """Three invented works, their findings and one audit."""
    return AuditKnowledge(
        wording=wording,
        works={source.id: source for source in (SCAR, HAIR, REVIEW)},
        findings={found.id: found for found in FINDINGS},
        audits={AUDIT.id: AUDIT},
        journals=JOURNALS,
    )


@pytest.fixture(scope="session")
def installed() -> AuditKnowledge:
    """The knowledge that is installed with nagi."""
    known = load_knowledge()
    return gather(known.works, known.findings, known.audits)
