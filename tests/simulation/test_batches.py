"""Large ensembles: batches, progress, the summary, and what interrupts a run."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

import nagi
from nagi.equations.model import Model
from nagi.simulation import batches
from nagi.simulation.result import Result

ASKED = {"arms": ["nothing", "cream"], "weeks": range(25)}


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "FIRST", 4)
    monkeypatch.setattr(batches, "STEPS", 0)


@pytest.mark.usefixtures("small_batches")
def test_batches_change_no_number(model: Model, cohort: xr.Dataset, result: Result) -> None:
    again = nagi.simulate(model, cohort, **ASKED)
    xr.testing.assert_identical(again, result)


@pytest.mark.usefixtures("small_batches")
def test_progress_counts_patient_arms_to_the_end(model: Model, cohort: xr.Dataset) -> None:
    told: list[tuple[int, int]] = []
    nagi.simulate(model, cohort, **ASKED, progress=lambda done, total: told.append((done, total)))
    assert told == [(4, 12), (6, 12), (8, 12), (10, 12), (12, 12)]


@pytest.mark.usefixtures("small_batches")
def test_what_progress_raises_stops_the_run(model: Model, cohort: xr.Dataset) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        nagi.simulate(model, cohort, **ASKED, progress=stop)


def test_a_summary_is_what_the_weeks_say(model: Model, cohort: xr.Dataset, result: Result) -> None:
    summary = nagi.simulate(model, cohort, **ASKED, keep="summary")
    easi, week = result["EASI"], result["week"]
    mean = easi.integrate("week") / (week[-1] - week[0])
    assert summary["EASI_endpoint"].dims == ("patient", "arm")
    assert np.array_equal(summary["EASI_endpoint"], easi.isel(week=-1))
    assert summary["EASI_mean"].values == pytest.approx(mean.values, rel=1e-12)
    assert summary.improved().values == pytest.approx(result.improved().isel(week=-1).values, abs=1e-9)
    assert np.array_equal(summary.responders(50), result.responders(50).isel(week=-1))
    assert np.array_equal(summary["EASI_baseline"], result["EASI_baseline"])
    assert not {"parameters", "baseline", "EASI"} & set(summary.data_vars)


def test_improvement_is_from_the_untreated_baseline_whatever_weeks_are_asked(
    model: Model, cohort: xr.Dataset, result: Result
) -> None:
    late = nagi.simulate(model, cohort, arms="cream", weeks=[16], keep="summary")
    assert late.improved().values[:, 0] == pytest.approx(
        result.improved().sel(arm="cream", week=16).values, abs=1e-2
    )


def test_a_summary_names_who_could_not_be_computed(model: Model) -> None:
    summary = nagi.simulate(model, [[1, 0.4], [1, 0]], arms="cream", weeks=[0, 4], keep="summary")
    assert summary["status"].values.tolist() == [["ok"], ["not_steady"]]
    assert np.isnan(summary["EASI_endpoint"].values).tolist() == [[False], [True]]
    assert float(summary.responders(10).sel(arm="cream")) == 50


def test_a_summary_holds_no_weeks_to_draw(model: Model, cohort: xr.Dataset) -> None:
    with pytest.raises(nagi.NagiError, match="NAGI-M118"):
        nagi.simulate(model, cohort, **ASKED, keep="summary").plot()


def test_a_result_keeps_what_was_simulated(model: Model) -> None:
    mine = np.array([[1.0, 0.4]])
    result = nagi.simulate(model, mine, arms="cream", weeks=[4])
    mine[:] = 9
    assert result["parameters"].values.tolist() == [[1.0, 0.4]]


def test_arrays_that_may_not_be_written_to_can_be_simulated(model: Model, result: Result) -> None:
    fixed = result["parameters"].values.copy()
    fixed.flags.writeable = False
    again = nagi.simulate(model, fixed, arms=["nothing", "cream"], weeks=result["week"].values)
    assert np.array_equal(again["EASI"], result["EASI"])


def test_calls_of_the_same_form_do_not_share_their_numbers(model: Model) -> None:
    first = nagi.simulate(model, [[1.0, 0.4]], arms="cream", weeks=[0, 4])
    before = first["EASI"].values.copy()
    second = nagi.simulate(model, [[2.0, 0.4]], arms="cream", weeks=[0, 4])
    assert np.array_equal(first["EASI"], before)
    assert second["EASI"].values == pytest.approx(2 * before, rel=1e-6)
    first["EASI"].attrs["units"] = "changed"
    assert nagi.simulate(model, [[1.0, 0.4]], arms="cream", weeks=[0, 4])["EASI"].attrs["units"] == "1"


def test_batches_grow_with_what_a_patient_costs(model: Model) -> None:
    told: list[int] = []
    many = nagi.virtual_patients(model, n=3000, seed=1)
    nagi.simulate(model, many, arms="cream", weeks=[0, 4], progress=lambda done, total: told.append(done))
    assert told == [batches.FIRST, 3000]


def test_models_with_the_same_equations_keep_their_own_words(model: Model) -> None:
    (output,) = model.outputs
    renamed = replace(model, outputs=(replace(output, label="severity", unit="points"),))
    assert renamed.digest == model.digest
    for one in (model, renamed, model):
        said = nagi.simulate(one, [[1.0, 0.4]], arms="cream", weeks=[0, 4])["EASI"].attrs
        assert (said["long_name"], said["units"]) == (one.outputs[0].label, one.outputs[0].unit)
