"""`nagi model export`, and SBML files where a model's name may stand."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import nagi
from nagi.cli import main
from nagi.simulation.result import Result

Nagi = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Nagi:
    """Call nagi in a folder with p.npz, two patients: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NAGI_LANG", "en")
    model = nagi.load_model("miyano2021")
    drawn = nagi.virtual_patients(model, n=2, seed=1)
    np.savez("p.npz", parameters=np.stack([drawn[name].values for name in model.parameters], axis=1))

    def called(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["nagi", *arguments])
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return called


def test_a_model_goes_out_and_comes_back(run: Nagi) -> None:
    export = [
        "model",
        "export",
        "miyano2021",
        "--sbml",
        "m1.xml",
        "--arm",
        "dupilumab",
        "--patient",
        "p.npz:1",
    ]
    assert run(*export) == (0, "wrote: m1.xml\n", "")
    model = nagi.load_model("m1.xml")
    np.savez(
        "own.npz",
        parameters=np.stack([nagi.virtual_patients(model, n=1, seed=0)[n] for n in model.parameters], 1),
    )
    asked = ["--weeks", "0:24", "--accuracy", "reference"]
    assert (
        run("simulate", "m1.xml", "--patients", "own.npz", "--arms", "file", "--out", "a.nc", *asked)[0] == 0
    )
    assert (
        run("simulate", "miyano2021", "--patients", "p.npz", "--arms", "dupilumab", "--out", "b.nc", *asked)[
            0
        ]
        == 0
    )
    there, here = Result.from_netcdf("a.nc"), Result.from_netcdf("b.nc")
    np.testing.assert_allclose(there["EASI"].values[0, 0], here["EASI"].values[1, 0], rtol=1e-8)


def test_an_imported_model_shows_itself(run: Nagi) -> None:
    run("model", "export", "miyano2022-saureus", "--sbml", "m2.xml", "--arm", "flucloxacillin", "--json")
    code, out, _ = run("model", "show", "m2.xml")
    assert code == 0
    assert "source: m2.xml" in out
    assert "file: no end" in out
    shown = json.loads(run("model", "show", "m2.xml", "--json")[1])
    assert shown["arms"] == [{"name": "file", "effects": {}, "weeks": None}]
    assert run("model", "show", "m2.xml", "--latex")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--arm", "dupi"], "NAGI-M105"),
        (["--patient", "p.npz:2"], "NAGI-X013"),
        (["--patient", "p.npz"], "NAGI-X013"),
        (["--patient", "q.npz:0"], "NAGI-M112"),
        (["--start", "there"], "NAGI-X010"),
    ],
)
def test_a_wrong_wish_leaves_the_file_as_it_was(run: Nagi, arguments: list[str], code: str) -> None:
    Path("m1.xml").write_text("before", encoding="utf-8")
    ended, _, said = run("model", "export", "miyano2021", "--sbml", "m1.xml", *arguments)
    assert (ended, code in said) == (2, True)
    assert Path("m1.xml").read_text(encoding="utf-8") == "before"
    assert sorted(path.name for path in Path().iterdir()) == ["m1.xml", "p.npz"]


def test_a_place_that_cannot_be_written_is_named(run: Nagi) -> None:
    ended, _, said = run("model", "export", "miyano2021", "--sbml", "p.npz/m1.xml")
    assert (ended, "NAGI-R303" in said) == (2, True)
