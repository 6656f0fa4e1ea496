"""Assess: the decision on each case of a file, and what is still to be asked."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nagi.dermatology.decision.decider import Decider
from nagi.dermatology.decision.questions import Question, open_questions
from nagi.dermatology.decision.verdict import Decision
from nagi.dermatology.intake.case import Case
from nagi.evidence.rulebook import load_rules
from nagi.evidence.rules import DRIP, LOCAL_ROUTES, RuleTable, Status
from nagi.services.cases import read_cases


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """One case, the decision on it, and the open questions."""

    case: Case
    decision: Decision
    questions: tuple[Question, ...]

    @property
    def overall(self) -> str:
        """The result for the person as a whole."""
        return self.decision.overall.value

    @property
    def phase_by_site(self) -> dict[str, str]:
        """The phase of each target site."""
        return {site.code: site.phase.value for site in self.decision.sites}

    @property
    def routes(self) -> dict[str, dict[str, Status] | Status]:
        """Each local route with its status per site, and the drip with one."""
        routes: dict[str, dict[str, Status] | Status] = {DRIP: self.decision.drip.status}
        for route in LOCAL_ROUTES:
            routes[route] = {site.code: site.routes[route].status for site in self.decision.sites}
        return routes


MOST_PREPARED = 16
_prepared: dict[str, Decider] = {}
"""Deciders by the digest of their rules: compiling the conditions takes longer than deciding."""


def _decider(table: RuleTable) -> Decider:
    held = _prepared.get(table.digest)
    if held is None:
        if len(_prepared) >= MOST_PREPARED:
            _prepared.clear()
        held = _prepared[table.digest] = Decider(table)
    return held


def assess(case: Case, table: RuleTable | None = None) -> Assessment:
    """Decide one case by the installed rules, or by `table` (a clinic's own thresholds)."""
    decider = _decider(load_rules() if table is None else table)
    decision = decider.decide(case)
    return Assessment(case=case, decision=decision, questions=open_questions(decision, decider.table))


def assess_file(path: str | Path) -> tuple[Assessment, ...]:
    """Decide every case of a file. Raises NagiError with every problem of the file."""
    return tuple(assess(case) for case in read_cases(path))


def as_data(assessment: Assessment) -> dict[str, Any]:
    """The assessment with the names and codes of the case schema, ready for JSON."""
    decision = assessment.decision
    return {
        "id": decision.case_id,
        "overall": assessment.overall,
        "phase_by_site": assessment.phase_by_site,
        "criteria_by_site": {
            site.code: {
                "stable_met": list(site.criteria.stable_met),
                "active_met": list(site.criteria.active_met),
                "missing": list(site.criteria.missing),
            }
            for site in decision.sites
        },
        "routes": assessment.routes,
        "rule_ids": list(decision.rule_ids),
        "blocked_materials": list(decision.blocked_materials),
        "actions_and_topics": list(decision.advice),
        "questions": [_question(question) for question in assessment.questions],
        "physician_signoff_required": decision.physician_signoff_required,
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "field": question.field,
        "site": question.place,
        "ja": question.text.ja,
        "en": question.text.en,
        "rule_ids": list(question.rule_ids),
    }
