"""Every address has a door, and every door keeps out whom it must. The table of addresses makes the tests."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from clinic_house import House
from django.test import Client
from django.urls import URLPattern, get_resolver

from nagi.clinic.access.rights import RIGHTS
from nagi.clinic.pages.door import Door
from nagi.clinic.records.models import Staff

NOWHERE = UUID(int=7)


def addresses() -> Iterator[tuple[str, Door | None, str]]:
    """Name, door and address of every URL."""
    for one in get_resolver().url_patterns:
        assert isinstance(one, URLPattern)
        yield str(one.name), getattr(one.callback, "door", None), str(one.pattern)


GUARDED = [(name, door, address) for name, door, address in addresses() if door and door.right]


def test_every_address_has_a_door() -> None:
    assert [address for _, door, address in addresses() if door is None] == []
    assert {door.right for _, door, _ in GUARDED} <= set(RIGHTS)


@pytest.mark.parametrize(("name", "door", "address"), GUARDED, ids=[name for name, _, _ in GUARDED])
def test_who_may_come_in(
    name: str, door: Door, address: str, house: House, client_of: Callable[[Staff], Client]
) -> None:
    """Anonymous people log in; staff without the right are refused; others get past the door."""
    path = "/" + address
    for kind in ("uuid", "str", "int"):
        while f"<{kind}:" in path:
            head, rest = path.split(f"<{kind}:", 1)
            path = head + ("1" if kind == "int" else str(NOWHERE)) + rest.split(">", 1)[1]
    for method in ("get", "post"):
        assert getattr(Client(), method)(path)["Location"].startswith("/account/login/")
        for role, person in house.staff.items():
            answer = getattr(client_of(person), method)(path)
            allowed = role in RIGHTS[door.right or ""]
            assert (answer.status_code != 403) == allowed, (role, method, answer.status_code)
            assert answer.status_code < 500
