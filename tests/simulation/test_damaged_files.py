"""A file that somebody or something has damaged is refused by its name, whatever the byte."""

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import nagi
from nagi.simulation.files import read_parameters
from nagi.simulation.result import Result


def damaged(whole: bytes) -> list[bytes]:
    """Cut short, and with one to twenty bytes changed."""
    draw = random.Random(0)
    found = [whole[: len(whole) * part // 12] for part in range(12)]
    for number in (1, 3, 20) * 20:
        one = bytearray(whole)
        for _ in range(number):
            one[draw.randrange(len(one))] = draw.randrange(256)
        found.append(bytes(one))
    return found


@pytest.mark.filterwarnings(
    "ignore"
)  # HDF5's reader complains again when it lets go of what it could not open
@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_damaged_parameters(save: Callable[..., None], tmp_path: Path) -> None:
    path = tmp_path / "patients.npz"
    save(path, parameters=np.random.default_rng(0).random((5, 51)))
    for content in damaged(path.read_bytes()):
        path.write_bytes(content)
        try:
            assert read_parameters(path).dtype == float
        except nagi.NagiError as refused:
            assert [(p.code, p.key) for p in refused.problems] == [("NAGI-M112", "patients.npz")]


@pytest.mark.filterwarnings("ignore")
def test_damaged_results(result: Result, tmp_path: Path) -> None:
    path = tmp_path / "result.nc"
    result.to_netcdf(path)
    refusals = 0
    for content in damaged(path.read_bytes()):
        path.write_bytes(content)
        try:
            Result.from_netcdf(path)
        except nagi.NagiError as refused:
            refusals += 1
            assert refused.problems[0].code == "NAGI-M114"
    assert refusals > 12
