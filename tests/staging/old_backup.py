"""Writes `tests/clinic/backups/<release>.nagi`: a small clinic as this release backs it up, for every later release.

Run it once when a release is made, with the tables as released: `PYTHONPATH=tests python -m staging.old_backup`.
"""

import sys
from importlib.metadata import version
from pathlib import Path

BACKUPS = Path(__file__).parents[1] / "clinic" / "backups"


def main() -> None:
    """Found an invented clinic in a new place and back it up."""
    from staging.place import prepare  # noqa: PLC0415 - before anything of Django

    prepare()
    from django.core.management import call_command  # noqa: PLC0415

    from nagi.clinic.actions import people  # noqa: PLC0415
    from nagi.clinic.backup.keeping import back_up  # noqa: PLC0415
    from nagi.clinic.records.models import Patient, Purpose, Role  # noqa: PLC0415
    from staging.course import stocked_lot, treated_course  # noqa: PLC0415
    from staging.house import NOW, PERSON, found_house  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    house = found_house("凪皮膚科", "nagi.example")
    made = people.register_patient(house.acting(Role.RECEPTION), PERSON, dict.fromkeys(Purpose, True))
    treated_course(house, Patient.objects.get(pk=made), stocked_lot(house))
    file = BACKUPS / f"{version('nagi-skin')}.nagi"
    BACKUPS.mkdir(exist_ok=True)
    sys.stdout.write(f"{file.name}: {back_up(file, now=NOW)} rows, {file.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
