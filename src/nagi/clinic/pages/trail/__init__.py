"""The audit trail for auditors, and the report of who looked at one patient's record."""

from nagi.clinic.pages.door import door
from nagi.clinic.pages.trail import looks, viewer
from nagi.clinic.records.models import Link

addresses = [
    door("trail/", viewer.show, "trail", kind="list", right="audit.read"),
    door("trail/verify/", viewer.prove, "trail_verify", kind="change", right="audit.read"),
    door("patients/<uuid:patient>/looks/", looks.of_patient, "looks", kind="read", right="report.access"),
    door("diary/looks/", looks.own, "own_looks", kind="read", link=Link.Kind.DIARY),
]
