"""The seal outside the database: what the loss of power, a full disk or a wrong clock may and may not do to it."""

from datetime import timedelta

import pytest
from staging.house import NOW, House

from nagi.clinic.access.trail import verify
from nagi.clinic.actions import people, trail
from nagi.clinic.place import Place
from nagi.clinic.records.models import AuditEvent, Patient, Role, Visit

pytestmark = pytest.mark.django_db(transaction=True)


def visit(house: House, patient: Patient, kind: Visit.Kind) -> None:
    people.open_visit(house.acting(Role.NURSE), patient.pk, kind, NOW.date())


def test_killed_between_commit_and_seal_nothing_is_lost(
    house: House, patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(trail, "seal", lambda *_: None)
        visit(house, patient, Visit.Kind.CONSULTATION)
    assert verify().findings == ()
    visit(house, patient, Visit.Kind.FOLLOWUP)
    found = verify()
    assert found.findings == ()
    assert found.sealed == found.links - 1


def test_a_line_cut_short_harms_neither_what_stands_before_nor_after(house: House, patient: Patient) -> None:
    seal = Place.of_environment().seal
    seal.write_bytes(seal.read_bytes()[:-30])
    assert verify().findings == ()
    visit(house, patient, Visit.Kind.FOLLOWUP)
    found = verify()
    assert found.findings == ()
    assert found.sealed == found.links - 1


def test_a_full_disk_under_the_seal_loses_no_record_and_is_told(
    house: House, patient: Patient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(turn: int, mac: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(trail, "seal", full)
        visit(house, patient, Visit.Kind.CONSULTATION)
    assert "No space left" in caplog.text or "OSError" in caplog.text
    assert patient.visits.count() == 1
    visit(house, patient, Visit.Kind.FOLLOWUP)
    assert verify().findings == ()


def test_a_clock_that_jumps_breaks_nothing(house: House, patient: Patient) -> None:
    for back in (0, 400, -365, 1):  # days
        acting = house.acting(Role.NURSE, now=NOW - timedelta(days=back))
        people.open_visit(acting, patient.pk, Visit.Kind.FOLLOWUP, acting.now.date())
    assert verify().findings == ()
    turns = list(AuditEvent.objects.order_by("turn").values_list("turn", flat=True))
    assert turns == list(range(1, len(turns) + 1))
    assert patient.visits.count() == 4
