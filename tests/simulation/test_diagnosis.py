"""What a result says about its own accuracy and about patients who could not be computed."""

from dataclasses import replace

import numpy as np
import pytest
import sympy
import xarray as xr

import nagi
from nagi.equations.model import Arm, Model
from nagi.simulation.diagnosis import Verified
from nagi.simulation.result import Result


def test_verify_finds_the_accuracy_kept(model: Model, result: Result) -> None:
    found = result.verify(model)
    assert found.kept
    assert 0 < found.largest <= 1e-4
    assert (found.sample, found.failed) == (6, 0)
    assert "Accuracy 1e-4 is kept" in found.said.en
    assert "守られています" in found.said.ja


def test_verify_says_when_the_accuracy_is_not_kept() -> None:
    found = Verified(largest=0.01, patient=3, arm="cream", week=4, sample=64, failed=2, accuracy="1e-3")
    assert not found.kept
    assert "NOT kept" in found.said.en
    assert "2 could not be compared" in found.said.en
    assert "守られていません" in found.said.ja


def test_failures_name_patient_time_state_equation_and_remedy(model: Model) -> None:
    drawn = xr.DataArray(
        [[1, 0.4], [1, 0]], dims=("patient", "parameter"),
        coords={"patient": [70, 71], "parameter": list(model.parameters)},
    )  # fmt: skip
    result = nagi.simulate(model, drawn, arms=["nothing", "cream"], weeks=[0, 4])
    (told,) = result.failures(model)
    assert (told.patient, told.arm, told.state, told.equation) == (71, "run-in", "x", "1")
    assert told.last["x"] == pytest.approx(1001, rel=1e-3)
    for said in ("patient 71", "week 1000 (day 7000)", "equation 1: dx/dt =", "What to do", "x = 1001"):
        assert said in told.said.en
    for said in ("患者 71", "1000 週", "式 1: dx/dt ="):
        assert said in told.said.ja


def test_a_failure_within_an_arm_is_told_with_its_arm(model: Model) -> None:
    x, help_ = sympy.symbols("x u", real=True)
    (rate,) = model.rates
    bursting = replace(model, rates=(replace(rate, expression=rate.expression + help_ * x**3),))
    result = nagi.simulate(bursting, [[1, 0.4]], arms=["nothing", "cream"], weeks=[0, 4])
    assert result["status"].values[0, 0] == "ok"
    (told,) = result.failures(bursting)
    assert told.arm == "cream"
    assert 0 < told.week < 4
    assert np.isfinite(told.last["x"])


def test_nothing_failed_means_nothing_told(model: Model, result: Result) -> None:
    assert result.failures(model) == ()


def test_a_summary_needs_its_patients_again(model: Model, cohort: xr.Dataset) -> None:
    summary = nagi.simulate(model, cohort, arms="cream", weeks=[0, 4], keep="summary")
    assert summary.verify(model, cohort).kept
    assert summary.failures(model, cohort) == ()
    with pytest.raises(nagi.NagiError, match=r"NAGI-M117.*patients"):
        summary.verify(model)
    with pytest.raises(nagi.NagiError, match=r"NAGI-M117.*6 patients, 2 were given"):
        summary.verify(model, cohort.isel(patient=[0, 1]))


def test_another_model_is_refused(model: Model, result: Result) -> None:
    with pytest.raises(nagi.NagiError, match="NAGI-M117"):
        result.verify(replace(model, run_in_weeks=10))


def test_arms_of_ones_own_are_given_again(model: Model, cohort: xr.Dataset) -> None:
    own = Arm(name="mine", effects={"u": 1}, weeks=24)
    result = nagi.simulate(model, cohort, arms=[own], weeks=[0, 4])
    assert result.verify(model, arms=[own]).kept
    with pytest.raises(nagi.NagiError, match="NAGI-M105"):
        result.verify(model)
