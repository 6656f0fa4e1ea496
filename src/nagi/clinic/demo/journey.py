"""The journey of one patient, step by step, each step through the action that the pages use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from random import Random
from uuid import UUID

from PIL import Image

from nagi.clinic import clock
from nagi.clinic.access.decisions import Held
from nagi.clinic.access.links import new_secret
from nagi.clinic.actions import decisions, people, photographs, sheets
from nagi.clinic.actions.action import Acting
from nagi.clinic.demo import cast
from nagi.clinic.demo.house import House
from nagi.clinic.records.models import Assessment, Disposition, Link, Part, Purpose, Role, Visit
from nagi.dermatology.decision.signing import Signed
from nagi.language import Text

ZONE = "Asia/Tokyo"
STEP = timedelta(minutes=10)
FOUND_NOBODY = Text(
    ja="三度電話したがつながらなかった（架空）。", en="not reached by three telephone calls (invented)"
)
WENT_ELSEWHERE = Text(
    ja="費用を聞いて見送るとのこと（架空）。", en="decided against it because of the price (invented)"
)
SEEN = Text(ja="淡い紅斑（架空、写真は見本）。", en="faint redness (invented; the picture is a sample)")


@dataclass
class Journey:
    """Where one patient is: the moment, and what was made so far, by kind."""

    house: House
    player: cast.Player
    at: datetime
    chance: Random
    lots: Mapping[str, UUID]
    made: dict[str, UUID] = field(default_factory=dict)

    def by(self, role: Role) -> Acting:
        """Someone of this role acts, some minutes later."""
        self.at += STEP
        return self.house.acting(role, self.at)

    def say(self, said: Text) -> str:
        """A sentence in the patient's language."""
        return said.ja if self.player.language == "ja" else said.en


def register(j: Journey) -> None:
    """Reception writes down who came, and what the data may be used for."""
    on = clock.today(ZONE, j.at)
    agreed = {purpose: purpose is not Purpose.PHOTOGRAPHS_TEACHING for purpose in Purpose}
    person = cast.person(j.player, on, j.chance.randrange(27))
    j.made["patient"] = people.register_patient(j.by(Role.RECEPTION), person, agreed)


def invite(j: Journey) -> None:
    """Reception opens the visit and hands out a private link."""
    acting, on = j.by(Role.RECEPTION), clock.today(ZONE, j.at)
    j.made["visit"] = people.open_visit(acting, j.made["patient"], Visit.Kind.CONSULTATION, on)
    people.make_link(acting, j.made["patient"], Link.Kind.INTAKE, new_secret(), visit_id=j.made["visit"])


def answer(j: Journey) -> None:
    """The patient answers, here with a nurse beside them."""
    _write(j, Part.INTAKE, "sites")
    sheets.finish_intake(j.by(Role.NURSE), j.made["visit"])


def measure(j: Journey) -> None:
    """The nurse looks at the skin, and takes a photograph."""
    _write(j, Part.SIGNS, "signs")
    site = next(iter(cast.told(j.player, Part.SIGNS)["sites"]))
    photographs.keep_photograph(j.by(Role.NURSE), j.made["visit"], shot(j, site, SEEN))


def assess(j: Journey) -> None:
    """The physician has the rules look at it."""
    j.made["assessment"] = decisions.assess_visit(j.by(Role.PHYSICIAN), j.made["visit"])


def sign(j: Journey) -> None:
    """The physician signs what the rules said."""
    told = Held(Assessment.objects.get(pk=j.made["assessment"])).decision.routes()
    routes = {(site, route): Signed(status=verdict.status) for site, route, verdict in told}
    j.made["signature"] = decisions.sign(j.by(Role.PHYSICIAN), j.made["assessment"], routes)


def decline(j: Journey) -> None:
    """The patient decides against it."""
    j.at += timedelta(days=3)
    said = j.say(WENT_ELSEWHERE)
    decisions.dispose(j.by(Role.PHYSICIAN), j.made["assessment"], Disposition.Kind.DECLINED, said)


def lose(j: Journey) -> None:
    """The patient does not come back."""
    j.at += timedelta(days=30)
    said = j.say(FOUND_NOBODY)
    decisions.dispose(j.by(Role.PHYSICIAN), j.made["assessment"], Disposition.Kind.LOST, said)


def shot(j: Journey, site: str, seen: Text) -> photographs.Shot:
    """A photograph of a site."""
    return photographs.Shot(site=site, view="close", finding=j.say(seen), raw=_picture())


@cache
def _picture() -> bytes:
    """A plain surface in place of skin: nobody was photographed."""
    kept = BytesIO()
    Image.radial_gradient("L").resize((320, 240)).convert("RGB").save(kept, "PNG")
    return kept.getvalue()


def told_now(j: Journey, part: Part) -> dict[str, object]:
    """What this patient answers in one part."""
    return cast.told(j.player, part)


def _write(j: Journey, part: Part, step: str) -> None:
    sheets.write_sheet(j.by(Role.NURSE), j.made["visit"], part, step, told_now(j, part), based_on=0)
