"""The people of the clinic's tests: a clinic with one member of staff for each role, and an invented patient."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from allauth.mfa.models import Authenticator

from nagi.clinic.actions import people, staff
from nagi.clinic.actions.action import Acting
from nagi.clinic.records.models import Clinic, Role, Staff
from nagi.language import Text

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PASSWORD = "a long enough pass phrase"


@dataclass
class House:
    """One clinic and one member of staff for each role."""

    clinic: Clinic
    staff: dict[Role, Staff]

    def acting(self, role: Role, *, now: datetime = NOW) -> Acting:
        """Someone of this role, acting now."""
        return Acting(by=self.staff[role], now=now)


def found_house(name: str, at: str) -> House:
    first = staff.Hired(
        email=f"administrator@{at}", name="管理 花子", role=Role.ADMINISTRATOR, password=PASSWORD
    )
    clinic_id = staff.found_clinic(Text(ja=name, en=name), first, now=NOW)
    clinic = Clinic.objects.get(pk=clinic_id)
    boss = Acting(by=Staff.objects.get(email=first.email), now=NOW)
    for role in Role:
        if role is not Role.ADMINISTRATOR:
            staff.hire(
                boss, staff.Hired(email=f"{role}@{at}", name=f"{role} 太郎", role=role, password=PASSWORD)
            )
    people_of = {Role(one.role): one for one in Staff.objects.filter(clinic=clinic)}
    for one in people_of.values():
        Authenticator.objects.create(user=one, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return House(clinic, people_of)


PERSON = people.Person(
    kanji="髙﨑 汀", kana="タカサキ ナギサ", latin="Takasaki Nagisa", born_on=date(1990, 4, 1), phone="000-0000-0000",
    email="", address="架空県架空市1-1", language="ja",
)  # fmt: skip
