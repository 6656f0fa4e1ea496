"""simulate: right numbers, and every wrong argument named."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import xarray as xr

import nagi
from nagi.equations.model import Arm, Dose, Model, Switch
from nagi.simulation.result import Result


def test_the_result_is_that_of_paper_and_pencil(result: Result, exact: np.ndarray) -> None:
    assert result["EASI"].dims == ("patient", "arm", "week")
    assert result["EASI"].sel(arm="cream").values == pytest.approx(exact, rel=1e-4)
    assert result["EASI_baseline"].values == pytest.approx(exact[:, 0], rel=1e-4)
    assert (result["status"] == "ok").all()


def test_without_an_effect_nothing_changes(result: Result) -> None:
    untreated = result["EASI"].sel(arm="nothing")
    assert untreated.values == pytest.approx(np.repeat(untreated.values[:, :1], 25, axis=1), rel=1e-4)


def test_an_array_in_published_order_gives_the_same(model: Model, cohort: xr.Dataset, result: Result) -> None:
    array = np.stack([cohort[name].values for name in model.parameters], axis=1)
    again = nagi.simulate(model, array, arms=["nothing", "cream"], weeks=range(25))
    assert np.array_equal(again["EASI"], result["EASI"])
    assert "seed" not in again.attrs


def test_the_parameters_of_a_result_can_be_simulated_again(model: Model, result: Result) -> None:
    again = nagi.simulate(model, result["parameters"], arms=["cream"], weeks=range(25))
    assert np.array_equal(again["EASI"].sel(arm="cream"), result["EASI"].sel(arm="cream"))


def test_patients_keep_their_labels(model: Model, cohort: xr.Dataset) -> None:
    some = cohort.isel(patient=[4, 2])
    assert nagi.simulate(model, some, arms="cream", weeks=[4])["patient"].values.tolist() == [4, 2]


def test_weeks_may_be_fractional(model: Model, cohort: xr.Dataset, exact: np.ndarray) -> None:
    result = nagi.simulate(model, cohort, arms="cream", weeks=[0.5, 1, 2.25])
    assert result["EASI"].sel(arm="cream", week=1).values == pytest.approx(exact[:, 1], rel=1e-4)
    assert result["week"].values.tolist() == [0.5, 1, 2.25]


def test_an_arm_of_ones_own(model: Model, cohort: xr.Dataset, exact: np.ndarray) -> None:
    own = Arm(name="mine", effects={"u": 0.5}, weeks=24, switches=(Switch(week=12, effects={"u": 0}),))
    result = nagi.simulate(model, cohort, arms=[own], weeks=range(25))
    treated, stopped = result["EASI"].sel(arm="mine", week=12), result["EASI"].sel(arm="mine", week=24)
    assert treated.values == pytest.approx(exact[:, 12], rel=1e-4)
    assert (stopped > treated).all()


def test_the_attributes_say_what_it_rests_on(model: Model, result: Result) -> None:
    assert result.attrs["seed"] == 1
    assert result.attrs["model_digest"] == model.digest
    assert result.attrs["accuracy"] == "1e-4"
    assert {"nagi_version", "evidence_digest", "rtol", "work", "title"} <= set(result.attrs)
    assert result["week"].attrs["units"] == "week"


def test_the_number_of_threads_changes_nothing(model: Model, cohort: xr.Dataset, result: Result) -> None:
    for threads in (1, 2):
        again = nagi.simulate(model, cohort, arms=["nothing", "cream"], weeks=range(25), threads=threads)
        assert np.array_equal(again["EASI"], result["EASI"])


def test_a_patient_who_cannot_be_computed_stays_with_a_reason(model: Model) -> None:
    settles, never_settles = [1, 0.4], [1, 0]
    result = nagi.simulate(model, [settles, never_settles], arms=["nothing", "cream"], weeks=[0, 4])
    assert result["status"].values.tolist() == [["ok", "ok"], ["not_steady", "not_steady"]]
    assert np.isfinite(result["EASI"].sel(patient=0)).all()
    assert np.isnan(result["EASI"].sel(patient=1)).all()


def _with(name: str, value: float) -> Callable[[xr.Dataset], xr.Dataset]:
    def changed(cohort: xr.Dataset) -> xr.Dataset:
        values = cohort[name].values.copy()
        values[3] = value
        return cohort.assign({name: ("patient", values)})

    return changed


def _dosed(*, state: str, week: float) -> Arm:
    return Arm(name="a", effects={}, weeks=24, doses=(Dose(week=week, state=state, amount=1),))


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ({"arms": ["creme"]}, "M105", "cream"),
        ({"arms": None}, "M105", "cream"),
        ({"arms": [["cream"]]}, "M105", "cream"),
        ({"arms": []}, "M106", "at least one"),
        ({"arms": ["cream", "cream"]}, "M106", "twice"),
        ({"arms": [Arm(name="a", effects={"v": 1}, weeks=24)]}, "N208", "it has u"),
        ({"arms": [_dosed(state="y", week=1)]}, "N208", "it has x"),
        ({"arms": [_dosed(state="x", week=30)]}, "N207", "outside"),
        ({"arms": [Arm(name="a", effects={"u": float("nan")}, weeks=24)]}, "N208", "finite"),
        ({"weeks": []}, "M108", "sequence"),
        ({"weeks": 24}, "M108", "sequence"),
        ({"weeks": ["a"]}, "M108", "sequence"),
        ({"weeks": [0, float("nan")]}, "M108", "finite"),
        ({"weeks": [0, 2, 1]}, "M108", "found 2, 1"),
        ({"weeks": [0, 1, 1]}, "M108", "ascend"),
        ({"weeks": [-1, 0]}, "M108", "found -1"),
        ({"weeks": [0, 25]}, "M109", "runs to week 24; found 25"),
        ({"accuracy": "1e-5"}, "M110", "1e-4"),
        ({"accuracy": 1e-4}, "M110", "1e-4"),
        ({"threads": 0}, "M111", "whole number"),
        ({"threads": 1.5}, "M111", "whole number"),
        ({"patients": np.ones((3, 4))}, "M103", r"\(3, 4\)"),
        ({"patients": np.ones(2)}, "M103", r"\(2,\)"),
        ({"patients": np.ones((0, 2))}, "M103", r"\(0, 2\)"),
        ({"patients": None}, "M103", "shape"),
        ({"patients": lambda cohort: cohort.isel(patient=[])}, "M103", r"\(0, 2\)"),
        ({"patients": [["a", "b"]]}, "M103", "numbers"),
        ({"patients": lambda cohort: cohort.rename(gain="gian")}, "M102", "there is gian"),
        ({"patients": lambda cohort: cohort.rename(patient="person")}, "M102", "has .person."),
        ({"patients": _with("gain", float("nan"))}, "M104", "gain: patient 3 has nan"),
        ({"patients": _with("loss", float("inf"))}, "M104", "loss: patient 3 has inf"),
        ({"patients": _with("loss", -2.0)}, "M104", "loss: patient 3 has -2"),
    ],
)  # fmt: skip
def test_a_wrong_argument_is_named(
    model: Model, cohort: xr.Dataset, change: dict[str, Any], code: str, said: str
) -> None:
    asked = {"patients": cohort, "arms": ["cream"], "weeks": [0, 4], **change}
    if callable(asked["patients"]):
        asked["patients"] = asked["patients"](cohort)
    patients = asked.pop("patients")
    with pytest.raises(nagi.NagiError, match=f"NAGI-{code}.*{said}") as refused:
        nagi.simulate(model, patients, **asked)
    assert all(one.said.ja != one.said.en for one in refused.value.problems)


def test_all_problems_are_told_at_once(model: Model) -> None:
    with pytest.raises(nagi.NagiError) as refused:
        nagi.simulate(model, np.full((4, 2), -1.0), arms=["x"], weeks=[-1], accuracy="high", threads=0)
    codes = [problem.code[-4:] for problem in refused.value.problems]
    assert codes == ["M104"] * 6 + ["M105", "M108", "M110", "M111"]
    assert "3 more" in str(refused.value)


def test_a_name_is_no_model(cohort: xr.Dataset) -> None:
    with pytest.raises(nagi.NagiError, match=r"NAGI-M100.*load_model"):
        nagi.simulate("toy", cohort, arms="cream", weeks=[0])  # type: ignore[arg-type]


@pytest.mark.parametrize("printer", ["llvm", "scalar", "interpreter"])
def test_a_result_says_who_computed_it(
    printer: str, model: Model, cohort: xr.Dataset, exact: np.ndarray
) -> None:
    result = nagi.simulate(model, cohort, arms="cream", weeks=range(25), printer=printer)
    assert (result.attrs["printer"], result.attrs["precision"]) == (printer, "double")
    assert result["EASI"].sel(arm="cream").values == pytest.approx(exact, rel=1e-4)


def test_a_printer_that_does_not_exist_is_refused(model: Model, cohort: xr.Dataset) -> None:
    with pytest.raises(nagi.NagiError, match="NAGI-N301"):
        nagi.simulate(model, cohort, arms="cream", weeks=[4], printer="fortran")


def test_an_output_may_not_take_a_name_of_every_result(model: Model) -> None:
    (output,) = model.outputs
    clashing = replace(model, outputs=(replace(output, name="status"),))
    with pytest.raises(nagi.NagiError, match=r"NAGI-M120.*status"):
        nagi.simulate(clashing, [[1.0, 0.4]], arms="cream", weeks=[0])
