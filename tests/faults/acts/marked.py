"""Who sends a form: someone of a role, with the mark by which a form that is sent twice acts once."""

from dataclasses import replace
from typing import Protocol
from uuid import UUID

from nagi.clinic.actions.action import Acting
from nagi.clinic.records.models import Role

MARK = UUID(int=99)


class Acted(Protocol):
    """People at one moment: a house, or a patient's journey through it."""

    def acting(self, role: Role) -> Acting: ...


def by(people: Acted, role: Role) -> Acting:
    """Someone of this role sends a form."""
    return replace(people.acting(role), once=MARK)
