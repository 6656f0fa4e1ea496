"""Reading the audit trail, and proving that nobody changed it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from nagi.clinic.actions.trail import START, mac_of
from nagi.clinic.place import Place
from nagi.clinic.records.models import AuditEvent, AuditHead

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


def _lines() -> Iterator[tuple[int, bytes]]:
    place = Place.of_environment().seal
    if not place.exists():
        return
    for line in place.read_text().splitlines():
        turn, _, mac = line.partition(" ")
        if turn.isdigit():
            yield int(turn), bytes.fromhex(mac)
