"""The audit trail: a chain of keyed digests in the database, and a seal of its heads outside it."""

import fcntl
import json
import logging
import os
from collections.abc import Mapping
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.db import transaction

from nagi.clinic.place import Place, keyed
from nagi.clinic.records.models import AuditEvent, AuditHead

START = bytes(32)
log = logging.getLogger(__name__)


def append(  # noqa: PLR0913 (one line of the trail)
    verb: str,
    *,
    by: str,
    at: datetime,
    subject: str,
    clinic: UUID | None = None,
    patient: UUID | None = None,
    data: Mapping[str, Any] | None = None,
) -> int:
    """Add one link within the transaction of what it tells; seal it once that is committed. Returns its turn.

    `data` holds ids, codes and the names of changed columns, never what names a person.
    """
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1, defaults={"turn": 0, "mac": START})
    event = AuditEvent(
        turn=head.turn + 1, at=at, clinic=clinic, by=by, verb=verb, subject=subject, patient=patient,
        data=dict(data or {}), before=bytes(head.mac),
    )  # fmt: skip
    event.mac = mac_of(event)
    event.save(force_insert=True)
    AuditHead.objects.filter(pk=1).update(turn=event.turn, mac=event.mac)
    transaction.on_commit(lambda: seal(event.turn, bytes(event.mac)), robust=True)
    return event.turn


def mac_of(event: AuditEvent) -> bytes:
    """The keyed digest of one link: of all it says and of the link before it."""
    said = {
        "turn": event.turn, "at": event.at.astimezone().timestamp(), "clinic": event.clinic and str(event.clinic),
        "by": event.by, "verb": event.verb, "subject": event.subject,
        "patient": event.patient and str(event.patient), "data": event.data,
    }  # fmt: skip
    text = json.dumps(said, sort_keys=True, ensure_ascii=False).encode()
    return keyed(Place.of_environment().key("audit"), bytes(event.before), text)


def seal(turn: int, mac: bytes) -> None:
    """Write one head to the seal, a file outside the database, and wait until it is on the disk.

    A line that was cut short when the power went or the disk was full ends there; this one begins anew.
    """
    place = Place.of_environment().seal
    with place.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write((b"" if _ends_well(file) else b"\n") + f"{turn} {mac.hex()}\n".encode())
        file.flush()
        os.fsync(file.fileno())


def _ends_well(file: IO[bytes]) -> bool:
    if file.seek(0, os.SEEK_END) == 0:
        return True
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"
