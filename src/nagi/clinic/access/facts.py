"""The facts of a visit, gathered from its sheets, its clinic and the clinic's products, as one case."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from nagi.clinic.access.parts import VITALS
from nagi.clinic.access.rows import row, rows
from nagi.clinic.access.stock import facts_of
from nagi.clinic.records import models
from nagi.clinic.records.models import Patient, Product, Staff, Visit
from nagi.dermatology.clinic import Clinic, clinic_from
from nagi.dermatology.intake.case import Case
from nagi.dermatology.intake.form import Form
from nagi.evidence.rulebook import load_rules

Answers = Mapping[str, object]
"""Answers by dotted field name; those of sites below `sites` by the code of the site."""

SITES = "sites"
AGE = "patient.age_years"
REGION = "site.region"


def visit_of(by: Staff, visit_id: UUID) -> Visit:
    """A visit of the own clinic, with patient and clinic. Raises Hidden."""
    return row(Visit, visit_id, by.clinic_id, "patient__clinic")


def clinic_of(held: models.Clinic) -> Clinic:
    """What the clinic says of itself. Raises NagiError if its own file does not fit the rules any more."""
    return clinic_from(held.own, where="clinic", table=load_rules())


def case_of(
    visit: Visit, *, before: Answers | None = None, products: Iterable[Product] | None = None
) -> Case:
    """The case of a visit, by what its sheets say.

    `before`: answers of an earlier day that still hold; what this visit says counts more. `products`: by default
    those the clinic has. The person stands apart (`Case.person`) and never reaches a rule or a record.
    Raises NagiError with every answer that the form cannot take.
    """
    patient, clinic = visit.patient, visit.patient.clinic
    told = _merged([before or {}, *(sheet.answers for sheet in visit.sheets.order_by("part"))])
    raw: dict[str, Any] = {
        **_by_group({**told, **clinic.facts, AGE: age(patient, visit.on)}),
        SITES: _sites(told),
        "products": _products(_current(clinic) if products is None else products, visit.on),
        "person": {"name": patient.kanji, "kana": patient.kana, "record_number": patient.number},
    }
    return _form().read(raw, case_id=str(visit.pk), where="visit")


def case_of_record(record: Mapping[str, Any]) -> Case:
    """The case that a stored consultation was held on."""
    return _form().read(record["input"], case_id=str(record["verdict"]["id"]), where="record")


def age(patient: Patient, on: date) -> int:
    """Whole years on a day."""
    born = date.fromisoformat(patient.born_on)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@cache
def _form() -> Form:
    return Form(load_rules().fields)


def _merged(sheets: Iterable[Answers]) -> dict[str, Any]:
    """The answers of several sheets together; of two answers to one field the later counts."""
    told: dict[str, Any] = {SITES: {}}
    for answers in sheets:
        for name, value in answers.items():
            if name != SITES:
                told[name] = value
                continue
            for code, of_site in value.items():  # type: ignore[attr-defined]
                told[SITES][code] = {**told[SITES].get(code, {}), **of_site}
    return told


def _by_group(answers: Answers) -> dict[str, dict[str, Any]]:
    """Dotted names as the form reads them: groups within groups. What is measured beside them reaches no rule."""
    tree: dict[str, dict[str, Any]] = {}
    for name, value in answers.items():
        if name != SITES and not name.startswith(VITALS):
            _put(tree, name, value)
    return tree


def _put(tree: dict[str, Any], name: str, value: object) -> None:
    *folders, leaf = name.split(".")
    for folder in folders:
        tree = tree.setdefault(folder, {})
    tree[leaf] = value


def _sites(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The sites that the intake names; one that it names no more is left out with all that was seen there."""
    return [
        {"code": code, **_by_group(answers).get("site", {})}
        for code, answers in told[SITES].items()
        if REGION in answers
    ]


def _current(clinic: models.Clinic) -> Iterator[Product]:
    """One product for each route: the first by code of those in use."""
    seen: set[str] = set()
    for product in rows(Product, clinic.pk).filter(retired_at=None).order_by("code"):
        if product.route not in seen:
            seen.add(product.route)
            yield product


def _products(products: Iterable[Product], on: date) -> dict[str, dict[str, Any]]:
    told = facts_of(products, on=on)
    return {route: _by_group(facts).get("product", {}) for route, facts in told.items()}


def case_sent(clinic: models.Clinic, raw: Mapping[str, Any], *, case_id: str, on: date) -> Case:
    """The case of a patient whose facts another program sent, with what the clinic says of itself and its products.

    Raises NagiError with every answer that the form cannot take.
    """
    own = {**_by_group(clinic.facts), "products": _products(_current(clinic), on)}
    return _form().read({**raw, **own}, case_id=case_id, where="prefetch")
