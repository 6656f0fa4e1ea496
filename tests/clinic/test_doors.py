"""Every address has a door, and every door keeps out whom it must. The table of addresses makes the tests."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver
from staging.house import House
from staging.tokens import claims, signed, trust

from nagi.clinic.access.rights import RIGHTS
from nagi.clinic.api.door import Entrance
from nagi.clinic.pages.door import Door
from nagi.clinic.records.models import Role, Staff

NOWHERE = UUID(int=7)


def addresses() -> Iterator[tuple[str, Door | None, str]]:
    """Name, door and address of every URL."""
    for one in get_resolver().url_patterns:
        assert isinstance(one, URLPattern)
        yield str(one.name), getattr(one.callback, "door", None), str(one.pattern)


GUARDED = [
    (name, door, address)
    for name, door, address in addresses()
    if door and door.right and not isinstance(door, Entrance)
]
ENTRANCES = [(name, door, address) for name, door, address in addresses() if isinstance(door, Entrance)]


def test_every_address_has_a_door() -> None:
    assert [address for _, door, address in addresses() if door is None] == []
    assert {door.right for _, door, _ in (*GUARDED, *ENTRANCES) if door.right} <= set(RIGHTS)


def test_only_what_says_nothing_of_anyone_is_open_to_programs() -> None:
    assert {name for name, door, _ in ENTRANCES if door.open} == {"fhir-metadata", "cds-discovery"}
    assert all(door.open != bool(door.right) for _, door, _ in ENTRANCES)


def filled(address: str) -> str:
    """The address with ids of nothing."""
    path = "/" + address
    for kind in ("uuid", "str", "int"):
        while f"<{kind}:" in path:
            head, rest = path.split(f"<{kind}:", 1)
            path = head + ("1" if kind == "int" else str(NOWHERE)) + rest.split(">", 1)[1]
    for blank, value in {"patient_id": NOWHERE, "kind": "Observation", "service": "ev-eligibility"}.items():
        path = path.replace(f"<{blank}>", str(value))
    return path


@pytest.mark.parametrize(("name", "door", "address"), ENTRANCES, ids=[name for name, _, _ in ENTRANCES])
def test_which_programs_may_come_in(
    name: str, door: Entrance, address: str, house: House, client_of: Callable[[Staff], Client]
) -> None:
    """A login opens nothing; a token opens what its user has the right to, and is needed for anything else."""
    trust(house)
    path = filled(address)
    for method in ("get", "post"):
        for client in (Client(), client_of(house.staff[Role.PHYSICIAN])):
            assert (getattr(client, method)(path).status_code == 401) == (not door.open)
    for role in Role:
        answer = entered(path, door, role)
        allowed = door.open or role in RIGHTS[door.right or ""]
        assert (answer.status_code == 403) == (not allowed), (role, answer.status_code)
        assert answer.status_code < 500


def entered(path: str, door: Entrance, role: Role) -> HttpResponse:
    """The answer to a token for someone of this role, who stands where the entrance looks for them."""
    who = f"Practitioner/{role}"
    body = {"context": {"userId": who}, "feedback": [{"card": str(NOWHERE)}]}
    headers = signed(claims(path, who))
    if door.user == "sub":
        return Client().get(path, headers=headers)
    return Client().post(path, body, content_type="application/json", headers=headers)
