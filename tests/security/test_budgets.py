"""How many questions a page asks the database. The committed budget is what it may; `NAGI_REWRITE=1` writes it anew."""

import os
import tomllib
from pathlib import Path

import pytest
from access_table import addresses, door_of
from django.db import connection
from django.test.utils import CaptureQueriesContext
from staging.world import World, sent

from nagi.clinic.access.rights import RIGHTS
from nagi.clinic.api.door import Entrance
from nagi.clinic.records.models import Role

pytestmark = pytest.mark.django_db
FILE = Path(__file__).with_name("budgets.toml")
HEAD = "# Questions to the database for one showing of each page on the demo's people. See test_budgets.py.\n"
ROLES = (Role.PHYSICIAN, Role.ADMINISTRATOR, Role.AUDITOR, Role.NURSE, Role.RECEPTION)
OK = 200


def asked(world: World) -> dict[str, int]:
    """The questions of every page, as the first role that may see it."""
    found = {}
    for one in addresses():
        door = door_of(one)
        if door is None or not door.right or isinstance(door, Entrance):
            continue
        role = next(role for role in ROLES if role in RIGHTS[door.right])
        path = world.path(one)
        sent(world.own[role], "get", path)  # what is kept in memory after the first time is not counted
        with CaptureQueriesContext(connection) as questions:
            answer = sent(world.own[role], "get", path)
        if answer.status_code == OK:
            found[str(one.name)] = len(questions)
    return found


def roomy(count: int) -> int:
    """A budget in steps of 5 with room for 3: which of the demo's rows is newest differs by a question or two."""
    return -(-(count + 3) // 5) * 5


def test_no_page_asks_more_than_its_budget(world: World) -> None:
    found = asked(world)
    if os.environ.get("NAGI_REWRITE") == "1":
        FILE.write_text(HEAD + "".join(f"{name} = {roomy(count)}\n" for name, count in sorted(found.items())))
    budgets = tomllib.loads(FILE.read_text())
    assert set(found) == set(budgets)
    assert {name: count for name, count in found.items() if count > budgets[name]} == {}
    assert max(budgets.values()) <= 60
