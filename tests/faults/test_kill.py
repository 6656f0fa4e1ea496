"""Killed at any point, an action is wholly done or not at all; sent again, it is done once."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from nagi.clinic.place import Place

HERE = Path(__file__).parent
QUICK = ("write_sheet", "waste", "record_event")
"""Tried in every run: a changed row, stock, and all that follows from a reaction. `make test-faults` tries every one."""
TORN = "torn"
"""Two actions in a row: the harness must find the point between them."""


@pytest.mark.thorough
@pytest.mark.django_db
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the embedded database is a file that can be copied"
)
def test_wholly_done_or_not_at_all(django_db_setup: None, tmp_path: Path) -> None:
    names = () if os.environ.get("NAGI_FAULTS") == "all" else (*QUICK, TORN)
    place, base = Place.of_environment(), tmp_path / "base"
    base.mkdir()
    shutil.copy(place.key_file, base)
    for end in ("", "-wal"):
        if (file := place.folder / f"test.db{end}").exists():
            shutil.copy(file, base / f"clinic.db{end}")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NAGI_")}
    done = subprocess.run(
        [sys.executable, HERE / "killing.py", tmp_path, *names], env=clean, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert set(names) <= set(found)
    assert any("neither before nor after" in one for one in found.pop(TORN)["wrong"])
    assert {name: one["wrong"] for name, one in found.items() if one["wrong"]} == {}
    assert all(one["points"] >= 8 for one in found.values()), found
