"""A visit on which everything was answered, from the first worked case of the knowledge."""

from functools import cache
from pathlib import Path

import nagi.knowledge
from nagi.clinic.actions import people
from nagi.clinic.records.models import Part, Patient, Product, Role, Sheet, Visit
from nagi.dermatology.intake.case import Case
from nagi.services.cases import read_cases
from staging.house import NOW, House

SITE = "cheeks"


@cache
def worked() -> Case:
    """Stable cheeks and active elbows; nothing else stands against a route."""
    return read_cases(Path(next(iter(nagi.knowledge.__path__))) / "cases" / "worked.yaml")[0]


def answered(house: House, patient: Patient, *, only: str | None = None, **changed: object) -> Visit:
    """A visit with the facts of the worked case, of `only` one site if asked.

    `changed`: other answers by field names with two underscores for a dot.
    """
    case = worked()
    opened = people.open_visit(house.acting(Role.NURSE), patient.pk, Visit.Kind.CONSULTATION, NOW.date())
    visit = Visit.objects.get(pk=opened)
    told = {**case.patient.answers, **{name.replace("__", "."): value for name, value in changed.items()}}
    fever = told.pop("patient.fever")
    sites = {site.code: dict(site.facts.answers) for site in case.sites if only in {None, site.code}}
    _sheet(visit, Part.INTAKE, {**told, "sites": sites})
    _sheet(visit, Part.SIGNS, {"patient.fever": fever})
    house.clinic.facts = dict(case.clinic.answers)
    house.clinic.save()
    for route, facts in case.products.items():
        Product(
            clinic=house.clinic,
            code=route[:20],
            name_ja=route,
            name_en=route,
            route=route,
            facts=dict(facts.answers),
        ).save()
    return visit


def _sheet(visit: Visit, part: Part, answers: dict[str, object]) -> None:
    Sheet(visit=visit, part=part, answers=answers, changed_at=NOW, finished_at=NOW).save(force_insert=True)
