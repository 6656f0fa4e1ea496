"""Tasks that a worker began and did not end: killed, ended in the middle, or the database was gone."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from nagi.clinic.actions.forecasts import give_up

MOST_TRIES = 3
"""A task during which that many workers were lost is the reason itself (it may need more memory than there is)."""
CUT_SHORT = (
    "django.db.utils.OperationalError", "django.db.utils.InterfaceError", "builtins.SystemExit",
    "builtins.KeyboardInterrupt",
)  # fmt: skip

Task = DBTaskResult[[str], None]


class Lost(Exception):
    """No worker came through with a task."""


def take_back(own: str, gone: Callable[[str], bool], *, now: datetime) -> int:
    """Let every task that was cut short wait again, or give it up after its last try. Returns how many there were.

    `own` names the worker that asks, between two tasks of its own: what it seems to be doing was cut short too.
    `gone` says whether the worker of a name no longer lives. Several workers may ask at the same moment.
    """
    begun = DBTaskResult.objects.filter(
        Q(status=TaskResultStatus.RUNNING)
        | Q(status=TaskResultStatus.FAILED, exception_class_path__in=CUT_SHORT)
    )
    if not begun.exists():
        return 0
    with transaction.atomic(durable=True):
        left = [one for one in begun.select_for_update(skip_locked=True) if _left(one, own, gone)]
        for task in left:
            _again(task) if len(task.worker_ids) < MOST_TRIES else _enough(task, now)
    return len(left)


def _left(task: Task, own: str, gone: Callable[[str], bool]) -> bool:
    worker = task.worker_ids[-1]
    return task.status == TaskResultStatus.FAILED or worker == own or gone(worker)


def _again(task: Task) -> None:
    task.status, task.started_at, task.finished_at = TaskResultStatus.READY, None, None
    task.exception_class_path = task.traceback = ""
    task.save(update_fields=["status", "started_at", "finished_at", "exception_class_path", "traceback"])


def _enough(task: Task, now: datetime) -> None:
    task.set_failed(Lost(f"{len(task.worker_ids)} workers were lost"))
    give_up(UUID(task.args_kwargs["args"][0]), now=now)
