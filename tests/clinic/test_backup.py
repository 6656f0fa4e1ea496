"""A backup is one encrypted file that gives the whole clinic back, or nothing at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from staging.course import stocked_lot, treated_course
from staging.house import NOW, PERSON, House, found_house
from staging.old_backup import BACKUPS

from nagi.clinic.access.trail import verify
from nagi.clinic.actions import people
from nagi.clinic.backup import archive
from nagi.clinic.backup.keeping import back_up, restore
from nagi.clinic.place import Place
from nagi.clinic.records.models import AuditEvent, Patient, Purpose, Role, Session, Staff
from nagi.errors import NagiError

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(emptied_with_the_trail: None, tmp_path: Path) -> Iterator[House]:
    """A clinic with a patient in treatment, in real transactions."""
    house = found_house("凪皮膚科", "nagi.example")
    made = people.register_patient(house.acting(Role.RECEPTION), PERSON, dict.fromkeys(Purpose, True))
    treated_course(house, Patient.objects.get(pk=made), stocked_lot(house))
    yield house
    for path in Place.of_environment().folder.glob("audit.seal.*"):
        path.unlink()


def code(error: pytest.ExceptionInfo[NagiError]) -> str:
    return error.value.problems[0].code


def test_it_works(clinic: House, tmp_path: Path) -> None:
    file = tmp_path / "clinic.nagi"
    rows = back_up(file, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_patient SET number = 'lost'")
    assert restore(file, now=NOW, replace=True) == rows
    patient = Patient.objects.get()
    assert (patient.number, patient.kanji, patient.contact["phone"]) == ("000001", PERSON.kanji, PERSON.phone)
    assert patient.history.get().kanji == PERSON.kanji
    assert Session.objects.get().lot.number == "LOT-1"
    assert Session.objects.get().consent.pdf == b"pdf"
    assert Staff.objects.get(role="nurse").check_password("a long enough pass phrase")
    assert verify().findings == ()
    assert AuditEvent.objects.order_by("-turn")[0].verb == "clinic.restored"
    people.register_patient(clinic.acting(Role.RECEPTION), PERSON, dict.fromkeys(Purpose, True))
    assert Patient.objects.count() == 2
    with pytest.raises(Exception, match="append-only"):
        AuditEvent.objects.update(verb="x")


@pytest.mark.parametrize("file", sorted(BACKUPS.glob("*.nagi")), ids=lambda file: file.stem)
def test_the_backup_of_an_older_release_is_restored(file: Path, emptied_with_the_trail: None) -> None:
    """Made by old_backup.py with the key of the tests; its tables are brought up to this release."""
    restore(file, now=NOW, replace=True)
    assert Patient.objects.get().kanji == PERSON.kanji
    assert Session.objects.get().lot.number == "LOT-1"
    assert verify().findings == ()


def test_a_clinic_is_not_replaced_unasked(clinic: House, tmp_path: Path) -> None:
    file = tmp_path / "clinic.nagi"
    back_up(file, now=NOW)
    with pytest.raises(NagiError) as error:
        restore(file, now=NOW, replace=False)
    assert code(error) == "NAGI-W013"
    assert Patient.objects.count() == 1


def test_what_is_wrong_with_a_file_is_found_before_anything_is_touched(
    clinic: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "PIECE", 2000)
    file = tmp_path / "clinic.nagi"
    back_up(file, now=NOW)
    whole = file.read_bytes()
    head = whole.index(b"\n") + 1
    first = head + 4 + int.from_bytes(whole[head : head + 4], "big")
    changed = bytearray(whole)
    changed[len(whole) // 2] ^= 1
    for wrong in (
        whole[:-1],
        whole[:first],
        bytes(changed),
        whole + b"\x00",
        whole[:head],
        whole[: head + 2],
    ):
        file.write_bytes(wrong)
        with pytest.raises(NagiError) as error:
            restore(file, now=NOW, replace=True)
        assert code(error) == "NAGI-W012"
    file.write_bytes(b"something else")
    with pytest.raises(NagiError) as error:
        restore(file, now=NOW, replace=True)
    assert code(error) == "NAGI-W010"
    assert Patient.objects.get().kanji == PERSON.kanji


def test_another_key_opens_nothing(clinic: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, key = tmp_path / "clinic.nagi", tmp_path / "other.key"
    back_up(file, now=NOW)
    key.write_text("ab" * 32)
    monkeypatch.setenv("NAGI_KEY_FILE", str(key))
    with pytest.raises(NagiError) as error:
        list(archive.read(file))
    assert code(error) == "NAGI-W011"


def test_a_backup_of_a_newer_release_is_refused(clinic: House, tmp_path: Path) -> None:
    file = tmp_path / "clinic.nagi"
    salt = archive.new_salt()
    later = (("records", "9999_later"),)
    head = archive.Head(release="99", made_at="", migrations=later, salt=salt, key=archive.key_mark(salt))
    archive.write(file, head, [])
    with pytest.raises(NagiError) as error:
        restore(file, now=NOW, replace=True)
    assert code(error) == "NAGI-W014"


def test_a_backup_names_nobody_to_who_has_no_key(clinic: House, tmp_path: Path) -> None:
    file = tmp_path / "clinic.nagi"
    back_up(file, now=NOW)
    held = file.read_bytes()
    assert b"nagi.example" not in held
    assert PERSON.kanji.encode() not in held
    assert file.stat().st_mode & 0o077 == 0
