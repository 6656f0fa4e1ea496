"""Killed at any point, an action is wholly done or not at all; sent again, it is done once."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from faults.acts import NAMES, NOT_KILLED, TORN

import nagi.clinic.actions
from nagi.clinic.place import Place

HERE = Path(__file__).parent
QUICK = ("sheet.written", "lot.moved", "event.recorded")
"""Tried in every run: a changed row, stock, and all that follows from a reaction. `make test-faults` tries every one."""


def test_every_action_is_killed_or_says_why_not() -> None:
    sources = Path(nagi.clinic.actions.__path__[0]).glob("*.py")
    written = re.compile(r'(?:@action|trail\.append)\(\s*"([a-z_.]+)"')
    verbs = {verb for one in sources for verb in written.findall(one.read_text())}
    killed = {name.split()[0] for name in NAMES}
    assert {"consent.given", "session.given"} <= verbs
    assert verbs - killed == NOT_KILLED.keys()
    assert all(NOT_KILLED.values())


@pytest.mark.thorough
@pytest.mark.django_db
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the embedded database is a file that can be copied"
)
def test_wholly_done_or_not_at_all(django_db_setup: None, tmp_path: Path) -> None:
    names = () if os.environ.get("NAGI_FAULTS") == "all" else (*QUICK, TORN)
    place, empty = Place.of_environment(), tmp_path / "empty"
    empty.mkdir()
    shutil.copy(place.key_file, empty)
    for end in ("", "-wal"):
        if (file := place.folder / f"test.db{end}").exists():
            shutil.copy(file, empty / f"clinic.db{end}")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NAGI_")}
    done = subprocess.run(
        [sys.executable, HERE / "killing.py", tmp_path, *names], env=clean, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found.keys() == set(names or NAMES)
    assert any("neither before nor after" in one for one in found.pop(TORN)["wrong"])
    assert {name: one["wrong"] for name, one in found.items() if one["wrong"]} == {}
    assert all(one["points"] >= 6 for one in found.values()), found
    verbs = {name: name.split()[0] for name in found if "." in name}
    assert {name for name, verb in verbs.items() if verb not in found[name]["told"]} == set()
