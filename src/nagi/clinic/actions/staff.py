"""Founding a clinic, and the people who work in it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from nagi.clinic.access.rows import locked, rows
from nagi.clinic.actions import trail
from nagi.clinic.actions.action import Acting, Entry, Problem, action
from nagi.clinic.records.models import Clinic, Role, Staff
from nagi.language import Text


@dataclass(frozen=True, kw_only=True)
class Hired:
    """A new member of staff."""

    email: str
    name: str
    role: Role
    password: str
    language: str = "ja"


def found_clinic(name: Text, first: Hired, *, now: datetime) -> UUID:
    """Found a clinic with its first administrator. Only the command line may: nobody is there yet to act."""
    with transaction.atomic(durable=True):
        clinic = Clinic(name_ja=name.ja, name_en=name.en)
        clinic.save(force_insert=True)
        staff = _hired(clinic, first, now)
        trail.append(
            "clinic.founded", by="command", at=now, clinic=clinic.pk, subject=f"clinic:{clinic.pk}",
            data={"administrator": staff.pk},
        )  # fmt: skip
    return clinic.pk


@action("staff.hired", "staff.manage")
def hire(acting: Acting, hired: Hired) -> Entry:
    """Add a member of staff. They set up their second factor at their first login."""
    clinic = locked(Clinic, acting.clinic, acting.clinic)
    if Staff.objects.filter(email__iexact=hired.email).exists():
        said = Text(ja="このメールアドレスはすでに使われています。", en="this address is already in use")
        raise Problem({"email": said})
    staff = _hired(clinic, hired, acting.now)
    return Entry(subject="staff", id=clinic.pk, data={"staff": staff.pk, "role": hired.role.value})


@action("staff.left", "staff.manage")
def leave(acting: Acting, staff_id: int) -> Entry:
    """Close the account of someone who left. The last administrator stays."""
    staff = locked(Staff, staff_id, acting.clinic)
    others = rows(Staff, acting.clinic).filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=staff.pk)
    if staff.role == Role.ADMINISTRATOR and not others.exists():
        raise Problem(
            {"": Text(ja="最後の管理者は退職にできません。", en="the last administrator must stay")}
        )
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    return Entry(subject="staff", id=acting.clinic, data={"staff": staff.pk})


def _hired(clinic: Clinic, hired: Hired, now: datetime) -> Staff:
    staff = Staff(
        email=hired.email.lower(), clinic=clinic, role=hired.role, name=hired.name, language=hired.language,
        joined_at=now,
    )  # fmt: skip
    staff.set_password(hired.password)
    staff.save(force_insert=True)
    EmailAddress.objects.create(user=staff, email=staff.email, verified=True, primary=True)
    return staff


@action("staff.login_renewed", "staff.manage")
def renew_login(acting: Acting, staff_id: int, password: str) -> Entry:
    """A new password and a new second factor for someone who lost theirs; both old ones end, and so does every login.

    Raises Problem for oneself: another administrator does it, so that nobody takes the place of one alone.
    """
    staff = locked(Staff, staff_id, acting.clinic)
    if acting.staff is not None and staff.pk == acting.staff.pk:
        said = Text(
            ja="自分のログインは、ほかの管理者が再設定します。", en="another administrator renews your login"
        )
        raise Problem({"": said})
    staff.set_password(password)
    staff.save(update_fields=["password"])
    Authenticator.objects.filter(user=staff).delete()
    return Entry(subject="staff", id=acting.clinic, data={"staff": staff.pk})
