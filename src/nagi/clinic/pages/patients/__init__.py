"""Patients: finding, registering, changing, what they agree to, opening a visit."""

from nagi.clinic.pages.door import door
from nagi.clinic.pages.patients import chart, register

addresses = [
    door("patients/", chart.find, "patients", kind="list", right="patient.list"),
    door("patients/new/", register.register, "patient_register", kind="change", right="patient.register"),
    door("patients/<uuid:patient>/", chart.show, "patient", kind="read", right="patient.read"),
    door(
        "patients/<uuid:patient>/change/",
        register.change,
        "patient_change",
        kind="change",
        right="patient.change",
    ),
    door(
        "patients/<uuid:patient>/agreements/",
        register.agree,
        "patient_agreements",
        kind="change",
        right="patient.change",
    ),
    door(
        "patients/<uuid:patient>/visits/", chart.open_visit, "visit_open", kind="change", right="visit.open"
    ),
]
