"""What a signal of a given size does to the core: the sizes that the dossier found by changing the core directly."""

import numpy as np
import pytest
import xarray as xr

import nagi
from nagi.equations.model import Arm, Model
from nagi.physiology.skin.model import model

LEVERS = ("u_Treg", "u_sec", "u_N", "u_M", "u_rep", "u_AMP")


@pytest.fixture(scope="module")
def levered() -> Model:
    return model(("answers", "treg", "il10", "nfkb", "macrophages"))


@pytest.fixture(scope="module")
def drawn(levered: Model) -> xr.Dataset:
    return nagi.virtual_patients(levered, n=200, seed=1)


def improved(levered: Model, drawn: xr.Dataset, weeks: list[float], **effects: float) -> list[float]:
    arm = Arm(name="a", effects=effects, weeks=24)
    result = nagi.simulate(levered, drawn, arms=[arm], weeks=weeks)
    return list((100 * (1 - result["EASI"].sel(arm="a") / result["EASI_baseline"])).mean("patient").values)


@pytest.mark.parametrize(
    ("effects", "week4", "week16"),
    [
        ({"u_rep": 1.0}, 18, 21),  # repair x2
        ({"u_sec": 0.5}, 24, 29),  # secretion x0.5
        ({"u_AMP": 1.0}, 18, 26),  # clearance x2
        ({"placebo_on": 1.0}, 45, 49),
        ({"placebo_on": 1.0, "u_rep": 1.0}, 55, 60),
        ({"placebo_on": 1.0, "u_sec": 0.5}, 63, 68),
        ({"placebo_on": 1.0, "u_AMP": 1.0}, 60, 68),
    ],
)
def test_levers_move_easi_as_far_as_in_the_core(
    levered: Model, drawn: xr.Dataset, effects: dict[str, float], week4: float, week16: float
) -> None:
    """Sampling error is 2 points; the feedbacks of regulation may add up to 7."""
    found = improved(levered, drawn, [4, 16], **effects)
    assert week4 - 4 < found[0] < week4 + 7
    assert week16 - 4 < found[1] < week16 + 7


@pytest.mark.parametrize("lever", LEVERS)
def test_more_of_a_signal_never_harms(levered: Model, drawn: xr.Dataset, lever: str) -> None:
    steps = [improved(levered, drawn, [16], **{lever: size})[0] for size in (0.0, 0.3, 0.6, 0.9)]
    assert np.all(np.diff(steps) > 0)
    assert abs(steps[0]) < 1e-5


def test_stopping_all_nf_kb_changes_easi_by_less_than_10_points(levered: Model, drawn: xr.Dataset) -> None:
    """TNF and IL-1 are no established targets: their pathway must be a weak lever."""
    arm = Arm(name="a", effects={"u_N": 0.99}, weeks=24)
    result = nagi.simulate(levered, drawn, arms=[arm], weeks=[16])
    assert 0 < float((result["EASI_baseline"] - result["EASI"].sel(arm="a", week=16)).mean()) < 10
