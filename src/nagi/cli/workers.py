"""Who computes: processes of this machine, or a Dask cluster."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from multiprocessing.process import BaseProcess
from typing import Any

from nagi.errors import NagiError, Problem
from nagi.language import Text

WITHOUT = Text(
    ja="クラスターで計算するには Dask が要ります。pip install 'nagi-skin[trials]' を実行してください。",
    en="a cluster needs Dask: pip install 'nagi-skin[trials]'",
)
UNREACHED = Text(
    ja="スケジューラーに接続できません: {} 。アドレス (tcp://ホスト:8786) と、起動しているかを確かめてください。",
    en="the scheduler cannot be reached: {}; look at its address (tcp://HOST:8786) and whether it runs",
)
PATIENCE = "20s"
"""How long to wait for a scheduler."""


@contextmanager
def processes(count: int) -> Iterator[Executor]:
    """`count` fresh processes, or this one for one worker; on the way out whatever has not begun is dropped."""
    fresh = multiprocessing.get_context("spawn")
    pool = ThreadPoolExecutor(1) if count == 1 else ProcessPoolExecutor(count, fresh, _obey_only_parent)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _obey_only_parent() -> None:
    """In a worker: Ctrl-C is for the parent, and a parent that was killed leaves nobody behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """The workers of the Dask scheduler at `address`. Raises NagiError (NAGI-T108, T110)."""
    try:
        # Loaded here because Dask is an extra that a run on one machine does not need.
        from distributed import Client, KilledWorker  # noqa: PLC0415
    except ImportError:
        raise NagiError([_problem("NAGI-T108", WITHOUT)]) from None
    try:
        client: Any = Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError) as error:
        said = Text(ja=UNREACHED.ja.format(error), en=UNREACHED.en.format(error))
        raise NagiError([_problem("NAGI-T110", said)]) from None
    with client:
        try:
            yield client.get_executor(pure=False)
        except (
            KilledWorker,
            CancelledError,
            OSError,
        ) as error:  # workers died again and again, or the scheduler did
            raise BrokenExecutor(str(error)) from None


def opened(count: int, scheduler: str | None) -> Callable[[], AbstractContextManager[Executor]]:
    """What opens the workers asked for."""
    return partial(processes, count) if scheduler is None else partial(cluster, scheduler)


def _problem(code: str, said: Text) -> Problem:
    return Problem(code=code, where="nagi trial", key="--scheduler", said=said)
