"""Every table, where Django looks for them."""

from nagi.clinic.records.consents import ConsentDocument, ConsentEvent, ConsentPage, Counselling
from nagi.clinic.records.courses import Booking, Course, Review, Session, SessionSite
from nagi.clinic.records.decisions import Assessment, Disposition, Forecast, Signature, SignedRoute
from nagi.clinic.records.people import Agreement, Clinic, Link, Patient, Purpose, Role, Staff
from nagi.clinic.records.safety import AdverseEvent, Contact, DiaryEntry, Duty, EventNote, Stop
from nagi.clinic.records.stock import Certificate, Lot, Movement, Product, Recall
from nagi.clinic.records.trail import AuditEvent, AuditHead, Done
from nagi.clinic.records.visits import Draft, Part, Photograph, Score, Sheet, Visit

__all__ = [
    "AdverseEvent", "Agreement", "Assessment", "AuditEvent", "AuditHead", "Booking", "Certificate", "Clinic",
    "ConsentDocument", "ConsentEvent", "ConsentPage", "Contact", "Counselling", "Course", "DiaryEntry", "Disposition",
    "Done", "Draft", "Duty", "EventNote", "Forecast", "Link", "Lot", "Movement", "Part", "Patient", "Photograph",
    "Product", "Purpose", "Recall", "Review", "Role", "Score", "Session", "SessionSite", "Sheet", "Signature",
    "SignedRoute", "Staff", "Stop", "Visit",
]  # fmt: skip
