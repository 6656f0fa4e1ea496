"""The tutorial script runs and leaves what it promises."""

import importlib.util
from pathlib import Path

import matplotlib as mpl
import pytest

SCRIPT = Path(__file__).parents[2] / "examples" / "first_simulation.py"


def test_the_first_simulation_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mpl.use("Agg")
    spec = importlib.util.spec_from_file_location("first_simulation", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.main(tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "first_simulation.png",
        "first_simulation.nc",
    }
    assert "500 patients, 0 runs not computed" in capsys.readouterr().out
