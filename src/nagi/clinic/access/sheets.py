"""What was answered on a visit so far, what was typed and not saved, and the photographs."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from nagi.clinic.access.refusals import Hidden
from nagi.clinic.access.rows import row, rows
from nagi.clinic.access.touched import touch
from nagi.clinic.records.models import Draft, Link, Part, Photograph, Score, Sheet, Staff, Visit

SIDE = "site.side"


def visit_of_link(link: Link) -> Visit:
    """The visit whose intake a private link opens. Raises Hidden if it opens none."""
    if link.visit is None:
        raise Hidden
    touch(link.patient_id)
    return link.visit


def sheet(visit: Visit, part: Part) -> Sheet | None:
    """One part of the facts; None until something was saved."""
    return next((one for one in visit.sheets.all() if one.part == part), None)


def answers(visit: Visit, part: Part) -> Mapping[str, Any]:
    """The answers of one part, by dotted field name; those of sites below `sites`."""
    held = sheet(visit, part)
    return held.answers if held else {}


def sites(visit: Visit) -> Sequence[str]:
    """The codes of the sites of a visit, in the order of the body map."""
    return list(answers(visit, Part.INTAKE).get("sites", {}))


def sides(visit: Visit) -> Mapping[str, str]:
    """The side of each site of a visit for which one was said, by the code of the site."""
    held = answers(visit, Part.INTAKE).get("sites", {})
    return {code: of_site[SIDE] for code, of_site in held.items() if of_site.get(SIDE)}


def easi(visit: Visit) -> Score | None:
    """The EASI of a visit that no other corrects."""
    return visit.scores.filter(instrument="easi", corrected_by=None).first()


def draft(owner: str, form: str) -> Draft | None:
    """What this person typed into this form and has not saved."""
    return Draft.objects.filter(owner=owner, form=form).first()


def photographs(visit: Visit) -> Sequence[Photograph]:
    """The photographs of a visit without their pictures, the newest first."""
    return list(visit.photographs.filter(withdrawn_at=None).order_by("-taken_at").defer("picture"))


def photograph(by: Staff, photograph_id: UUID) -> Photograph:
    """One photograph of the own clinic. Raises Hidden."""
    return row(Photograph, photograph_id, by.clinic_id)


def open_links(visit: Visit, clinic: UUID) -> Sequence[Link]:
    """Links to this visit's intake that are still open or were used."""
    return list(rows(Link, clinic).filter(visit=visit, kind=Link.Kind.INTAKE).order_by("-made_at"))
