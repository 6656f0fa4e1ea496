"""Consult: the whole consultation on one case, from the decision to the papers a physician can sign."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from nagi.dermatology.clinic import Clinic
from nagi.dermatology.comparison.comparer import compare
from nagi.dermatology.comparison.options import Comparison
from nagi.dermatology.consent.blanks import Basis
from nagi.dermatology.consent.disclosures import Disclosure, disclosures
from nagi.dermatology.consent.form import ConsentForm, consent_form
from nagi.dermatology.cost.prices import documented_prices
from nagi.dermatology.cost.quotation import Quotation
from nagi.dermatology.cost.quoter import quotation
from nagi.dermatology.counselling.sections import Counselling, counsel
from nagi.dermatology.intake.case import Case
from nagi.dermatology.plan.planner import plan_for
from nagi.dermatology.plan.proposal import Plan
from nagi.dermatology.safety import Safety, safety_sheet
from nagi.evidence.library import Knowledge, load_knowledge
from nagi.services.assessment import Assessment, assess
from nagi.services.record import as_record

if TYPE_CHECKING:  # a consultation without a forecast must not wait for the simulator
    from nagi.services.foretold import Forecast


@dataclass(frozen=True, kw_only=True)
class Consultation:
    """Everything that is shown, printed and stored about one consultation.

    `quotation` is None when nothing is planned that costs, `consent` when there is nothing to consent to, `forecast`
    when none was made. Nothing else here depends on the forecast.
    """

    on: date
    case: Case
    clinic: Clinic
    assessment: Assessment
    comparison: Comparison
    plan: Plan
    quotation: Quotation | None
    counselling: Counselling
    consent: ConsentForm | None
    disclosures: tuple[Disclosure, ...]
    safety: Safety
    knowledge: Knowledge
    software_version: str
    forecast: "Forecast | None" = None

    def record(self) -> dict[str, Any]:
        """What is stored so that the verdict can be recomputed; without name or record number."""
        return as_record(
            self.assessment,
            on=self.on.isoformat(),
            software_version=self.software_version,
            evidence_digest=self.knowledge.digest,
            thresholds=self.clinic.thresholds,
            forecast=self.forecast.as_data() if self.forecast else None,
        )


def consult(
    case: Case,
    *,
    on: date,
    software_version: str,
    clinic: Clinic | None = None,
    forecast: "Forecast | None" = None,
) -> Consultation:
    """Hold the consultation on `case` on the day `on`, with the clinic's own thresholds, terms and prices if given.

    `forecast` is shown beside the decision; it changes nothing else.
    Raises NagiError if the knowledge would leave the counselling without one of its sections.
    """
    clinic = clinic or Clinic()
    knowledge = load_knowledge()
    table = knowledge.table.with_thresholds(clinic.thresholds)
    knowledge = knowledge.model_copy(update={"table": table})
    claims = knowledge.claims.values()
    assessment = assess(case, table)
    decision = assessment.decision
    plan = plan_for(case, decision, table=table, on=on)
    prices = clinic.price_list() or documented_prices()
    quoted = quotation(plan, prices, table=table)
    basis = Basis(case=case, decision=decision, plan=plan, quotation=quoted, clinic=clinic, table=table)
    return Consultation(
        on=on,
        case=case,
        clinic=clinic,
        assessment=assessment,
        comparison=compare(case, decision, table=table, claims=claims),
        plan=plan,
        quotation=quoted,
        counselling=counsel(case, decision, table=table, claims=claims),
        consent=consent_form(basis, claims=claims),
        disclosures=disclosures(basis, prices),
        safety=safety_sheet(table),
        knowledge=knowledge,
        software_version=software_version,
        forecast=forecast,
    )
