"""Virtual trials as a researcher runs them: from a file to a report, on processes or a cluster, killed and continued."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import xarray as xr
from distributed import LocalCluster
from pyarrow import parquet
from pypdf import PdfReader
from virtual import TRIAL, written

from nagi.cli import main

Nagi = Callable[..., tuple[int, str, str]]
COMMAND = str(Path(sys.executable).parent / "nagi")
DAY = ("--date", "2026-11-22")


@pytest.fixture
def nagi(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Nagi:
    """Call nagi beside a trial file: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NAGI_LANG", "en")
    written(tmp_path)

    def called(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["nagi", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out, said.err

    return called


def bits(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in ("trial.nc", "trial.html", "trial.pdf")}


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def whole_and_again(nagi: Nagi, folder: Path, name: str) -> subprocess.Popen[bytes]:
    """A long trial run to its end, and begun again by two workers: what a fault is tried on."""
    written(folder, TRIAL.replace("patients = 24", "patients = 1200"))
    assert nagi("trial", "run", "trial.toml", "--out", "whole", "--workers", "1", *DAY)[0] == 0
    command = [COMMAND, "trial", "run", "trial.toml", "--out", name, "--workers", "2", *DAY]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for_parts(running: subprocess.Popen[bytes], out: Path, least: int) -> Path:
    """The folder of parts, once some are there."""
    parts = out / "parts"
    while running.poll() is None and len(list(parts.glob("*.npz"))) < least:
        time.sleep(0.01)
    return parts


def test_a_trial_becomes_numbers_a_page_and_a_paper(nagi: Nagi, tmp_path: Path) -> None:
    code, out, _ = nagi("trial", "run", "trial.toml", "--out", "o", "--workers", "1", *DAY)
    assert code == 0
    assert "change: cream against vehicle, 24 people per arm, 3 draws x 4 trials" in out
    assert "Computed with a model; not the result of a real trial." in out
    with xr.open_dataset(tmp_path / "o" / "trial.nc", engine="h5netcdf") as found:
        assert found["difference"].dims == ("draw", "trial", "arm", "endpoint", "size")
        assert found["null_p"].sizes["null_trial"] == 2
        assert found.attrs["seed"] == 3
    page = (tmp_path / "o" / "trial.html").read_text(encoding="utf-8")
    assert page.count("<svg") == page.count('role="img"') == 2
    paper = " ".join(one.extract_text() for one in PdfReader(tmp_path / "o" / "trial.pdf").pages)
    assert "No person took part" in paper
    assert "EASI-50" in paper


def test_the_numbers_come_in_parquet_if_asked(nagi: Nagi, tmp_path: Path) -> None:
    code, out, _ = nagi(
        "trial", "run", "trial.toml", "--out", "o", "--workers", "1", "--format", "parquet", *DAY
    )
    assert code == 0
    assert "wrote: o/trial.parquet" in out
    told = parquet.read_table(tmp_path / "o" / "trial.parquet")
    assert told.num_rows == 3 * (4 + 2) * 2
    assert json.loads(told.schema.metadata[b"trial"])["model"] == "toy.py"
    assert not (tmp_path / "o" / "trial.nc").exists()


EXOSOME = """
title = "Vesicles"
model = "nagi-skin"
visits = [4, 8]
[size]
patients = 6
draws = 2
[[arm]]
name = "saline"
begins_as = "needling_saline"
[[arm]]
name = "vesicles"
begins_as = "dermapen_exosome"
[[endpoint]]
name = "change"
output = "EASI"
week = 8
kind = "change"
[analysis]
control = "saline"
"""


@pytest.mark.parametrize("command", ["run", "design"])
def test_an_exosome_is_shown_beside_nothing_care_and_saline_in_every_form(
    nagi: Nagi, tmp_path: Path, command: str
) -> None:
    (tmp_path / "e.toml").write_text(EXOSOME, encoding="utf-8")
    code, out, _ = nagi("trial", command, "e.toml", "--out", "o", "--workers", "1", *DAY)
    assert code == 0
    wanted = [
        "Nothing at all",
        "Guideline care",
        "Guideline care + needling with saline",
        "vesicles",
        "no study",
    ]
    assert all(one in out for one in wanted)
    assert "no treatment has any effect in 40 % of the prior" in out
    page = (tmp_path / "o" / "trial.html").read_text(encoding="utf-8")
    paper = " ".join(one.extract_text() for one in PdfReader(tmp_path / "o" / "trial.pdf").pages)
    for text in (page, " ".join(paper.split())):
        assert all(one in text for one in wanted)
        assert "exosomes do nothing in people in 40 %" in text
    code, out, _ = nagi("trial", command, "e.toml", "--out", "o", "--workers", "1", "--json", *DAY)
    told = json.loads(out)
    assert [(one["arm"], one["reference"]) for one in told["beside"]] == [
        ("nothing", True), ("guideline_care", True), ("saline", False), ("vesicles", False),
    ]  # fmt: skip
    assert told["share_of_prior_without_effect"] == pytest.approx(0.4)


def test_a_model_of_another_program_lies_beside_the_trial_file(nagi: Nagi, tmp_path: Path) -> None:
    assert nagi("model", "export", "miyano2021", "--sbml", "core.xml", "--arm", "dupilumab")[0] == 0
    own = TRIAL.replace("toy.py", "core.xml").replace('begins_as = "nothing"', 'begins_as = "file"')
    own = own.replace('begins_as = "cream"', 'begins_as = "file"')
    own = own[: own.index("[eligibility.between]")] + own[own.index("[[endpoint]]") :]
    (tmp_path / "own.toml").write_text(own.replace("[4, 8, 16]", "[4]"), encoding="utf-8")
    for workers in ("1", "2"):
        code, _, err = nagi("trial", "run", "own.toml", "--out", f"o{workers}", "--workers", workers, *DAY)
        assert (code, err.count("NAGI")) == (0, 0), err
    assert bits(tmp_path / "o1") == bits(tmp_path / "o2")
    with xr.open_dataset(tmp_path / "o1" / "trial.nc", engine="h5netcdf") as found:
        assert found.attrs["model"] == "core.xml"
    for missing, code in (("none.xml", "NAGI-S001"), ("none.py", "NAGI-P002"), ("none", "NAGI-P001")):
        (tmp_path / "bad.toml").write_text(own.replace("core.xml", missing), encoding="utf-8")
        assert code in nagi("trial", "run", "bad.toml", "--out", "o")[2]


def test_the_report_speaks_japanese(nagi: Nagi, tmp_path: Path) -> None:
    code, out, _ = nagi("trial", "run", "trial.toml", "--out", "o", "--workers", "1", "--lang", "ja", *DAY)
    assert code == 0
    assert "実際の試験の結果ではありません" in out
    assert "実在の人は参加していません" in (tmp_path / "o" / "trial.html").read_text(encoding="utf-8")


def test_sizes_are_found_with_and_without_a_report(nagi: Nagi, tmp_path: Path) -> None:
    code, out, _ = nagi("trial", "design", "trial.toml", "--workers", "1", "--json")
    told = json.loads(out)
    assert (code, told["files"], [one["endpoint"] for one in told["needed"]]) == (
        0,
        [],
        ["change", "EASI-50"],
    )
    code, out, _ = nagi("trial", "design", "trial.toml", "--workers", "1", "--out", "d", *DAY)
    assert code == 0
    assert "size for 80 %" in out
    assert "How many people are needed" in (tmp_path / "d" / "trial.html").read_text(encoding="utf-8")


def test_a_bad_file_is_refused_with_everything_that_is_wrong_and_nothing_is_written(
    nagi: Nagi, tmp_path: Path
) -> None:
    bad = TRIAL.replace("patients = 24", "patients = 0\nfoo = 1").replace("weekly = 0.01", "weekly = 3")
    (tmp_path / "bad.toml").write_text(bad, encoding="utf-8")
    code, out, err = nagi("trial", "run", "bad.toml", "--out", "o")
    assert (code, out) == (2, "")
    assert [line.split("]")[0] for line in err.splitlines()] == ["[NAGI-T102"] * 3
    (tmp_path / "bad.toml").write_text("title = ", encoding="utf-8")
    assert "NAGI-T101" in nagi("trial", "run", "bad.toml", "--out", "o")[2]
    assert "NAGI-S001" in nagi("trial", "run", "none.toml", "--out", "o")[2]
    assert not (tmp_path / "o").exists()


def test_a_scheduler_that_is_not_there_is_named(nagi: Nagi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nagi.cli.workers.PATIENCE", "1s")
    code, _, err = nagi("trial", "run", "trial.toml", "--out", "o", "--scheduler", "tcp://127.0.0.1:9")
    assert code == 2
    assert "NAGI-T110" in err
    code, _, err = nagi("trial", "run", "trial.toml", "--out", "o", "--scheduler", "x", "--workers", "2")
    assert (code, "NAGI-T111" in err) == (2, True)


def test_processes_a_cluster_and_one_worker_give_the_same_bits(nagi: Nagi, tmp_path: Path) -> None:
    for workers in ("1", "2"):
        assert nagi("trial", "run", "trial.toml", "--out", f"w{workers}", "--workers", workers, *DAY)[0] == 0
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=False,
        protocol="tcp://",
        host="127.0.0.1",
        dashboard_address=":0",
    ) as cluster:
        address = str(cluster.scheduler_address)
        assert nagi("trial", "run", "trial.toml", "--out", "dask", "--scheduler", address, *DAY)[0] == 0
    assert bits(tmp_path / "w1") == bits(tmp_path / "w2") == bits(tmp_path / "dask")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the workers in /proc")
def test_a_run_that_is_killed_goes_on_where_it_was(nagi: Nagi, tmp_path: Path) -> None:
    with whole_and_again(nagi, tmp_path, "killed") as running:
        parts = wait_for_parts(running, tmp_path / "killed", 3)
        workers = children(running.pid)
        os.kill(running.pid, signal.SIGKILL)
    patience = time.monotonic() + 20
    while any(alive(one) for one in workers) and time.monotonic() < patience:
        time.sleep(0.05)
    assert not any(alive(one) for one in workers)
    kept = {path: path.stat().st_mtime_ns for path in parts.glob("*.npz")}
    assert 3 <= len(kept) < len(list((tmp_path / "whole" / "parts").glob("*.npz")))
    assert nagi("trial", "run", "trial.toml", "--out", "killed", "--workers", "1", *DAY)[0] == 0
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert bits(tmp_path / "whole") == bits(tmp_path / "killed")


def test_an_interruption_says_how_to_go_on(nagi: Nagi, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("nagi.cli.progress.Progress.__call__", interrupted)
    code, out, err = nagi("trial", "run", "trial.toml", "--out", "o", "--workers", "1", *DAY)
    assert (code, out) == (130, "")
    assert "Run the same command again to continue." in err


def test_a_name_that_no_font_can_print_is_refused_before_anything_is_computed(
    nagi: Nagi, tmp_path: Path
) -> None:
    (tmp_path / "trial.toml").write_text(TRIAL.replace("A cream", "A \U0001f9f4"), encoding="utf-8")
    code, _, err = nagi("trial", "run", "trial.toml", "--out", "o", "--workers", "1", *DAY)
    assert (code, "NAGI-R301" in err, (tmp_path / "o").exists()) == (2, True, False)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the workers in /proc")
def test_a_worker_that_is_killed_costs_only_time(nagi: Nagi, tmp_path: Path) -> None:
    with whole_and_again(nagi, tmp_path, "struck") as running:
        wait_for_parts(running, tmp_path / "struck", 1)
        os.kill(children(running.pid)[-1], signal.SIGKILL)
        assert running.wait() == 0
    assert bits(tmp_path / "whole") == bits(tmp_path / "struck")
