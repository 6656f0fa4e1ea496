"""From the signature to the last follow-up: counselling, consent, plan, sessions, reactions, scores, diary."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from nagi.clinic import clock
from nagi.clinic.access import consents as signed_for
from nagi.clinic.access.links import new_secret
from nagi.clinic.access.sessions import Written
from nagi.clinic.actions import (
    consents,
    contacts,
    courses,
    diary,
    followup,
    people,
    photographs,
    safety,
    sessions,
    sheets,
)  # fmt: skip
from nagi.clinic.actions.action import Acting
from nagi.clinic.demo.journey import Journey, assess, shot, sign, told_now
from nagi.clinic.records.models import (
    Booking,
    ConsentDocument,
    Contact,
    Course,
    Link,
    Part,
    Role,
    Sheet,
    Signature,
)  # fmt: skip
from nagi.dermatology.session import SiteDone
from nagi.language import Text

ROUTE, SITE, LOT = "dermapen_exosome", "cheek", "DP-2611A"
OPENS = timedelta(hours=10)
"""The day of the clinic begins at ten."""
LANGUAGES = {"ja": "ja", "en": "en"}
PEN = tuple(tuple((n / 20, 0.3 + 0.2 * (n % 5) / 5) for n in range(20)) for _ in range(2))
CHOICES = {
    "treatment": True, "data": True, "photo_chart": True, "photo_teaching": False, "photo_advert": False,
    "registry": True,
}  # fmt: skip
VITALS = {
    "vitals.temperature": 36.5, "vitals.pulse": 70, "vitals.systolic": 118, "vitals.diastolic": 72,
    "vitals.saturation": 98,
}  # fmt: skip
WRITTEN = Written(
    done=[SiteDone(site=SITE, depth_mm=0.5, passes=2)], anaesthetic_grams=5, anaesthetic_minutes=30,
    aftercare_given=True,
)  # fmt: skip
CHANGED_MIND = Text(
    ja="家族と相談して取りやめたい（架空）。", en="would rather not, after talking at home (invented)"
)
REDNESS = Text(
    ja="翌日から赤みと腫れが強い（架空）。", en="marked redness and swelling since the next day (invented)"
)
COOLED = Text(
    ja="冷却し、外用薬を再開。翌日また電話する（架空）。",
    en="cooled, ointment resumed, will telephone tomorrow (invented)",
)
FINE = Text(ja="変わりなし（架空）。", en="nothing unusual (invented)")


def counsel(j: Journey) -> None:
    """The physician explains every item of the consent."""
    held = signed_for.consultation(_signature(j), on=clock.today("Asia/Tokyo", j.at))
    language: Any = LANGUAGES[j.player.language]
    consents.counsel(j.by(Role.PHYSICIAN), j.made["signature"], list(consents.topics(held)), language)


def consent(j: Journey) -> None:
    """The document is shown, and signed once the time to think is over."""
    language: Any = LANGUAGES[j.player.language]
    lot = j.lots[LOT]
    made = consents.show_document(j.by(Role.NURSE), j.made["signature"], ROUTE, lot, language)
    j.made["document"] = made
    j.at = max(j.at, ConsentDocument.objects.get(pk=made).may_sign_from + OPENS)
    consents.give(j.by(Role.NURSE), made, consents.Given(choices=CHOICES, strokes=PEN))


def withdraw(j: Journey) -> None:
    """The patient takes the consent back."""
    j.at += timedelta(days=2)
    consents.withdraw(j.by(Role.RECEPTION), j.made["document"], j.say(CHANGED_MIND))


def plan(j: Journey) -> None:
    """The physician plans the course, and reception books its first session."""
    j.made["course"] = courses.plan_course(j.by(Role.PHYSICIAN), j.made["signature"], ROUTE, [SITE])
    _book(j, days=7)


def treat(j: Journey) -> None:
    """The day of a session: asked again, measured, assessed, signed, given."""
    j.at = Booking.objects.get(pk=j.made["booking"]).starts_at
    j.made["visit"] = sessions.open_day(j.by(Role.NURSE), j.made["booking"])
    rewrite(j, Part.INTAKE, "sites", {})
    rewrite(j, Part.SIGNS, "signs", VITALS)
    assess(j)
    sign(j)
    j.made["session"] = sessions.give(j.by(Role.NURSE), j.made["booking"], j.lots[LOT], WRITTEN)


def follow(j: Journey) -> None:
    """Two more sessions; scores that get better, safety contacts, a diary."""
    _score(j, poem=12, itch=6)
    for turn in (2, 3):
        _book(j, days=Course.objects.get(pk=j.made["course"]).interval_days)
        treat(j)
        j.at += timedelta(days=14)
        _score(j, poem=12 - 3 * turn, itch=6 - turn)
    _telephone(j)
    _keep_diary(j)


def react(j: Journey) -> None:
    """A strong reaction a day later: recorded, treated, still open. The scores get worse, and a review is asked for."""
    _score(j, poem=12, itch=5)
    j.at += timedelta(days=1)
    on = clock.today("Asia/Tokyo", j.at)
    seen = safety.Reaction(event="AE-002", grade=3, site=SITE, onset_on=on, told=j.say(REDNESS))
    j.made["event"] = safety.record_event(j.by(Role.NURSE), j.made["patient"], seen)
    photographs.photograph_event(j.by(Role.NURSE), j.made["event"], shot(j, SITE, REDNESS))
    safety.note_event(j.by(Role.NURSE), j.made["event"], j.say(COOLED), grade=3, based_on=1)
    j.at += timedelta(days=1)
    _score(j, poem=22, itch=9)


def _signature(j: Journey) -> Signature:
    return Signature.objects.select_related("assessment__visit__patient__clinic").get(pk=j.made["signature"])


def _book(j: Journey, *, days: int) -> None:
    starts = (j.at + timedelta(days=days)).replace(hour=2, minute=0, second=0, microsecond=0)
    j.made["booking"] = courses.book(j.by(Role.RECEPTION), j.made["course"], starts)


def rewrite(j: Journey, part: Part, step: str, more: dict[str, Any]) -> None:
    """The answers of one part, once more."""
    sheet = Sheet.objects.filter(visit=j.made["visit"], part=part).first()
    told = {**told_now(j, part), **more}
    sheets.write_sheet(
        j.by(Role.NURSE), j.made["visit"], part, step, told, based_on=sheet.version if sheet else 0
    )


def _score(j: Journey, **values: float) -> None:
    on = clock.today("Asia/Tokyo", j.at)
    for instrument, value in values.items():
        taken = followup.Taken(instrument=instrument, on=on, value=value)
        followup.take_score(j.by(Role.NURSE), j.made["patient"], taken)


def _telephone(j: Journey) -> None:
    due = Contact.objects.filter(patient=j.made["patient"], due_on__lte=clock.today("Asia/Tokyo", j.at))
    for contact in due.order_by("due_on"):
        contacts.contact_tried(j.by(Role.NURSE), contact.pk, j.say(FINE), reached=True)


def _keep_diary(j: Journey) -> None:
    """Ten days of the diary, written through the patient's own link."""
    made = people.make_link(j.by(Role.RECEPTION), j.made["patient"], Link.Kind.DIARY, new_secret())
    link = Link.objects.select_related("patient").get(pk=made)
    for day in range(10):
        on = clock.today("Asia/Tokyo", j.at + timedelta(days=day - 9))
        written = diary.Written(
            id=uuid5(UUID(int=0), f"{j.player.kana}/{day}"), on=on, itch=max(0, 5 - day // 2 + j.chance.randint(-1, 1)),
            wakings=j.chance.randint(0, 1), flare=False, note="",
        )  # fmt: skip
        diary.write_entry(Acting(by=link, now=j.at), written)
