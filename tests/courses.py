"""One synthetic consultation for tests of the course of care: case, decision, plan, prices, consent."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from synthetic import as_case, benign, put

from nagi.dermatology.clinic import Clinic, clinic_from
from nagi.dermatology.comparison.comparer import compare
from nagi.dermatology.comparison.options import Comparison
from nagi.dermatology.consent.blanks import Basis
from nagi.dermatology.consent.form import ConsentForm, consent_form
from nagi.dermatology.cost.prices import documented_prices
from nagi.dermatology.cost.quoter import quotation
from nagi.dermatology.counselling.sections import Counselling, counsel
from nagi.dermatology.decision.decider import Decider
from nagi.dermatology.decision.verdict import Decision
from nagi.dermatology.intake.case import Case
from nagi.dermatology.plan.planner import plan_for
from nagi.dermatology.plan.proposal import Plan
from nagi.evidence.library import load_knowledge
from nagi.evidence.rulebook import load_rules

TABLE = load_rules()
DECIDER = Decider(TABLE)
CLAIMS = tuple(load_knowledge().claims.values())
TODAY = date(2026, 11, 21)
EXAMPLE = Path(__file__).parents[1] / "examples" / "clinic.toml"

ACTIVE = {
    "site.signs.erythema": 2, "site.signs.edema_papulation": 2, "site.itch_nrs_24h": 7,
    "site.night_wakings_per_week": 4, "site.new_eruptions": True, "site.stable_weeks": 0,
}  # fmt: skip


def example_clinic() -> Clinic:
    return clinic_from(tomllib.loads(EXAMPLE.read_text(encoding="utf-8")), where=EXAMPLE.name, table=TABLE)


def given(answers: dict[str, Any] | None = None) -> dict[str, Any]:
    """The benign input with some answers changed."""
    raw = benign()
    for name, value in (answers or {}).items():
        put(raw, name, value)
    return raw


def decided(raw: dict[str, Any]) -> tuple[Case, Decision]:
    case = as_case(raw)
    return case, DECIDER.decide(case)


def planned(raw: dict[str, Any]) -> Plan:
    case, decision = decided(raw)
    return plan_for(case, decision, table=TABLE, on=TODAY)


def compared(raw: dict[str, Any]) -> Comparison:
    case, decision = decided(raw)
    return compare(case, decision, table=TABLE, claims=CLAIMS)


def counselled(raw: dict[str, Any]) -> Counselling:
    case, decision = decided(raw)
    return counsel(case, decision, table=TABLE, claims=CLAIMS)


def consented(
    raw: dict[str, Any], *, clinic: Clinic | None = None, claims: Any = CLAIMS
) -> ConsentForm | None:
    case, decision = decided(raw)
    plan = plan_for(case, decision, table=TABLE, on=TODAY)
    clinic = clinic or Clinic()
    quoted = quotation(plan, clinic.price_list() or documented_prices(), table=TABLE)
    basis = Basis(case=case, decision=decision, plan=plan, quotation=quoted, clinic=clinic, table=TABLE)
    return consent_form(basis, claims=claims)
