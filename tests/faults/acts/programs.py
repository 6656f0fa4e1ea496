"""What other programs bring and take: tokens, cards, exports; and what the worker leaves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django_tasks_db.models import DBTaskResult
from faults.acts.marked import by
from staging.facts import SITE, answered
from staging.house import NOW, PERSON, House, found_house
from staging.tokens import trust

from nagi.clinic.access.issuers import Issuer, issuers
from nagi.clinic.actions import cards, decisions, forecasts, people, registry, tasks, tokens
from nagi.clinic.records.models import Assessment, Patient, Purpose, Role

SERVICE, CARD, OTHER, CALL = "routes", UUID(int=1), UUID(int=2), UUID(int=3)


@dataclass(frozen=True)
class World:
    """A clinic that trusts a program, shows it cards, and has a forecast during which too many workers were lost."""

    house: House
    issuer: Issuer
    assessment: Assessment


def world() -> World:
    house = found_house("凪皮膚科", "nagi.example")
    trust(house)
    cards.show_cards(house.acting(Role.PHYSICIAN), CALL, SERVICE, {OTHER: "GP-052"}, None)
    agreed = dict.fromkeys(Purpose, True)
    patient = Patient.objects.get(pk=people.register_patient(house.acting(Role.RECEPTION), PERSON, agreed))
    visit = answered(house, patient, only=SITE)
    made = decisions.assess_visit(house.acting(Role.PHYSICIAN), visit.pk)
    task = DBTaskResult.objects.get()
    for _ in range(tasks.MOST_TRIES):
        task.claim("worker-1")
    return World(house, issuers()[0], Assessment.objects.get(pk=made))


ACTS: Mapping[str, Callable[[World], object]] = {
    "token.used": lambda w: tokens.use_up(
        w.issuer, "jti", w.house.staff[Role.PHYSICIAN], to="patient", now=NOW
    ),
    "cards.shown": lambda w: cards.show_cards(
        by(w.house, Role.PHYSICIAN), CALL, SERVICE, {CARD: "GP-052"}, None
    ),
    "cards.answered": lambda w: cards.answer_cards(
        by(w.house, Role.PHYSICIAN), SERVICE, [cards.Answer(card=OTHER, outcome="accepted", reason=None)]
    ),
    "registry.exported": lambda w: registry.exported(by(w.house, Role.PHYSICIAN), CALL, "csv", {"people": 1}),
    "forecast.asked": lambda w: forecasts.ask_again(by(w.house, Role.PHYSICIAN), w.assessment.pk),
    "forecast.told given up": lambda _: tasks.take_back("worker-1", lambda _: True, now=NOW),
}
