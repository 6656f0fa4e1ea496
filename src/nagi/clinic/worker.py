"""One worker: it does the tasks that wait, and first those that a worker which is gone did not end.

A worker holds a slot: a file that is locked as long as its process lives. The system frees it however the process
ends, so neither a clock nor a limit of time decides who is gone. Workers share the place, as they share its seal.
"""

import fcntl
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker

from nagi.clinic.actions.tasks import take_back
from nagi.clinic.clock import now
from nagi.clinic.place import Place

PAUSE_SECONDS = 1.0
log = logging.getLogger(__name__)


def work(place: Place, *, batch: bool) -> None:
    """Do what waits until it is ended; with `batch`, until nothing waits.

    Lives on while the database cannot be reached; with `batch` it raises what the database said.
    """
    with slot(place) as name:
        worker = Worker(
            queue_names=["default"], interval=PAUSE_SECONDS, batch=True, backend_name="default",
            startup_delay=False, max_tasks=None, worker_id=name, excluded_queue_names=[],
        )  # fmt: skip
        worker.configure_signals()
        while worker.running:
            try:
                close_old_connections()
                take_back(name, partial(gone, place), now=now())
                worker.run()
            except (OperationalError, InterfaceError):
                connection.close()
                if batch:
                    raise
                log.warning("the database cannot be reached; the worker waits", exc_info=True)
            if batch:
                return
            time.sleep(PAUSE_SECONDS)


@contextmanager
def slot(place: Place) -> Iterator[str]:
    """Hold the first free slot. Gives the name of the worker that it makes."""
    for number in count(1):
        file = place.worker(name := f"worker-{number}")
        with file.open("ab") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield name
            return


def gone(place: Place, name: str) -> bool:
    """Does no worker hold this slot?"""
    file = place.worker(name)
    if not file.exists():
        return True
    with file.open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
