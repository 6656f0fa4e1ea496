"""What is stored of a consultation so that its verdict can be recomputed: the facts, never the person."""

from collections.abc import Mapping
from typing import Any

from nagi.dermatology.intake.case import Case, Facts
from nagi.services.assessment import Assessment, as_data

FORMAT = "nagi-consultation-1"


def as_record(  # noqa: PLR0913 (what a record holds)
    assessment: Assessment,
    *,
    on: str,
    software_version: str,
    evidence_digest: str,
    thresholds: Mapping[str, float],
    forecast: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The record of a consultation held on `on` (ISO date): input, verdict, forecast, and the versions behind it."""
    decision = assessment.decision
    told = {} if forecast is None else {"forecast": dict(forecast)}
    return {
        "format": FORMAT,
        "on": on,
        "software_version": software_version,
        "rules": {"version": decision.rules_version, "digest": decision.rules_digest},
        "evidence_digest": evidence_digest,
        "thresholds": dict(thresholds),
        "input": as_input(assessment.case),
        "verdict": as_data(assessment),
        **told,
    }


def as_input(case: Case) -> dict[str, Any]:
    """The facts of a case in the shape of a case file, without name or record number."""
    parts: dict[str, Any] = {"patient": _nested(case.patient, "patient")}
    parts["sites"] = [_nested(site.facts, "site") for site in case.sites]
    parts["clinic"] = _nested(case.clinic, "clinic")
    parts["products"] = {route: _nested(product, "product") for route, product in case.products.items()}
    for group in ("session", "followup", "ae"):
        facts: Facts = getattr(case, group)
        if facts:
            parts[group] = _nested(facts, group)
    return parts


def _nested(facts: Facts, group: str) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, value in facts.items():
        *folders, leaf = name.removeprefix(f"{group}.").split(".")
        branch = tree
        for folder in folders:
            branch = branch.setdefault(folder, {})
        branch[leaf] = list(value) if isinstance(value, tuple) else value
    return tree
