"""A work as a reference list prints it."""

from nagi.evidence.records import Work

MOST_AUTHORS = 6


def cite(work: Work) -> str:
    """Authors, title, place, year and identifier, as far as the record was reached; the rest is left out."""
    authors = ", ".join(work.authors[:MOST_AUTHORS])
    if work.et_al or len(work.authors) > MOST_AUTHORS:
        authors += " et al"
    issue = f"({work.issue})" if work.issue else ""
    pages = f":{work.pages}" if work.pages else ""
    place = f"{work.journal or ''} {work.volume or ''}{issue}{pages}".strip()
    parts = (authors.rstrip("."), work.title, place, str(work.year or ""), _identifier(work))
    return ". ".join(part for part in parts if part)


def _identifier(work: Work) -> str | None:
    if work.doi:
        return f"doi:{work.doi}"
    return f"PMID {work.pmid}" if work.pmid else work.registry or work.address
