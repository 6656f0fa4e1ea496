"""Four attacks on the audit trail by someone who owns the database. Each is caught."""

import re
from pathlib import Path

import pytest
from django.db import connection
from staging.house import House

import nagi.clinic
from nagi.clinic.access.trail import verify
from nagi.clinic.actions import people
from nagi.clinic.actions.trail import START, mac_of
from nagi.clinic.place import Place
from nagi.clinic.records.models import AuditEvent, AuditHead, Patient, Role, Visit
from nagi.clinic.words import words


@pytest.fixture
def trail(house: House, patient: Patient) -> None:
    """A trail of some length, sealed as it was committed."""
    place = Place.of_environment().seal
    for kind in Visit.Kind:
        people.open_visit(house.acting(Role.NURSE), patient.pk, kind, house.acting(Role.NURSE).now.date())
    place.write_text(
        "".join(f"{one.turn} {bytes(one.mac).hex()}\n" for one in AuditEvent.objects.order_by("turn"))
    )


@pytest.fixture
def owner(db: None) -> None:
    """The attacker owns the database and removes what protects the trail."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE records_auditevent DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER trail_keep_UPDATE")
            cursor.execute("DROP TRIGGER trail_keep_DELETE")


def test_an_untouched_trail_is_whole(trail: None) -> None:
    found = verify()
    assert found.findings == ()
    assert found.links == found.sealed == AuditEvent.objects.count() > 5


def test_an_edited_line_with_a_repaired_checksum(trail: None, owner: None) -> None:
    event = AuditEvent.objects.get(turn=3)
    AuditEvent.objects.filter(turn=3).update(verb="nothing", mac=bytes(32))
    assert {one.turn for one in verify().findings if one.wrong == "changed"} >= {event.turn}


def test_a_line_deleted_in_the_middle(trail: None, owner: None) -> None:
    AuditEvent.objects.filter(turn=3).delete()
    assert {one.wrong for one in verify().findings} >= {"gap", "missing"}


def test_the_newest_lines_dropped_and_the_head_moved_back(trail: None, owner: None) -> None:
    newest = AuditEvent.objects.order_by("-turn")[0]
    before = AuditEvent.objects.get(turn=newest.turn - 1)
    newest.delete()
    _move_head(before.turn, bytes(before.mac))
    assert {one.wrong for one in verify().findings} == {"missing"}


def test_a_line_deleted_and_the_rest_computed_again_with_the_key(trail: None, owner: None) -> None:
    AuditEvent.objects.filter(turn=3).delete()
    turn, before = 0, START
    for event in list(AuditEvent.objects.order_by("turn")):
        event_before_turn = event.turn
        turn += 1
        event.turn, event.before = turn, before
        event.mac = before = mac_of(event)
        AuditEvent.objects.filter(turn=event_before_turn).delete()
        event.save(force_insert=True)
    _move_head(turn, before)
    assert {one.wrong for one in verify().findings} >= {"seal", "missing"}


def _move_head(turn: int, mac: bytes) -> None:
    AuditHead.objects.filter(pk=1).update(turn=turn, mac=mac)


def test_every_verb_has_words_for_those_who_read_the_trail() -> None:
    """Patients read it too: what was done with their record is never told in codes."""
    sources = Path(nagi.clinic.__path__[0]).rglob("*.py")
    written = re.compile(r'(?:@action|trail\.append)\(\s*"([a-z_.]+)"')
    verbs = {verb for source in sources for verb in written.findall(source.read_text())}
    assert {"viewed", "sheet.written", "forecast.told"} <= verbs
    assert {verb for verb in verbs if f"verbs.{verb}" not in words()} == set()
