"""The actions that are killed, each ready to run on one world of rows. Every one carries the mark of its form."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from staging.facts import answered
from staging.house import NOW, PERSON, House, found_house
from staging.journey import ROUTE, SITE, WRITTEN, Journey
from staging.stock import DELIVERY, add_product, certify, receive, released

from nagi.clinic.access.decisions import Held
from nagi.clinic.actions import (
    consents,
    contacts,
    courses,
    decisions,
    followup,
    people,
    safety,
    sessions,
    sheets,
    staff,
    stock,
)  # fmt: skip
from nagi.clinic.actions.action import Acting
from nagi.clinic.records.models import (
    Assessment,
    Contact,
    Link,
    Movement,
    Part,
    Patient,
    Purpose,
    Role,
    Visit,
)
from nagi.dermatology.decision.signing import Signed

OTHERS = (Visit.Kind.SESSION, Visit.Kind.FOLLOWUP)
MARK = UUID(int=99)
Act = Callable[[], object]


def acts() -> dict[str, Act]:
    """Build the world, and name every action on it."""
    house = found_house("凪皮膚科", "nagi.example")

    def by(role: Role) -> Acting:
        return Acting(by=house.staff[role], now=NOW, once=MARK)

    patient = Patient.objects.get(
        pk=people.register_patient(house.acting(Role.RECEPTION), PERSON, dict.fromkeys(Purpose, True))
    )
    parts = (
        _of_people(patient, by), _of_visits(house, patient, by), _of_stock(house, by), _of_safety(patient, by),
        _of_treatment(),
    )  # fmt: skip
    return {name: act for part in parts for name, act in part.items()}


By = Callable[[Role], Acting]


def _of_people(patient: Patient, by: By) -> dict[str, Act]:
    hired = staff.Hired(email="new@nagi.example", name="新人", role=Role.NURSE, password="a long pass phrase")
    return {
        "register": lambda: people.register_patient(by(Role.RECEPTION), PERSON, dict.fromkeys(Purpose, True)),
        "change": lambda: people.change_patient(by(Role.NURSE), patient.pk, PERSON, based_on=1),
        "agree": lambda: people.agree(by(Role.NURSE), patient.pk, {Purpose.REGISTRY: False}),
        "open_visit": lambda: people.open_visit(by(Role.NURSE), patient.pk, Visit.Kind.FOLLOWUP, NOW.date()),
        "make_link": lambda: people.make_link(by(Role.RECEPTION), patient.pk, Link.Kind.DIARY, "secret"),
        "torn": lambda: [
            people.open_visit(replace(by(Role.NURSE), once=None), patient.pk, kind, NOW.date())
            for kind in OTHERS
        ],
        "hire": lambda: staff.hire(by(Role.ADMINISTRATOR), hired),
    }


def _of_visits(house: House, patient: Patient, by: By) -> dict[str, Act]:
    visit = answered(house, patient)
    doctor = house.acting(Role.PHYSICIAN)
    assessment = decisions.assess_visit(doctor, visit.pk)
    told = Held(Assessment.objects.get(pk=assessment)).decision.routes()
    routes = {(site, route): Signed(status=verdict.status) for site, route, verdict in told}
    fever = {"patient.fever": True}
    return {
        "write_sheet": lambda: sheets.write_sheet(
            by(Role.NURSE), visit.pk, Part.SIGNS, "signs", fever, based_on=1
        ),
        "assess": lambda: decisions.assess_visit(by(Role.PHYSICIAN), visit.pk),
        "sign": lambda: decisions.sign(by(Role.PHYSICIAN), assessment, routes),
    }


def _of_stock(house: House, by: By) -> dict[str, Act]:
    product = add_product(house)
    lot = released(house, product)
    waiting = receive(house, product, number="DP-2611B")
    certify(house, waiting.pk)
    delivery = stock.Delivery(**{**vars(DELIVERY), "number": "DP-2611C"})
    return {
        "receive_lot": lambda: stock.receive_lot(by(Role.NURSE), product.pk, delivery),
        "release": lambda: stock.release(by(Role.PHYSICIAN), waiting.pk),
        "waste": lambda: stock.move(by(Role.NURSE), lot.pk, Movement.Kind.WASTE, 1, "落下"),
        "recall": lambda: stock.recall(by(Role.NURSE), lot.pk, "製造元の連絡"),
    }


def _of_safety(patient: Patient, by: By) -> dict[str, Act]:
    seen = safety.Reaction(event="AE-002", grade=3, site="cheeks", onset_on=NOW.date(), told="赤い")
    taken = followup.Taken(instrument="poem", on=NOW.date(), value=12)
    contact = Contact(patient=patient, kind=Contact.Kind.SAFETY, due_on=NOW.date())
    contact.save(force_insert=True)
    return {
        "record_event": lambda: safety.record_event(by(Role.NURSE), patient.pk, seen),
        "take_score": lambda: followup.take_score(by(Role.NURSE), patient.pk, taken),
        "contact_tried": lambda: contacts.contact_tried(by(Role.NURSE), contact.pk, "話せた", reached=True),
    }


def _of_treatment() -> dict[str, Act]:
    """In a clinic of its own: a patient on the day of a session.

    Not the making and sealing of a consent: the typesetter has threads, which a forked process does not get.
    """
    house = found_house("隣の医院", "other.example")
    made = people.register_patient(house.acting(Role.RECEPTION), PERSON, dict.fromkeys(Purpose, True))
    way = Journey(house, Patient.objects.get(pk=made)).ready()

    def by(role: Role) -> Acting:
        return Acting(by=house.staff[role], now=way.now, once=MARK)

    later = way.now + timedelta(days=28)
    return {
        "counsel": lambda: consents.counsel(by(Role.PHYSICIAN), way.signature.pk, ["IC-001"], "ja"),
        "withdraw": lambda: consents.withdraw(by(Role.RECEPTION), way.document.pk),
        "plan_course": lambda: courses.plan_course(by(Role.PHYSICIAN), way.signature.pk, ROUTE, [SITE]),
        "book": lambda: courses.book(by(Role.RECEPTION), way.course.pk, later),
        "give_session": lambda: sessions.give(by(Role.NURSE), way.booking.pk, way.lot.pk, WRITTEN),
    }
