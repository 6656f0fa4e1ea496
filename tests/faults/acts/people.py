"""Registration, staff, and the clinic's own settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from faults.acts.marked import by
from staging.house import NOW, PERSON, House, found_house
from staging.journey import EXAMPLE

from nagi.clinic.actions import clinic, people, staff
from nagi.clinic.records.models import Link, Patient, Purpose, Role, Visit

AGREED = dict.fromkeys(Purpose, True)
HIRED = staff.Hired(email="new@nagi.example", name="新人", role=Role.NURSE, password="a long pass phrase")


@dataclass(frozen=True)
class World:
    """A clinic with one patient."""

    house: House
    patient: Patient


def world() -> World:
    house = found_house("凪皮膚科", "nagi.example")
    made = people.register_patient(house.acting(Role.RECEPTION), PERSON, AGREED)
    return World(house, Patient.objects.get(pk=made))


def torn(w: World) -> None:
    """Two actions where there should be one, and no mark on them."""
    for kind in (Visit.Kind.SESSION, Visit.Kind.FOLLOWUP):
        people.open_visit(w.house.acting(Role.NURSE), w.patient.pk, kind, NOW.date())


ACTS: Mapping[str, Callable[[World], object]] = {
    "torn": torn,
    "patient.registered": lambda w: people.register_patient(by(w.house, Role.RECEPTION), PERSON, AGREED),
    "patient.changed": lambda w: people.change_patient(by(w.house, Role.NURSE), w.patient.pk, PERSON, based_on=1),
    "patient.agreed": lambda w: people.agree(by(w.house, Role.NURSE), w.patient.pk, {Purpose.REGISTRY: False}),
    "visit.opened": lambda w: people.open_visit(
        by(w.house, Role.NURSE), w.patient.pk, Visit.Kind.FOLLOWUP, NOW.date()
    ),
    "link.made": lambda w: people.make_link(by(w.house, Role.RECEPTION), w.patient.pk, Link.Kind.DIARY, "secret"),
    "staff.hired": lambda w: staff.hire(by(w.house, Role.ADMINISTRATOR), HIRED),
    "staff.left": lambda w: staff.leave(by(w.house, Role.ADMINISTRATOR), w.house.staff[Role.NURSE].pk),
    "staff.login_renewed": lambda w: staff.renew_login(
        by(w.house, Role.ADMINISTRATOR), w.house.staff[Role.NURSE].pk, "another long pass phrase"
    ),
    "clinic.changed": lambda w: clinic.change_clinic(
        by(w.house, Role.ADMINISTRATOR), EXAMPLE.read_text(), based_on=1
    ),
    "clinic.equipped": lambda w: clinic.equip(
        by(w.house, Role.ADMINISTRATOR), dict.fromkeys(clinic.names_of_clinic(), True), based_on=1
    ),
    "clinic.law_checked": lambda w: clinic.law_checked(by(w.house, Role.ADMINISTRATOR)),
}  # fmt: skip
