"""Assessments, forecasts and signatures of one's own clinic, and whether an assessment still fits the facts."""

import json
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from uuid import UUID

from nagi.clinic.access.facts import case_of, case_of_record, clinic_of
from nagi.clinic.access.rows import row
from nagi.clinic.records.models import Assessment, Signature, Staff, Visit
from nagi.dermatology.decision.verdict import Decision
from nagi.evidence.library import load_knowledge
from nagi.evidence.rulebook import load_rules
from nagi.services import assessment as assessing
from nagi.services.record import as_input


def release() -> str:
    """The version of this software, as records name it."""
    return version("nagi-skin")


def assessment(by: Staff, assessment_id: UUID) -> Assessment:
    """One assessment of the own clinic, with its visit and patient. Raises Hidden."""
    return row(Assessment, assessment_id, by.clinic_id, "visit__patient__clinic")


def newest(visit: Visit) -> Assessment | None:
    """The newest assessment of a visit."""
    return visit.assessments.order_by("-at").first()


def signature(of: Assessment) -> Signature | None:
    """The physician's word on an assessment; None until it is signed."""
    return Signature.objects.filter(assessment=of).select_related("by").first()


@dataclass(frozen=True)
class Held:
    """A stored assessment, computed again from the facts and thresholds it was made with."""

    row: Assessment

    @cached_property
    def told(self) -> assessing.Assessment:
        """Case, decision and questions. Raises NagiError if the rules no longer read the stored facts."""
        record = self.row.record
        table = load_rules().with_thresholds(record["thresholds"])
        return assessing.assess(case_of_record(record), table)

    @property
    def decision(self) -> Decision:
        """The decision."""
        return self.told.decision

    @cached_property
    def stale(self) -> bool:
        """Have the facts, the rules, the evidence or the clinic's thresholds changed since?"""
        visit = self.row.visit
        thresholds = clinic_of(visit.patient.clinic).thresholds
        then = self.row.record
        return (
            then["input"] != as_stored(as_input(case_of(visit)))
            or then["thresholds"] != dict(thresholds)
            or self.row.rules_digest != load_rules().with_thresholds(thresholds).digest
            or self.row.evidence_digest != load_knowledge().digest
        )


def as_stored(data: object) -> object:
    """As it comes back from the database: JSON knows no tuples."""
    return json.loads(json.dumps(data))
