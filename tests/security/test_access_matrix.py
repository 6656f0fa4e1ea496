"""Every address × every viewer × list, read and change, on the people of the demo. The doors make the table.

Viewers: nobody, each role of the own clinic, each role of another clinic, a patient with either private link.
An address that is not in `docs/reference/access.toml`, or differs from it, fails.
"""

import os

import pytest
from access_table import addresses, door_of, kept, rewrite, table
from django.http import HttpResponse
from django.urls import URLPattern, reverse
from staging.world import NOBODY, World, sent

from nagi.clinic.access.rights import RIGHTS
from nagi.clinic.api.door import Entrance
from nagi.clinic.demo.objects import OTHERS, TABLES
from nagi.clinic.pages.door import Door
from nagi.clinic.records.models import AuditEvent, Link, Role
from nagi.clinic.words import words

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
METHODS = ("get", "post")
GUARDED = [
    one for one in addresses() if (door := door_of(one)) and door.right and not isinstance(door, Entrance)
]
PROGRAMS = [one for one in addresses() if isinstance(door_of(one), Entrance)]
LINKED = [one for one in addresses() if (door := door_of(one)) and door.link]
OPEN = [one for one in addresses() if (door := door_of(one)) and door.open and not isinstance(door, Entrance)]


def passes(answer: HttpResponse) -> bool:
    """Neither refused, nor hidden, nor broken, nor sent to the login."""
    to_login = answer.status_code == 302 and answer["Location"].startswith("/account/login/")
    return answer.status_code < 500 and answer.status_code not in {401, 403, 404} and not to_login


def to_login(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith("/account/login/")


def named(address: URLPattern) -> str:
    return str(address.name)


def test_the_committed_table_is_what_the_doors_say() -> None:
    if os.environ.get("NAGI_REWRITE") == "1":
        rewrite()
    assert kept() == table()
    assert all("kind" in row for row in table().values())
    named_so = {name for one in [*GUARDED, *LINKED] for name in one.pattern.converters}
    assert named_so <= {*TABLES, *OTHERS}


@pytest.mark.parametrize("address", GUARDED, ids=named)
def test_staff_use_what_their_role_may(address: URLPattern, world: World) -> None:
    door = _door(address)
    path = world.path(address)
    for method in METHODS:
        for role, viewer in world.own.items():
            answer = sent(viewer, method, path)
            if role in RIGHTS[door.right or ""]:
                assert passes(answer), (role, method, answer.status_code)
            else:
                assert answer.status_code == 403, (role, method, answer.status_code)
    looked = AuditEvent.objects.filter(verb="viewed").values_list("subject", flat=True)
    assert {one for one in looked if f"views.{one}" not in words()} == set()  # patients read it too


@pytest.mark.parametrize("address", GUARDED, ids=named)
def test_another_clinic_finds_nothing_of_ours(address: URLPattern, world: World) -> None:
    """404 wherever a row of ours is named, for whatever role; what names no row shows their own."""
    door = _door(address)
    path = world.path(address)
    names_a_row = bool(set(address.pattern.converters) & set(TABLES))
    before = _written()
    for method in METHODS:
        for role, viewer in world.other.items():
            answer = sent(viewer, method, path)
            if role not in RIGHTS[door.right or ""]:
                assert answer.status_code == 403, (role, method, answer.status_code)
            elif names_a_row:
                assert answer.status_code in {404, 405}, (role, method, answer.status_code)
            else:
                assert passes(answer), (role, method, answer.status_code)
    if names_a_row:
        assert _written() == before


@pytest.mark.parametrize("address", GUARDED, ids=named)
def test_nobody_and_patients_are_sent_to_the_login(address: URLPattern, world: World) -> None:
    path = world.path(address)
    for viewer in (NOBODY, *world.link.values()):
        assert all(to_login(sent(viewer, method, path)) for method in METHODS)


@pytest.mark.parametrize("address", LINKED, ids=named)
def test_a_private_link_opens_its_own_pages_only(address: URLPattern, world: World) -> None:
    kind, path = _door(address).link, world.path(address)
    for method in METHODS:
        for held, viewer in world.link.items():
            answer = sent(viewer, method, path)
            assert passes(answer) if held == kind else answer.status_code == 404, (held, method)
        for viewer in (NOBODY, *world.own.values(), *world.other.values()):
            assert sent(viewer, method, path).status_code == 404


@pytest.mark.parametrize("address", OPEN, ids=named)
def test_what_is_open_breaks_for_nobody(address: URLPattern, world: World) -> None:
    values = dict.fromkeys(address.pattern.converters, "unknown")
    path = reverse(str(address.name), kwargs=values)
    for viewer in (NOBODY, world.own[Role.NURSE], world.link[Link.Kind.DIARY]):
        for method in METHODS:
            assert sent(viewer, method, path).status_code < 500


@pytest.mark.parametrize("address", PROGRAMS, ids=named)
def test_a_login_opens_nothing_that_is_for_programs(address: URLPattern, world: World) -> None:
    """Who may come with a token is tried in the tests of the API; a session of any kind is nobody there."""
    values = dict.fromkeys(address.pattern.converters, "00000000-0000-4000-8000-000000000000")
    path = reverse(str(address.name), kwargs=values)
    for viewer in (NOBODY, *world.own.values(), *world.link.values()):
        for method in METHODS:
            status = sent(viewer, method, path).status_code
            assert status < 500
            assert _door(address).open or status in {401, 405}, (method, status)


def _door(address: URLPattern) -> Door:
    door = door_of(address)
    assert door is not None
    return door


def _written() -> int:
    """How many things were done; looks and refusals do not count."""
    return AuditEvent.objects.exclude(verb__in=("viewed", "refused")).count()
