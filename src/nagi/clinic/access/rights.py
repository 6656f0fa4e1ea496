"""Who may do what. A right that no role is given is nobody's."""

from collections.abc import Mapping

from nagi.clinic.records.models import Role, Staff

RECEPTION, NURSE, PHYSICIAN, AUDITOR, ADMINISTRATOR = (
    Role.RECEPTION, Role.NURSE, Role.PHYSICIAN, Role.AUDITOR, Role.ADMINISTRATOR,
)  # fmt: skip

RIGHTS: Mapping[str, frozenset[Role]] = {
    right: frozenset(roles)
    for right, roles in {
        "own.account": (RECEPTION, NURSE, PHYSICIAN, AUDITOR, ADMINISTRATOR),
        "patient.list": (RECEPTION, NURSE, PHYSICIAN),
        "patient.read": (RECEPTION, NURSE, PHYSICIAN),
        "patient.register": (RECEPTION, NURSE, PHYSICIAN),
        "patient.change": (RECEPTION, NURSE, PHYSICIAN),
        "visit.open": (RECEPTION, NURSE, PHYSICIAN),
        "link.make": (RECEPTION, NURSE, PHYSICIAN),
        "intake.read": (NURSE, PHYSICIAN),
        "intake.write": (NURSE, PHYSICIAN),
        "signs.write": (NURSE, PHYSICIAN),
        "photograph.read": (NURSE, PHYSICIAN),
        "photograph.write": (NURSE, PHYSICIAN),
        "decision.read": (PHYSICIAN,),  # REG-003: nobody else sees, confirms or changes a route decision
        "decision.sign": (PHYSICIAN,),
        "signed.read": (NURSE, PHYSICIAN),
        "counselling.write": (PHYSICIAN,),  # REG-003: proposing a treatment is a physician's act
        "consent.read": (NURSE, PHYSICIAN),
        "consent.take": (NURSE, PHYSICIAN),
        "consent.withdraw": (RECEPTION, NURSE, PHYSICIAN),
        "course.read": (RECEPTION, NURSE, PHYSICIAN),
        "course.plan": (PHYSICIAN,),
        "booking.write": (RECEPTION, NURSE, PHYSICIAN),
        "session.read": (NURSE, PHYSICIAN),
        "session.write": (NURSE, PHYSICIAN),
        "stock.read": (NURSE, PHYSICIAN, ADMINISTRATOR),
        "stock.write": (NURSE, PHYSICIAN),
        "stock.release": (PHYSICIAN,),
        "stock.recall": (NURSE, PHYSICIAN, ADMINISTRATOR),
        "stock.trace": (NURSE, PHYSICIAN),  # shows who received a lot
        "event.read": (NURSE, PHYSICIAN),
        "event.write": (NURSE, PHYSICIAN),
        "event.lift": (PHYSICIAN,),
        "followup.read": (NURSE, PHYSICIAN),
        "followup.write": (NURSE, PHYSICIAN),
        "review.decide": (PHYSICIAN,),
        "registry.read": (PHYSICIAN, AUDITOR),
        "registry.export": (PHYSICIAN, AUDITOR),
        "audit.read": (AUDITOR,),
        "report.access": (RECEPTION, PHYSICIAN, AUDITOR),
        "staff.manage": (ADMINISTRATOR,),
        "clinic.manage": (ADMINISTRATOR,),
    }.items()
}


def may(staff: Staff, right: str) -> bool:
    """Has this member of staff the right? An unknown right is an error of the program."""
    return staff.is_active and Role(staff.role) in RIGHTS[right]
