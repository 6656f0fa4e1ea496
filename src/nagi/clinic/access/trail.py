"""Reading the audit trail, and proving that nobody changed it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Max

from nagi.clinic.access.rows import rows
from nagi.clinic.actions.trail import START, mac_of
from nagi.clinic.place import Place
from nagi.clinic.records.models import AuditEvent, AuditHead, Patient, Staff

Wrong = Literal["changed", "gap", "head", "seal", "missing", "unsealed"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong with the trail, and at which turn."""

    wrong: Wrong
    turn: int


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What a verification found: how many links there are, how many heads are sealed, and what is wrong."""

    links: int
    sealed: int
    findings: tuple[Finding, ...]


def verify() -> Verified:
    """Compute the whole chain again and compare it with the head and with the seal outside the database."""
    macs, findings = _chain()
    heads = _sealed()
    findings += [
        Finding(wrong="seal", turn=turn) for turn, mac in heads if turn in macs and macs[turn] != mac
    ]
    findings += [Finding(wrong="missing", turn=turn) for turn, _ in heads if turn not in macs]
    if macs and not heads:
        findings.append(Finding(wrong="unsealed", turn=max(macs)))
    return Verified(links=len(macs), sealed=len(heads), findings=tuple(findings))


def _chain() -> tuple[dict[int, bytes], list[Finding]]:
    """Every link's digest by its turn, and what is wrong within the chain."""
    macs: dict[int, bytes] = {}
    findings: list[Finding] = []
    turn, before = 0, START
    for event in AuditEvent.objects.order_by("turn").iterator():
        if event.turn != turn + 1:
            findings.append(Finding(wrong="gap", turn=turn + 1))
        if bytes(event.mac) != mac_of(event) or (event.turn == turn + 1 and bytes(event.before) != before):
            findings.append(Finding(wrong="changed", turn=event.turn))
        turn, before = event.turn, bytes(event.mac)
        macs[turn] = before
    head = AuditHead.objects.filter(pk=1).first()
    if (head.turn, bytes(head.mac)) != (turn, before) if head else turn:
        findings.append(Finding(wrong="head", turn=turn))
    return macs, findings


def _sealed() -> Sequence[tuple[int, bytes]]:
    return list(_lines())


WHOLE_LINE = re.compile(r"(\d+) ([0-9a-f]{64})")


def _lines() -> Iterator[tuple[int, bytes]]:
    """Every head that was sealed. A line that was cut short seals nothing."""
    place = Place.of_environment().seal
    if not place.exists():
        return
    for line in place.read_text().splitlines():
        if whole := WHOLE_LINE.fullmatch(line):
            yield int(whole[1]), bytes.fromhex(whole[2])


NEAR_LINKS = 5000
LONGEST_SLIP = timedelta(days=7)
"""A clock that is behind by less than this is seen; a link from further ahead was itself written by a wrong clock."""


def not_before(now: datetime) -> datetime:
    """This moment, or that of the newest link if the clock stands behind it: time to think is never cut by a clock."""
    head = AuditHead.objects.filter(pk=1).first()
    near = AuditEvent.objects.filter(turn__gt=head.turn - NEAR_LINKS if head else 0)
    latest = near.filter(at__gt=now, at__lte=now + LONGEST_SLIP).aggregate(Max("at"))["at__max"]
    return latest or now


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an auditor looks for; None or "" for anything. `before` goes on below one turn."""

    number: str = ""
    person: str = ""
    verb: str = ""
    day: date | None = None
    before: int | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the trail with the names that belong to its ids, for reading only."""

    event: AuditEvent
    who: str
    role: str
    number: str


def lines(by: Staff, asked: Asked, *, most: int) -> Sequence[Line]:
    """The newest lines of the own clinic that fit."""
    held = rows(AuditEvent, by.clinic_id).order_by("-turn")
    if asked.number:
        held = held.filter(patient__in=rows(Patient, by.clinic_id).filter(number=asked.number).values("pk"))
    if asked.person:
        held = held.filter(by=asked.person)
    if asked.verb:
        held = held.filter(verb=asked.verb)
    if asked.day:
        start = datetime.combine(asked.day, time.min, ZoneInfo(by.clinic.zone))
        held = held.filter(at__gte=start, at__lt=start + timedelta(days=1))
    if asked.before:
        held = held.filter(turn__lt=asked.before)
    return _named(list(held[:most]), by.clinic_id)


def of_patient(patient: Patient) -> Sequence[Line]:
    """Everyone who looked at one record or wrote into it, the newest first."""
    held = rows(AuditEvent, patient.clinic_id).filter(patient=patient.pk).order_by("-turn")
    return _named(list(held), patient.clinic_id)


def verbs(by: Staff) -> Sequence[str]:
    """Every verb that occurs in the own clinic."""
    return list(rows(AuditEvent, by.clinic_id).order_by("verb").values_list("verb", flat=True).distinct())


def _named(events: Sequence[AuditEvent], clinic: UUID) -> Sequence[Line]:
    staff = {f"staff:{one.pk}": one for one in rows(Staff, clinic)}
    numbers = dict(
        rows(Patient, clinic).filter(pk__in={one.patient for one in events}).values_list("pk", "number")
    )
    return [
        Line(
            event=one, who=staff[one.by].name if one.by in staff else "",
            role=staff[one.by].role if one.by in staff else one.by.partition(":")[0],
            number=numbers.get(one.patient, "") if one.patient else "",
        )
        for one in events
    ]  # fmt: skip
