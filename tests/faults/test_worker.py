"""A worker that is killed in the middle of a forecast: another begins anew what it left, and one result remains."""

import os
import signal
from pathlib import Path

import pytest
from django.db import connection
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from staging.facts import SITE, answered
from staging.house import NOW, House
from staging.outside import WORKER, Outside, await_that, embedded, on_postgres

from nagi.clinic.access.trail import verify
from nagi.clinic.actions import decisions
from nagi.clinic.actions.tasks import MOST_TRIES, take_back
from nagi.clinic.place import Place
from nagi.clinic.records.models import AuditEvent, Forecast, Patient, Role
from nagi.clinic.worker import gone, slot


def another_ends_what_a_killed_one_began(clinic: Outside) -> None:
    clinic.does("ask")
    worker = clinic.starts(*WORKER)
    await_that(lambda: clinic.does("look")["tasks"] == [["RUNNING", ["worker-1"]]])
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    left = clinic.does("look")
    assert left["tasks"] == [["RUNNING", ["worker-1"]]]
    assert left["forecasts"] == ["waiting"]
    for another in [clinic.starts(*WORKER, "--batch") for _ in range(2)]:
        assert another.wait() == 0
    ended = clinic.does("look")
    assert [(status, len(by)) for status, by in ended["tasks"]] == [("SUCCESSFUL", 2)]
    assert ended["forecasts"] == ["told"]
    assert (ended["told"], ended["wrong"]) == (1, [])


@pytest.mark.thorough
@pytest.mark.django_db
@pytest.mark.skipif(
    os.environ.get("NAGI_FAULTS") != "all", reason="`make test-faults` tries the embedded database too"
)
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the embedded database is a file that can be copied"
)
def test_killed_in_the_middle_another_worker_ends_it(django_db_setup: None, tmp_path: Path) -> None:
    with embedded(tmp_path / "clinic") as clinic:
        another_ends_what_a_killed_one_began(clinic)


@pytest.mark.thorough
@pytest.mark.skipif(connection.vendor != "sqlite", reason="it starts a PostgreSQL of its own")
def test_killed_in_the_middle_another_worker_ends_it_on_postgresql() -> None:
    with on_postgres() as (clinic, _):
        another_ends_what_a_killed_one_began(clinic)


def asked(house: House, patient: Patient) -> DBTaskResult[[str], None]:
    decisions.assess_visit(house.acting(Role.PHYSICIAN), answered(house, patient, only=SITE).pk)
    return DBTaskResult.objects.get()


def test_a_living_workers_task_is_left_alone(
    transactional_db: None, house: House, patient: Patient, tmp_path: Path
) -> None:
    task = asked(house, patient)
    place = Place(tmp_path)
    with slot(place) as one, slot(place) as other:
        assert one != other
        task.claim(one)
        assert take_back(other, lambda name: gone(place, name), now=NOW) == 0
    assert take_back(other, lambda name: gone(place, name), now=NOW) == 1
    task.refresh_from_db()
    assert task.status == TaskResultStatus.READY


def test_what_was_cut_short_in_order_waits_again(
    transactional_db: None, house: House, patient: Patient
) -> None:
    task = asked(house, patient)
    task.claim("worker-1")
    task.set_failed(SystemExit())
    assert take_back("worker-2", lambda _: False, now=NOW) == 1
    task.refresh_from_db()
    assert task.status == TaskResultStatus.READY


def test_a_forecast_that_no_worker_survives_is_given_up_and_told(
    transactional_db: None, house: House, patient: Patient
) -> None:
    task = asked(house, patient)
    for turn in range(MOST_TRIES):
        task.claim("worker-1")
        assert take_back("worker-1", lambda _: False, now=NOW) == 1, turn
        task.refresh_from_db()
    assert task.status == TaskResultStatus.FAILED
    assert Forecast.objects.get().state == Forecast.State.FAILED
    assert AuditEvent.objects.get(verb="forecast.told").data == {"state": "failed"}
    assert take_back("worker-1", lambda _: False, now=NOW) == 0
    assert verify().findings == ()
