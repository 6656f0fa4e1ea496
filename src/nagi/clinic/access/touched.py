"""Whose records were looked at while one page was made, for the audit trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

_looked_at: ContextVar[set[UUID] | None] = ContextVar("looked_at", default=None)


@contextmanager
def watching() -> Iterator[set[UUID]]:
    """Gathers every patient whose record is reached within."""
    seen: set[UUID] = set()
    token = _looked_at.set(seen)
    try:
        yield seen
    finally:
        _looked_at.reset(token)


def touch(patient: UUID) -> None:
    """This patient's record is being looked at."""
    seen = _looked_at.get()
    if seen is not None:
        seen.add(patient)
