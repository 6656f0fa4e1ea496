"""The first consent of a clinic, before which it has no certificate."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from faults.acts.marked import by
from faults.acts.people import world as clinic_with_a_patient
from staging.journey import CHOICES, ROUTE, STROKES, Journey

from nagi.clinic.actions import consents
from nagi.clinic.records.models import ConsentDocument, Role

GIVEN = consents.Given(choices=CHOICES, strokes=STROKES)


@dataclass(frozen=True)
class World:
    """A patient who was told everything and thought about it, and the document that was shown."""

    way: Journey
    document: ConsentDocument


def registered() -> Journey:
    """A patient who agreed to every use of their data, in a clinic of their own."""
    held = clinic_with_a_patient()
    return Journey(held.house, held.patient)


def world() -> World:
    way = registered().assessed().told()
    document = way.shown()
    way.later(days=1)
    return World(way, document)


ACTS: Mapping[str, Callable[[World], object]] = {
    "counselling.given": lambda w: consents.counsel(
        by(w.way, Role.PHYSICIAN), w.way.signature.pk, ["IC-001"], "ja"
    ),
    "consent.shown": lambda w: consents.show_document(
        by(w.way, Role.NURSE), w.way.signature.pk, ROUTE, w.way.lot.pk, "ja"
    ),
    "consent.given": lambda w: consents.give(by(w.way, Role.NURSE), w.document.pk, GIVEN),
    "consent.withdrawn": lambda w: consents.withdraw(by(w.way, Role.RECEPTION), w.document.pk, "考え直した"),
}
