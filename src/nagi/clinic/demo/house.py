"""The invented clinic itself: its staff with their second factors, its facts, and what it keeps in stock."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from allauth.mfa.totp.internal.auth import TOTP

from nagi.clinic.actions import clinic as settings
from nagi.clinic.actions import staff
from nagi.clinic.actions.action import Acting
from nagi.clinic.records.models import Clinic, Role, Staff
from nagi.language import Text

NAME = Text(ja="凪の浜皮膚科（架空）", en="Nagi Shore Dermatology (invented)")
DOMAIN = "demo.example"
NAMES = {
    Role.RECEPTION: "受付 さくら",
    Role.NURSE: "看護 みなと",
    Role.PHYSICIAN: "医師 しおり",
    Role.AUDITOR: "監査 つかさ",
    Role.ADMINISTRATOR: "管理 あおい",
}
PASSWORD_BYTES, SECRET_BYTES = 9, 20


@dataclass(frozen=True)
class House:
    """The clinic, and one member of staff for each role."""

    clinic: UUID
    staff: dict[Role, Staff]

    def acting(self, role: Role, at: datetime) -> Acting:
        """Someone of this role, acting at a moment."""
        return Acting(by=self.staff[role], now=at)


@dataclass(frozen=True)
class Keys:
    """What opens the demo: one password and one secret of the second factor for everyone, new for every demo."""

    password: str
    secret: str

    @classmethod
    def fresh(cls) -> "Keys":
        """Keys nobody knows yet."""
        secret = base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
        return cls(secrets.token_urlsafe(PASSWORD_BYTES), secret)


def found_house(keys: Keys, at: datetime) -> House:
    """Found the clinic, hire one member of staff for each role with a second factor, put its own file in force."""
    first = _hired(Role.ADMINISTRATOR, keys)
    clinic = staff.found_clinic(NAME, first, now=at)
    boss = Acting(by=Staff.objects.get(email=first.email), now=at)
    for role in Role:
        if role is not Role.ADMINISTRATOR:
            staff.hire(boss, _hired(role, keys))
    people = {Role(one.role): one for one in Staff.objects.filter(clinic=clinic)}
    for one in people.values():
        TOTP.activate(one, keys.secret)
    newcomer = staff.Hired(
        email=f"newcomer@{DOMAIN}", name="新人 はるか", role=Role.NURSE, password=keys.password
    )
    staff.hire(boss, newcomer)  # has not logged in yet: the second factor is set up then
    house = House(clinic, people)
    _equip(house, at)
    return house


def _equip(house: House, at: datetime) -> None:
    boss = house.acting(Role.ADMINISTRATOR, at)
    own = Path(__file__).with_name("clinic.toml").read_text(encoding="utf-8")
    settings.change_clinic(boss, own, based_on=Clinic.objects.get(pk=house.clinic).version)
    ready = dict.fromkeys(settings.names_of_clinic(), True)
    settings.equip(boss, ready, based_on=Clinic.objects.get(pk=house.clinic).version)


def _hired(role: Role, keys: Keys) -> staff.Hired:
    return staff.Hired(email=f"{role}@{DOMAIN}", name=NAMES[role], role=role, password=keys.password)
