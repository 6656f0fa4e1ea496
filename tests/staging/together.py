"""Actions begun at the same moment, each in a thread and a database connection of its own."""

import threading
from collections.abc import Callable

from django.db import connection


def together(*actions: Callable[[], object]) -> list[object]:
    """Their results in order, or what they raised."""
    gate, found = threading.Barrier(len(actions)), [None] * len(actions)

    def run(place: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            found[place] = act()
        except Exception as error:
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
