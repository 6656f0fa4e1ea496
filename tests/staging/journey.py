"""A patient on the way to a session: assessed, signed, counselled, consented, planned, booked. All is invented."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from nagi.clinic.access import consents
from nagi.clinic.access.decisions import Held, newest
from nagi.clinic.access.sessions import Written, visit_today
from nagi.clinic.actions import consents as consenting
from nagi.clinic.actions import courses, decisions, sessions
from nagi.clinic.records.models import (
    Assessment,
    Booking,
    ConsentDocument,
    Course,
    Lot,
    Part,
    Patient,
    Product,
    Role,
    Session,
    Sheet,
    Signature,
    Visit,
)  # fmt: skip
from nagi.dermatology.decision.signing import Signed
from nagi.dermatology.session import SiteDone
from staging.facts import answered, worked
from staging.house import NOW, House
from staging.stock import released

ROUTE, SITE = "dermapen_exosome", "cheeks"
EXAMPLE = Path(__file__).parents[2] / "examples" / "clinic.toml"
STROKES = [[[n / 20, n / 40] for n in range(20)]]
CHOICES = {
    "treatment": True, "data": True, "photo_chart": True, "photo_teaching": False, "photo_advert": False,
    "registry": True,
}  # fmt: skip
WRITTEN = Written(
    done=[SiteDone(site=SITE, depth_mm=0.5, passes=2)], anaesthetic_grams=5, anaesthetic_minutes=30, aftercare_given=True
)  # fmt: skip
VITALS = {"temperature": 36.5, "pulse": 70, "systolic": 120, "diastolic": 70, "saturation": 98}


@dataclass
class Journey:
    """How far one patient is, and the people who take them there."""

    house: House
    patient: Patient
    now: datetime = NOW

    def acting(self, role: Role) -> Any:
        return self.house.acting(role, now=self.now)

    def later(self, **delta: float) -> None:
        self.now += timedelta(**delta)

    def assessed(self, **changed: object) -> "Journey":
        self.house.clinic.own = tomllib.loads(EXAMPLE.read_text())
        self.house.clinic.save()
        self.visit = answered(self.house, self.patient, **changed)
        product = Product.objects.get(clinic=self.house.clinic, route=ROUTE)
        product.details = {
            part: {"ja": "架空", "en": "fictional"} for part in ("origin", "maker", "obtained")
        }
        product.facts = {"product.type": "purified_ev", "product.label_class": "unapproved_medical"}
        product.save()
        self.product = product
        self.lot = released(self.house, product)
        self.signature = self._signed(self.visit)
        return self

    def _signed(self, visit: Visit) -> Signature:
        """Assessed and signed as the rules say; what they leave to review is permitted."""
        doctor = self.acting(Role.PHYSICIAN)
        made = decisions.assess_visit(doctor, visit.pk)
        decided = Held(Assessment.objects.get(pk=made)).decision
        routes = {
            (site, route): Signed(status="permitted", reason="確認した")
            if told.status == "review"
            else Signed(status=told.status)
            for site, route, told in decided.routes()
        }
        return Signature.objects.get(pk=decisions.sign(doctor, made, routes))

    def told(self) -> "Journey":
        on = self.now.date()
        every = list(consenting.topics(consents.consultation(self.signature, on=on)))
        consenting.counsel(self.acting(Role.PHYSICIAN), self.signature.pk, every, "ja")
        return self

    def shown(self, lot: Lot | None = None) -> ConsentDocument:
        made = consenting.show_document(
            self.acting(Role.NURSE), self.signature.pk, ROUTE, (lot or self.lot).pk, "ja"
        )
        return ConsentDocument.objects.get(pk=made)

    def given(self, document: ConsentDocument, **said: Any) -> ConsentDocument:
        signed = consenting.Given(**{"choices": CHOICES, "strokes": STROKES, **said})
        consenting.give(self.acting(Role.NURSE), document.pk, signed)
        return document

    def planned(self, sites: Sequence[str] = (SITE,)) -> Course:
        made = courses.plan_course(self.acting(Role.PHYSICIAN), self.signature.pk, ROUTE, sites)
        return Course.objects.get(pk=made)

    def booked(self, course: Course, at: datetime) -> Booking:
        return Booking.objects.get(pk=courses.book(self.acting(Role.RECEPTION), course.pk, at))

    def ready(self) -> "Journey":
        """On the day of the first session: everything done, the form open."""
        self.assessed().told()
        self.document = self.shown()
        self.later(days=1)
        self.given(self.document)
        self.course = self.planned()
        self.later(days=6)
        self.booking = self.booked(self.course, self.now)
        self.opened()
        return self

    def opened(self, **changed: object) -> Visit:
        """Today's visit with the answers of the day, assessed and signed."""
        sessions.open_day(self.acting(Role.NURSE), self.booking.pk)
        visit = visit_today(self.booking, self.now.date())
        assert visit is not None
        case = worked()
        intake = Sheet.objects.get(visit=visit, part=Part.INTAKE)
        again = {name: value for name, value in case.patient.answers.items() if name != "patient.fever"}
        sites = {site.code: dict(site.facts.answers) for site in case.sites}
        sites[SITE] |= {name.replace("__", "."): value for name, value in changed.items()}
        intake.answers = {**intake.answers, **again, "sites": sites}
        intake.save()
        signs = Sheet.objects.get(visit=visit, part=Part.SIGNS)
        vitals = {f"vitals.{name}": value for name, value in VITALS.items()}
        signs.answers = {**signs.answers, "patient.fever": False, **vitals}
        signs.save()
        self._signed(visit)
        assert newest(visit) is not None
        return visit

    def give_it(self, lot: Lot | None = None, written: Written = WRITTEN, role: Role = Role.NURSE) -> UUID:
        return sessions.give(self.acting(role), self.booking.pk, (lot or self.lot).pk, written)

    def give(self, **said: Any) -> Session:
        return Session.objects.get(pk=self.give_it(**said))

    def objects(self) -> dict[str, object]:
        """What addresses name, by the name of the part of the address."""
        return {
            "visit": self.visit.pk, "product": self.product.pk, "lot": self.lot.pk, "signature": self.signature.pk,
            "document": self.document.pk, "course": self.course.pk, "booking": self.booking.pk,
        }  # fmt: skip


def on_the_day(house: House, patient: Patient, monkeypatch: pytest.MonkeyPatch) -> Journey:
    """A patient on the day of the first session, on which the pages' clock stands."""
    journey = Journey(house, patient).ready()
    monkeypatch.setattr("nagi.clinic.clock.now", lambda: journey.now)
    return journey
