"""The table of who may use which address, as the doors say, and as `docs/reference/access.toml` keeps it.

`NAGI_REWRITE=1` writes the file anew; what changed then stands in the difference that a reviewer reads.
"""

import json
import tomllib
from pathlib import Path
from typing import Any

from django.urls import URLPattern, get_resolver

from nagi.clinic.access.rights import RIGHTS
from nagi.clinic.pages.door import Door

FILE = Path(__file__).parents[1] / "docs" / "reference" / "access.toml"
HEAD = """\
# Who may use which address of the clinic. Written by the tests from the doors; a test compares it with them.
# staff: the roles that may · link: the private link of a patient that may · open: everyone.
# Whoever may use an address sees only rows of their own clinic; those of another clinic are not there (404).
"""


def addresses() -> list[URLPattern]:
    """Every address; a nested list of addresses would escape the table."""
    found = get_resolver().url_patterns
    assert all(isinstance(one, URLPattern) for one in found)
    return [one for one in found if isinstance(one, URLPattern)]


def door_of(address: URLPattern) -> Door | None:
    """The door of an address."""
    return getattr(address.callback, "door", None)


def table() -> dict[str, dict[str, Any]]:
    """One row for each address, by its name."""
    return {str(one.name): _row(str(one.pattern), door_of(one)) for one in addresses()}


def _row(address: str, door: Door | None) -> dict[str, Any]:
    if door is None:
        return {"address": address}
    if door.right:
        who: dict[str, Any] = {
            "right": door.right,
            "staff": sorted(role.value for role in RIGHTS[door.right]),
        }
    elif door.link:
        who = {"link": door.link.value}
    else:
        who = {"open": True}
    return {"address": address, "kind": door.kind, **who}


def kept() -> dict[str, dict[str, Any]]:
    """The table as it is committed."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def rewrite() -> None:
    """Write the table as the doors say it now."""
    rows = ["".join([f"\n[{name}]\n", *map(_line, row.items())]) for name, row in table().items()]
    FILE.write_text(HEAD + "".join(rows), encoding="utf-8")


def _line(pair: tuple[str, Any]) -> str:
    key, value = pair
    return f"{key} = {json.dumps(value)}\n"
