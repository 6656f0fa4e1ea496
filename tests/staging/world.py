"""The demo's people with a viewer of every kind, made once for a folder of tests; each test begins on it anew."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import URLPattern, reverse
from pytest_django import DjangoDbBlocker

from nagi.clinic import clock
from nagi.clinic.access.links import new_secret
from nagi.clinic.actions import people
from nagi.clinic.demo.house import House
from nagi.clinic.demo.objects import newest
from nagi.clinic.demo.population import populate
from nagi.clinic.pages.door import HELD
from nagi.clinic.records.models import Link, Patient, Role, Staff, Visit
from staging.house import found_house


@dataclass
class World:
    """The demo clinic, and the session of every viewer; nobody has none."""

    house: House
    own: dict[Role, str]
    other: dict[Role, str]
    link: dict[Link.Kind, str]

    def path(self, address: URLPattern) -> str:
        """The address with rows of the demo clinic in it."""
        values = {name: newest(name, self.house.clinic) for name in address.pattern.converters}
        assert None not in values.values(), f"the demo has no row for {address.pattern}"
        return reverse(str(address.name), kwargs=values)


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once; each test begins on it anew."""
    with django_db_blocker.unblock():
        outer = TestCase._enter_atomics()
        cache.clear()
        house = populate(seed=1, now=clock.now()).house
        other = found_house("隣の医院", "other.example")
        yield World(
            house,
            _sessions(house.staff),
            _sessions(other.staff),
            {kind: _guest(house, kind) for kind in Link.Kind},
        )
        TestCase._rollback_atomics(outer)


@pytest.fixture
def _django_db_helper(world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """In place of the plugin's own: what one test changes, the next does not find, but the world stays."""
    with django_db_blocker.unblock():
        inner = TestCase._enter_atomics()
        yield
        TestCase._rollback_atomics(inner)


def _sessions(staff: dict[Role, Staff]) -> dict[Role, str]:
    made = {}
    for role, person in staff.items():
        browser = Client()
        browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        made[role] = browser.cookies["sessionid"].value
    return made


def _guest(house: House, kind: Link.Kind) -> str:
    """A patient who holds a private link of this kind."""
    patient = Patient.objects.filter(clinic=house.clinic).order_by("number")[0]
    acting, secret = house.acting(Role.RECEPTION, clock.now()), new_secret()
    day = clock.today("Asia/Tokyo", acting.now)
    visit = people.open_visit(acting, patient.pk, Visit.Kind.CONSULTATION, day)
    people.make_link(acting, patient.pk, kind, secret, visit_id=visit if kind is Link.Kind.INTAKE else None)
    session = SessionStore()
    session[HELD] = secret
    session.create()
    return str(session.session_key)


NOBODY = ""


def sent(viewer: str, method: str, path: str) -> HttpResponse:
    """One request in a fresh browser with the viewer's session: a page may end a session, but only for itself."""
    browser = Client()
    if viewer:
        browser.cookies["sessionid"] = viewer
    return getattr(browser, method)(path)
