"""Do the parts of a bibliographic record belong together?"""

from collections.abc import Iterator, Sequence

from nagi.errors import Problem
from nagi.evidence.audit.journals import Journal, named
from nagi.evidence.records import Work
from nagi.language import Text


def check_work(work: Work, journals: Sequence[Journal]) -> Iterator[Problem]:
    """Problems of one record: DOI, volume and year against the journal, identifiers against each other."""
    journal = named(work.journal, journals) if work.journal else None
    if journal is None:
        return
    if work.doi and not journal.owns(work.doi):
        yield _problem(
            work,
            "doi",
            Text(
                ja=f"{journal.name} の DOI の形ではありません。",
                en=f"is not shaped like a DOI of {journal.name}",
            ),
        )
    if work.year and work.volume:
        yield from _year(work, "volume", journal.year_of_volume(work.volume))
    if work.year and work.doi:
        yield from _year(work, "doi", journal.year_in(work.doi))


def _year(work: Work, key: str, expected: int | None) -> Iterator[Problem]:
    """A year that is off; a DOI may be given in the year before the volume appears."""
    if expected is None or work.year is None:
        return
    slack = 1 if key == "doi" else 0
    if not expected <= work.year <= expected + slack:
        yield _problem(
            work,
            key,
            Text(
                ja=f"{key} は {expected} 年、記録は {work.year} 年。",
                en=f"{key} says {expected}, the record {work.year}",
            ),
        )


def _problem(work: Work, key: str, said: Text) -> Problem:
    return Problem(code="NAGI-K140", where=f"works/{work.id}.toml", key=key, said=said)
