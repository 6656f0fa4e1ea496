"""`nagi model` and `nagi simulate` as a user calls them."""

import errno
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import nagi
from nagi.cli import main
from nagi.cli.progress import Progress
from nagi.physiology.library import model_names
from nagi.simulation.files import read_parameters, read_weeks
from nagi.simulation.result import Result

Nagi = Callable[..., tuple[int, str, str]]
DRAWN = ("simulate", "miyano2021", "--n", "5", "--arms", "placebo", "--weeks", "0:4", "--out", "d.nc")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path) -> Nagi:
    """Call nagi in the folder: exit code, standard output, standard error."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("NAGI_LANG", "en")

    def called(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["nagi", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out, said.err

    return called


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with p.npz: four virtual patients."""
    path = tmp_path_factory.mktemp("simulate")
    model = nagi.load_model("miyano2021")
    drawn = nagi.virtual_patients(model, n=4, seed=1)
    np.savez(path / "p.npz", parameters=np.stack([drawn[k].values for k in model.parameters], axis=1))
    array = np.stack([drawn[k].values for k in model.parameters], axis=1)
    backwards = model.parameters[::-1]
    np.savez(path / "named.npz", parameters=array[:, ::-1], names=backwards)
    np.savez(path / "misnamed.npz", parameters=array, names=[*model.parameters[1:], "k0"])
    np.savez(path / "few.npz", parameters=array, names=model.parameters[1:])
    np.savez(path / "zero.npz", parameters=np.zeros((2, 51)))
    np.savez(path / "wrong.npz", params=np.ones((4, 51)))
    (path / "text.npz").write_text("no", encoding="utf-8")
    return path


def asked(*more: str, patients: str = "p.npz") -> list[str]:
    fixed = ["--patients", patients, "--weeks", "0:24", "--out", "r.nc"]
    return ["simulate", "miyano2021", *fixed, *more]


def test_simulate_writes_what_python_computes(folder: Path, run: Nagi) -> None:
    code, out, err = run(*asked("--arms", "placebo,dupilumab", "--json"))
    assert code == 0, err
    told = json.loads(out)
    assert (told["patients"], told["arms"], told["not_ok"]) == (4, ["placebo", "dupilumab"], 0)
    written = Result.from_netcdf(folder / "r.nc")
    assert written["EASI"].shape == (4, 2, 25)
    assert written["week"].values.tolist() == list(range(25))
    array = read_parameters(folder / "p.npz")
    ours = nagi.simulate(nagi.load_model("miyano2021"), array, arms=["placebo", "dupilumab"], weeks=range(25))
    assert np.array_equal(written["EASI"], ours["EASI"])


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "not a forecast of a person"), ("ja", "特定の人の予測ではありません")]
)
def test_simulate_says_that_it_is_no_forecast(run: Nagi, lang: str, said: str) -> None:
    _, out, err = run(*asked("--arms", "placebo", "--lang", lang))
    assert "r.nc" in out
    assert said in err


def test_patients_who_cannot_be_computed_are_counted_with_the_reason(folder: Path, run: Nagi) -> None:
    code, _, err = run(*asked("--arms", "placebo", patients="zero.npz"))
    assert code == 0
    assert "not computed: 2" in err
    assert (
        "patient 1, arm run-in, week 1000 (day 7000): the state before treatment did not become steady" in err
    )
    assert "Columns far from the published distribution: k1, k2" in err
    assert (Result.from_netcdf(folder / "r.nc")["status"] == "not_steady").all()


@pytest.mark.parametrize(
    ("more", "patients", "said"),
    [
        (("--arms", "placebo,dupi"), "p.npz", "dupilumab"),
        (("--arms", ""), "p.npz", "NAGI-M105"),
        (("--arms", "placebo", "--weeks", "0-24"), "p.npz", "NAGI-M115"),
        (("--arms", "placebo", "--weeks", "0:25"), "p.npz", "NAGI-M109"),
        (("--arms", "placebo", "--accuracy", "high"), "p.npz", "NAGI-M110"),
        (("--arms", "placebo", "--threads", "0"), "p.npz", "NAGI-M111"),
        (("--arms", "placebo"), "none.npz", "NAGI-M112"),
        (("--arms", "placebo"), "text.npz", "NAGI-M112"),
        (("--arms", "placebo"), "wrong.npz", "there is params"),
        (("--arms", "placebo"), "misnamed.npz", "there is no 'k1'"),
        (("--arms", "placebo"), "few.npz", "50 names"),
        (("--arms", "placebo", "--keep", "all"), "p.npz", "NAGI-M116"),
        (("--arms", "placebo", "--n", "4"), "p.npz", "NAGI-M119"),
        (("--arms", "placebo", "--seed", "4"), "p.npz", "NAGI-M119"),
    ],
)
def test_wrong_use_is_named_and_writes_nothing(
    folder: Path, run: Nagi, more: tuple[str, ...], patients: str, said: str
) -> None:
    (folder / "r.nc").unlink(missing_ok=True)
    code, out, err = run(*asked(*more, patients=patients))
    assert (code, out) == (2, "")
    assert said in err
    assert not (folder / "r.nc").exists()


@pytest.mark.parametrize(("lang", "said"), [("en", "cannot write"), ("ja", "書き込めません")])
@pytest.mark.parametrize("out", ["none/r.nc", "."])
def test_what_cannot_be_written_is_named_before_the_run(run: Nagi, out: str, lang: str, said: str) -> None:
    code, told, err = run(*asked("--arms", "placebo", "--out", out, "--lang", lang))
    assert (code, told) == (3, "")
    assert f"{out}" in err
    assert said in err


def test_a_full_disk_leaves_the_old_file(folder: Path, run: Nagi, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "r.nc").write_text("old", encoding="utf-8")

    def full(self: Path, content: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    code, told, err = run(*asked("--arms", "placebo"))
    assert (code, told) == (3, "")
    assert "cannot write r.nc: No space left" in err
    assert (folder / "r.nc").read_text(encoding="utf-8") == "old"
    assert not list(folder.glob(".nagi-*"))


def test_ctrl_c_stops_and_writes_nothing(folder: Path, run: Nagi, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "r.nc").unlink(missing_ok=True)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Progress, "__call__", interrupted)
    code, told, err = run(*asked("--arms", "placebo"))
    assert (code, told) == (130, "")
    assert "Stopped; no file was written" in err
    assert not (folder / "r.nc").exists()


def test_columns_that_are_named_are_put_in_order(folder: Path, run: Nagi) -> None:
    assert run(*asked("--arms", "placebo"))[0] == 0
    ours = Result.from_netcdf(folder / "r.nc")
    assert run(*asked("--arms", "placebo", patients="named.npz"))[0] == 0
    assert np.array_equal(Result.from_netcdf(folder / "r.nc")["EASI"], ours["EASI"])


def test_patients_can_be_drawn(folder: Path, run: Nagi) -> None:
    code, out, _ = run(*DRAWN, "--seed", "7", "--json", "--verify")
    told = json.loads(out)
    assert (code, told["patients"], told["seed"], told["failures"]) == (0, 5, 7, [])
    assert told["verified"]["kept"]
    model = nagi.load_model("miyano2021")
    cohort = nagi.virtual_patients(model, n=5, seed=7)
    assert np.array_equal(Result.from_netcdf(folder / "d.nc")["parameters"][:, 0], cohort["k1"])


def test_a_summary_can_be_asked_for(folder: Path, run: Nagi) -> None:
    assert run(*DRAWN, "--keep", "summary")[0] == 0
    assert Result.from_netcdf(folder / "d.nc")["EASI_improved"].dims == ("patient", "arm")


def test_json_tells_every_failure(run: Nagi) -> None:
    _, out, _ = run(*asked("--arms", "placebo,dupilumab", "--json", patients="zero.npz"))
    told = json.loads(out)["failures"]
    assert [one["patient"] for one in told] == [0, 1]
    assert {one["status"] for one in told} == {"not_steady"}


def test_a_model_of_ones_own_can_be_shown_and_simulated(folder: Path, run: Nagi) -> None:
    shutil.copy(Path(__file__).parents[2] / "examples" / "own_model.py", folder / "mine.py")
    code, shown, _ = run("model", "show", "mine.py")
    assert code == 0
    assert "dM/dt" in shown
    out = run("simulate", "mine.py", "--n", "3", "--arms", "none", "--weeks", "0:2:0.5", "--out", "m.nc")
    assert out[0] == 0, out[2]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("def model():\n    return 3\n", "returns int"),
        ("import nope", "No module named"),
        ("x = 1", "no attribute"),
    ],
)
def test_a_file_that_is_no_model_is_refused(folder: Path, run: Nagi, content: str, said: str) -> None:
    (folder / "bad.py").write_text(content, encoding="utf-8")
    code, _, err = run("model", "show", "bad.py")
    assert code == 2
    assert "NAGI-P002" in err
    assert said in err
    assert "NAGI-P002" in run("model", "show", "none.py")[2]


def test_an_unknown_model_is_refused_with_the_near_one(run: Nagi) -> None:
    code, _, err = run("model", "show", "miyano")
    assert code == 2
    assert "miyano2021" in err


def test_model_list_names_every_model(run: Nagi) -> None:
    _, out, _ = run("model", "list", "--json")
    assert {"miyano2021"} <= {one["name"] for one in json.loads(out)}
    assert "miyano2021" in run("model", "list")[1]


def test_model_show_gives_equations_parameters_and_arms(run: Nagi) -> None:
    _, shown, _ = run("model", "show", "miyano2021")
    assert "d17" in shown
    assert "dupilumab: 24 weeks" in shown
    data = json.loads(run("model", "show", "miyano2021", "--json")[1])
    assert (len(data["states"]), len(data["parameters"]), len(data["arms"])) == (14, 51, 10)
    latex = run("model", "show", "miyano2021", "--latex")[1]
    assert latex.startswith(r"\begin{align*}")
    assert r"\mathrm{hindrance}" in latex


@pytest.mark.parametrize("name", model_names())
def test_every_model_can_be_shown_in_both_languages(run: Nagi, name: str) -> None:
    for lang, said in (("ja", "中央値"), ("en", "median")):
        code, out, err = run("model", "show", name, "--lang", lang)
        assert code == 0, err
        assert said in out


@pytest.mark.parametrize(
    ("text", "weeks"),
    [
        ("0:24", list(range(25))),
        ("0:1:0.25", [0, 0.25, 0.5, 0.75, 1]),
        ("0:1:0.3", [0, 0.3, 0.6, 0.9]),
        ("0:24:0.1", [round(0.1 * i, 1) for i in range(241)]),
        ("4", [4]),
        ("0,4,16", [0, 4, 16]),
    ],
)
def test_weeks_as_text(text: str, weeks: list[float]) -> None:
    assert read_weeks(text).tolist() == weeks


@pytest.mark.parametrize("text", ["", "a", "0:", "0:24:0", "24:0", "0:24:1:1", "0:inf", "0:24:1e-9", "nan:3"])
def test_weeks_that_cannot_be_read(text: str) -> None:
    with pytest.raises(nagi.NagiError, match="NAGI-M115"):
        read_weeks(text)
