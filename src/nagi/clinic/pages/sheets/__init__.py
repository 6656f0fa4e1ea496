"""The sheets of a visit: intake by the patient or with staff, signs, scores."""

from nagi.clinic.pages.door import door
from nagi.clinic.pages.sheets import easi, intake, links, signs
from nagi.clinic.records.models import Link

PATIENT = Link.Kind.INTAKE

addresses = [
    door("i/<str:secret>/", intake.enter, "intake_enter", kind="change", open=True),
    door("intake/thanks/", intake.thanks, "intake_thanks", kind="read", open=True),
    door("intake/finish/", intake.finish_by_patient, "guest_intake_finish", kind="change", link=PATIENT),
    door("intake/<str:step>/", intake.by_patient, "guest_intake", kind="change", link=PATIENT),
    door("visits/<uuid:visit>/link/", links.send, "intake_link", kind="change", right="link.make"),
    door("visits/<uuid:visit>/tablet/", links.tablet, "intake_tablet", kind="change", right="link.make"),
    door(
        "visits/<uuid:visit>/intake/finish/",
        intake.finish_by_staff,
        "intake_finish",
        kind="change",
        right="intake.write",
    ),
    door(
        "visits/<uuid:visit>/intake/<str:step>/",
        intake.by_staff,
        "intake",
        kind="change",
        right="intake.write",
    ),
    door("visits/<uuid:visit>/signs/", signs.signs, "signs", kind="change", right="signs.write"),
    door("visits/<uuid:visit>/easi/", easi.easi, "easi", kind="change", right="signs.write"),
    door("visits/<uuid:visit>/easi/score/", easi.live, "easi_live", kind="read", right="signs.write"),
]
