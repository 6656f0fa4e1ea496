"""Virtual patients meet the same rules as real ones."""

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nagi.dermatology.intake.form import Form
from nagi.errors import NagiError
from nagi.evidence.rulebook import load_rules
from nagi.services.assessment import assess
from nagi.services.trials.eligibility import Admission
from nagi.simulation.trial.plan import Eligibility

EXAMPLE = Path(__file__).parents[3] / "examples" / "split_face_trial.toml"


@pytest.fixture(scope="module")
def table() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))["eligibility"]
    return found


def by_hand(table: dict[str, Any], easi: float, itch: int) -> bool:
    """The same person as an intake, decided as `nagi assess` decides."""
    case = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))["eligibility"]["case"]
    case["patient"] |= {"easi_total": easi, "pp_nrs": itch}
    case["sites"][0]["itch_nrs_24h"] = itch
    routes = assess(Form(load_rules().fields).read(case, case_id="P1")).routes
    return dict(routes[table["route"]])["cheeks"] in table["accept"]  # type: ignore[arg-type]


def test_candidates_are_decided_as_people_with_the_same_answers_are(table: dict[str, Any]) -> None:
    easi = np.array([2.04, 6.0, 6.0, 12.31, 25.0, 48.0])
    itch = np.array([0.4, 1.0, 3.6, 4.2, 7.0, 9.9])
    decided = Admission(Eligibility.model_validate(table), "t.toml")(6, {"EASI": easi, "itch": itch})
    expected = [by_hand(table, round(float(e), 1), round(float(i))) for e, i in zip(easi, itch, strict=True)]
    assert decided.tolist() == expected
    assert set(expected) == {True, False}


def test_one_answer_that_all_share_can_shut_everybody_out(table: dict[str, Any]) -> None:
    pregnant = {**table["case"], "patient": {**table["case"]["patient"], "pregnancy": "yes"}}
    admission = Admission(Eligibility.model_validate({**table, "case": pregnant}), "t.toml")
    assert not admission(2, {"EASI": np.array([2.0, 3.0]), "itch": np.array([0.0, 1.0])}).any()


def test_a_missing_answer_never_lets_anybody_in(table: dict[str, Any]) -> None:
    silent = {**table["case"], "clinic": {}}
    admission = Admission(Eligibility.model_validate({**table, "case": silent}), "t.toml")
    known = Admission(Eligibility.model_validate(table), "t.toml")
    seen = {"EASI": np.array([2.0, 3.0]), "itch": np.array([0.0, 1.0])}
    assert (admission(2, seen) <= known(2, seen)).all()


def test_a_number_can_become_a_grade_by_bands(table: dict[str, Any]) -> None:
    redness = {"sites.cheeks.signs.erythema": {"output": "redness", "bands": [1.0, 7.0, 21.0]}}
    graded = {**table, "facts": {**table["facts"], **redness}}
    admission = Admission(Eligibility.model_validate(graded), "t.toml")
    seen = {"EASI": np.full(4, 5.0), "itch": np.full(4, 1.0), "redness": np.array([0.5, 5.0, 10.0, 30.0])}
    assert admission(4, seen).tolist() == [True, True, False, False]


@pytest.mark.parametrize("place", ["sites.knee.itch_nrs_24h", "patient.iga.deeper.still"])
def test_a_place_that_the_case_does_not_have_is_refused(table: dict[str, Any], place: str) -> None:
    wrong = {**table, "facts": {place: {"output": "EASI"}}}
    with pytest.raises(NagiError, match="NAGI-T105"):
        Admission(Eligibility.model_validate(wrong), "t.toml")


def test_a_fact_that_no_intake_asks_for_is_refused_as_in_a_case_file(table: dict[str, Any]) -> None:
    wrong = {**table, "facts": {"patient.easi": {"output": "EASI"}}}
    with pytest.raises(NagiError, match="easi_total"):
        Admission(Eligibility.model_validate(wrong), "t.toml")
