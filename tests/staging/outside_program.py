# ruff: noqa: PLC0415 - Django is loaded first
"""What is asked of a clinic from a process of its own: a line of JSON for each line of JSON that it reads."""

import json
import sys
import traceback
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))


def migrate() -> None:
    """A new clinic's database."""
    from nagi.clinic.command import migrate

    migrate()


def prepare() -> None:
    """What `nagi clinic migrate` does beside the tables."""
    from django.core.management import call_command

    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def ask() -> None:
    """A patient with an assessment, and a forecast that waits."""
    from nagi.clinic.actions import decisions, people
    from nagi.clinic.records.models import Patient, Purpose, Role
    from staging.facts import SITE, answered
    from staging.house import PERSON, found_house

    house = found_house("凪皮膚科", "nagi.example")
    made = people.register_patient(house.acting(Role.RECEPTION), PERSON, dict.fromkeys(Purpose, True))
    visit = answered(house, Patient.objects.get(pk=made), only=SITE)
    decisions.assess_visit(house.acting(Role.PHYSICIAN), visit.pk)


def enter(role: str) -> str:
    """A session of someone of this role."""
    from django.test import Client

    from nagi.clinic.records.models import Staff

    browser = Client()
    browser.force_login(
        Staff.objects.get(role=role), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return browser.cookies["sessionid"].value


def patients() -> int:
    """How many there are."""
    from nagi.clinic.records.models import Patient

    return Patient.objects.count()


def settle() -> int:
    """Move what the log of the database holds into its file. Returns the bytes that the log still has."""
    from django.db import connection

    from nagi.clinic.place import Place

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Place.of_environment().database.with_name("clinic.db-wal").stat().st_size


def tamper(*statements: str) -> list[str]:
    """What the database says to each statement."""
    from django.db import Error, connection

    said = []
    for statement in statements:
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
            said.append("done")
        except Error as error:
            said.append(str(error).splitlines()[0])
    return said


def look() -> dict[str, Any]:
    """Tasks with their workers, forecasts, how often one was told, and what is wrong with the trail."""
    from django_tasks_db.models import DBTaskResult

    from nagi.clinic.access.trail import verify
    from nagi.clinic.records.models import AuditEvent, Forecast

    return {
        "tasks": list(DBTaskResult.objects.values_list("status", "worker_ids")),
        "forecasts": list(Forecast.objects.values_list("state", flat=True)),
        "told": AuditEvent.objects.filter(verb="forecast.told").count(),
        "wrong": [one.wrong for one in verify().findings],
    }


ACTS = {one.__name__: one for one in (migrate, prepare, ask, enter, patients, settle, tamper, look)}


def answered(asked: list[str]) -> dict[str, Any]:
    """What was found, or what went wrong. No connection is kept: the database may stop in between."""
    from django.db import connections

    try:
        return {"found": ACTS[asked[0]](*asked[1:])}
    except Exception:  # whatever it is, the test has to hear of it
        return {"wrong": traceback.format_exc()}
    finally:
        connections.close_all()


if __name__ == "__main__":
    import django

    from nagi.clinic.place import Place

    Place.of_environment().make()
    django.setup()
    told, sys.stdout = sys.stdout, sys.stderr  # what an act prints is no answer
    for line in sys.stdin:
        print(json.dumps(answered(json.loads(line))), file=told, flush=True)
