"""Two clinics with their staff. Each test gets both, so that what one may, the other's refusal stands beside."""

from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from nagi.clinic.actions import people
from nagi.clinic.place import Place
from nagi.clinic.records.models import Patient, Purpose, Role, Staff
from staging.house import PERSON, House, found_house

SQLITE = import_module("nagi.clinic.records.migrations.0002_trail_is_append_only").SQLITE
TRAIL = "records_auditevent"
PROTECTION = {
    "sqlite": (
        [f"DROP TRIGGER trail_keep_{what}" for what in ("UPDATE", "DELETE")],
        [SQLITE.format(what=what) for what in ("UPDATE", "DELETE")],
    ),
    "postgresql": (
        [f"ALTER TABLE {TRAIL} DISABLE TRIGGER USER"],
        [f"ALTER TABLE {TRAIL} ENABLE TRIGGER USER"],
    ),
}


@pytest.fixture(autouse=True)
def fresh_place() -> Iterator[None]:
    """A new seal and no counted login attempts for each test."""
    Place.of_environment().seal.unlink(missing_ok=True)
    yield
    Place.of_environment().seal.unlink(missing_ok=True)


@pytest.fixture
def house(db: None) -> House:
    """Our clinic."""
    cache.clear()
    return found_house("凪皮膚科", "nagi.example")


@pytest.fixture
def other_house(house: House) -> House:
    """Another clinic in the same database, whose staff must see nothing of ours."""
    return found_house("隣の医院", "other.example")


@pytest.fixture
def patient(house: House) -> Patient:
    """A patient of our clinic, invented."""
    agreed = dict.fromkeys(Purpose, True)
    made = people.register_patient(house.acting(Role.RECEPTION), PERSON, agreed)
    return Patient.objects.get(pk=made)


@pytest.fixture
def client_of() -> Callable[[Staff], Client]:
    """A browser in which this member of staff is logged in."""

    def logged_in(person: Staff) -> Client:
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return logged_in


@pytest.fixture(autouse=True, scope="session")
def emptied_with_the_trail(django_db_setup: None) -> Iterator[None]:
    """Tests in real transactions empty every table afterwards; for that moment alone the trail may be emptied."""
    empty = connection.ops.execute_sql_flush
    release, protect = PROTECTION[connection.vendor]

    def emptied(told: list[str]) -> None:
        empty([*release, *told, *protect])

    with pytest.MonkeyPatch.context() as patch:
        if empty.__name__ != emptied.__name__:  # folders that share these fixtures each ask for this one
            patch.setattr(connection.ops, "execute_sql_flush", emptied)
        yield
