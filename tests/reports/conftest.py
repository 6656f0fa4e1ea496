"""The six example cases as consultations, one of them with a person whose name has rare kanji."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from nagi.dermatology.clinic import clinic_from
from nagi.evidence.rulebook import load_rules
from nagi.services.cases import read_cases
from nagi.services.consultation import Consultation, consult

EXAMPLES = Path(__file__).parents[2] / "examples"
ON = date(2026, 11, 21)
RARE = {"name": "髙﨑 𠮷子", "kana": "たかさき よしこ", "record_number": "0012345"}


@pytest.fixture(scope="session")
def consultations() -> Mapping[str, Consultation]:
    raw = tomllib.loads((EXAMPLES / "clinic.toml").read_text(encoding="utf-8"))
    clinic = clinic_from(raw, where="clinic.toml", table=load_rules())
    cases = read_cases(EXAMPLES / "cases.yaml")
    return {case.id: consult(case, on=ON, software_version="1.2.3", clinic=clinic) for case in cases}


@pytest.fixture(scope="session")
def named(consultations: Mapping[str, Consultation]) -> Consultation:
    """C01, which has a plan and a consent form, with a name on it."""
    first = consultations["C01"]
    return replace(first, case=replace(first.case, person=RARE))


@pytest.fixture(scope="session")
def bare(consultations: Mapping[str, Consultation]) -> Consultation:
    """C01 without any clinic file: every blank is left to fill by hand."""
    return consult(consultations["C01"].case, on=ON, software_version="1.2.3")
