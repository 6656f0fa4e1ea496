"""What a user does with a result: improvement, responders, a figure, a file."""

import warnings
from pathlib import Path

import h5netcdf
import matplotlib as mpl
import numpy as np
import pytest
import xarray as xr
from matplotlib.figure import Figure

import nagi
from nagi.equations.model import Model
from nagi.simulation.provenance import FORMAT
from nagi.simulation.result import BASELINE, Result

mpl.use("Agg")


def of(baseline: list[float], week_16: list[float], status: list[str]) -> Result:
    """A result of one arm at one week, written by hand."""
    return Result(
        {
            "EASI": (("patient", "arm", "week"), np.reshape(week_16, (-1, 1, 1)), {"units": "1"}),
            "EASI" + BASELINE: ("patient", baseline),
            "status": (("patient", "arm"), np.reshape(status, (-1, 1))),
        },
        coords={"patient": range(len(baseline)), "arm": ["cream"], "week": [16.0]},
        attrs={"format": FORMAT, "work": "TOY2026"},
    )


def test_improvement_is_percent_from_baseline() -> None:
    improved = of([40, 40, 0], [10, 50, 0], ["ok"] * 3).improved("EASI")
    assert improved.values.ravel() == pytest.approx([75, -25, np.nan], nan_ok=True)
    assert improved.attrs["units"] == "%"


def test_easi_75_is_strictly_more_than_75_among_all_drawn() -> None:
    hand = of([40, 40, 40, 40], [10, 9, 0, np.nan], ["ok", "ok", "ok", "too many steps"])
    assert hand.responders(75).sel(arm="cream", week=16) == 50
    assert hand.responders(50).sel(arm="cream", week=16) == 75


def test_responders_have_an_arm_and_a_week(result: Result) -> None:
    assert result.responders(75).dims == ("arm", "week")
    assert (result.responders(75).sel(week=0) == 0).all()


def test_an_unknown_output_is_refused_with_the_near_one(result: Result) -> None:
    for ask in (
        result.improved,
        lambda name: result.plot(output=name),
        lambda name: result.responders(75, name),
    ):
        with pytest.raises(nagi.NagiError, match=r"NAGI-M113.*EASI"):
            ask("EASY")


def test_a_file_gives_back_what_was_written(result: Result, tmp_path: Path) -> None:
    path = tmp_path / "run.nc"
    result.to_netcdf(path)
    again = Result.from_netcdf(path)
    assert isinstance(again, Result)
    xr.testing.assert_identical(again, result)
    assert again.attrs == result.attrs
    assert [one.name for one in tmp_path.iterdir()] == ["run.nc"]
    assert np.array_equal(xr.open_dataset(path, engine="h5netcdf")["EASI"], result["EASI"])


def test_a_summary_comes_back_from_its_file(model: Model, cohort: xr.Dataset, tmp_path: Path) -> None:
    summary = nagi.simulate(model, cohort, arms="cream", weeks=[0, 4], keep="summary")
    summary.to_netcdf(tmp_path / "s.nc")
    again = Result.from_netcdf(tmp_path / "s.nc")
    xr.testing.assert_identical(again, summary)
    assert again.attrs == summary.attrs


def test_any_reader_of_the_format_finds_numbers_units_and_provenance(result: Result, tmp_path: Path) -> None:
    result.to_netcdf(tmp_path / "run.nc")
    with h5netcdf.File(tmp_path / "run.nc") as plain:
        assert plain["EASI"].dimensions == ("patient", "arm", "week")
        assert np.array_equal(plain["EASI"][...], result["EASI"])
        assert plain["week"].attrs["units"] == "week"
        assert plain.attrs["model_digest"] == result.attrs["model_digest"]
        assert plain.attrs["seed"] == 1


def test_another_file_is_refused(tmp_path: Path) -> None:
    text, foreign = tmp_path / "a.nc", tmp_path / "b.nc"
    text.write_text("no", encoding="utf-8")
    xr.Dataset({"a": 1}).to_netcdf(foreign, engine="h5netcdf")
    for path in (text, foreign, tmp_path / "none.nc"):
        with pytest.raises(nagi.NagiError, match="NAGI-M114"):
            Result.from_netcdf(path)


def test_a_part_of_a_result_is_a_result(result: Result) -> None:
    part = result.sel(arm=["cream"], week=[0, 16])
    assert isinstance(part, Result)
    assert part.improved().shape == (6, 1, 2)


def test_the_figure_draws_into_the_axes_it_is_given(result: Result) -> None:
    axes = Figure().subplots()
    assert result.plot(axes) is axes
    assert axes.get_xlabel() == "weeks since the start of treatment"
    assert axes.get_ylabel() == "EASI"


def test_the_figure_says_what_it_is_not(result: Result) -> None:
    axes = result.plot(Figure().subplots())
    said = " ".join(text.get_text() for text in axes.texts)
    assert "published model of TOY2026; not a forecast of a person" in said
    assert "6 virtual patients" in said


def test_arms_are_told_apart_without_colour(result: Result) -> None:
    axes = result.plot(Figure().subplots())
    lines = [line for line in axes.lines if not str(line.get_label()).startswith("_")]
    styles = {(line.get_linestyle(), line.get_marker()) for line in lines}
    assert [line.get_label() for line in lines] == ["nothing", "cream"]
    assert len(styles) == 2


def test_the_figure_counts_who_was_not_computed() -> None:
    hand = of([40, 40], [10, np.nan], ["ok", "too many steps"])
    said = " ".join(text.get_text() for text in hand.plot(Figure().subplots()).texts)
    assert "2 virtual patients, 1 of them not computed" in said


def test_the_figure_speaks_japanese_in_the_font_that_is_shipped(result: Result, tmp_path: Path) -> None:
    axes = result.plot(Figure().subplots(), lang="ja")
    assert axes.get_xlabel() == "治療開始からの週"
    assert axes.get_ylabel() == "EASI"
    assert "特定の人の予測ではない" in axes.texts[0].get_text()
    for text in (axes.xaxis.label, axes.texts[0], axes.get_legend().get_title()):
        assert text.get_fontproperties().get_name() == "BIZ UDGothic"
    with warnings.catch_warnings(action="error"):  # a letter the font lacks is a warning
        axes.figure.savefig(tmp_path / "ja.png")


def test_many_arms_are_drawn_without_bands_that_would_cover_each_other(result: Result) -> None:
    six = result.isel(arm=[0, 1] * 3).assign_coords(arm=list("abcdef"))
    few, many = result.plot(Figure().subplots()), six.plot(Figure().subplots())
    assert len(few.collections) == 2
    assert len(many.collections) == 0
    assert len(many.get_legend().get_texts()) == 6


def test_one_arm_one_patient_or_one_week_can_be_asked_like_the_whole(model: Model, result: Result) -> None:
    arm, patient, week = result.sel(arm="cream"), result.sel(patient=2), result.sel(week=16)
    assert np.array_equal(arm.improved(), result.improved().sel(arm="cream"))
    assert np.array_equal(patient.improved(), result.improved().sel(patient=2))
    assert np.array_equal(week.responders(50), result.responders(50).sel(week=16))
    for part in (arm, patient, week, result.sel(arm="cream", patient=2, week=16)):
        assert part.plot(Figure().subplots()).get_legend() is not None
        assert part.verify(model).kept
        assert part.failures(model) == ()
