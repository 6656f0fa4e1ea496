"""What every action is: one durable transaction, acting once however often its form is sent, told in the trail."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from nagi.clinic.access.refusals import Forbidden
from nagi.clinic.access.rights import may
from nagi.clinic.actions import trail
from nagi.clinic.records.models import Done, Link, Staff
from nagi.clinic.records.row import Versioned
from nagi.language import Text

P = ParamSpec("P")
V = TypeVar("V", bound=Versioned)


@dataclass(frozen=True, kw_only=True)
class Acting:
    """Who acts (staff, or a patient through a private link), when, and the mark of the form that was sent."""

    by: Staff | Link
    now: datetime
    once: UUID | None = None

    @property
    def staff(self) -> Staff | None:
        """The member of staff, if it is one."""
        return self.by if isinstance(self.by, Staff) else None

    @property
    def clinic(self) -> UUID:
        """The clinic in which this happens."""
        return self.by.clinic_id if isinstance(self.by, Staff) else self.by.patient.clinic_id

    @property
    def name(self) -> str:
        """Who acts, as the trail names them: never by name."""
        return f"staff:{self.by.pk}" if isinstance(self.by, Staff) else f"link:{self.by.pk}"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What an action did: the row it made or changed, whose record that is, and what the trail says of it."""

    subject: str
    id: UUID
    patient: UUID | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


class Problem(Exception):
    """What was asked cannot be done: sentences for the person, by the field they belong to ("" for the whole)."""

    def __init__(self, said: Mapping[str, Text]) -> None:
        super().__init__(", ".join(said))
        self.said = said


class Conflict(Exception):
    """Someone else changed the row in between. Holds the row as it is now; the page shows both values."""

    def __init__(self, now: Versioned) -> None:
        super().__init__(type(now).__name__)
        self.now = now


Act = Callable[Concatenate[Acting, P], Entry]


def action(verb: str, right: str | None) -> Callable[[Act[P]], Callable[Concatenate[Acting, P], UUID]]:
    """Make an action of a function that writes and returns its Entry. The action returns the id of the entry.

    `right` is what staff need; a patient's link is checked by the action itself. `None`: only a link may.
    Raises Forbidden, and whatever the function raises; then nothing was written.
    """

    def made(function: Act[P]) -> Callable[Concatenate[Acting, P], UUID]:
        @wraps(function)
        def act(acting: Acting, /, *args: P.args, **kwargs: P.kwargs) -> UUID:
            _permit(acting, right)
            try:
                with transaction.atomic(durable=True):
                    return _acted(verb, function, acting, *args, **kwargs)
            except IntegrityError:
                if (before := _done(acting, verb)) is not None:
                    return before  # the same form was sent twice at the same moment
                raise

        return act

    return made


def _acted(verb: str, function: Act[P], acting: Acting, *args: P.args, **kwargs: P.kwargs) -> UUID:
    if (before := _done(acting, verb)) is not None:
        return before
    entry = function(acting, *args, **kwargs)
    if acting.once is not None:
        Done.objects.create(once=acting.once, verb=verb, by=acting.name, at=acting.now, result=str(entry.id))
    trail.append(
        verb, by=acting.name, at=acting.now, clinic=acting.clinic, patient=entry.patient,
        subject=f"{entry.subject}:{entry.id}", data=entry.data,
    )  # fmt: skip
    return entry.id


def _permit(acting: Acting, right: str | None) -> None:
    staff = acting.staff
    if staff is not None and (right is None or not may(staff, right)):
        raise Forbidden(right or "link")


def _done(acting: Acting, verb: str) -> UUID | None:
    if acting.once is None:
        return None
    done = Done.objects.filter(once=acting.once, verb=verb, by=acting.name).first()
    return UUID(done.result) if done else None


def changed(row: V, based_on: int, **columns: Any) -> list[str]:
    """Write named columns of a locked row. Returns the names of those that differ.

    Raises Conflict if the row is no longer of the version that the change was based on.
    """
    if row.version != based_on:
        raise Conflict(row)
    differing = [name for name, value in columns.items() if getattr(row, name) != value]
    for name in differing:
        setattr(row, name, columns[name])
    row.version += 1
    row.save(update_fields=[*differing, "version"])
    return differing
