"""Adverse events: the list of what is open, one event with all that follows, and the contacts that are due."""

from nagi.clinic.pages.door import door
from nagi.clinic.pages.safety import contacts, event, overview, record

addresses = [
    door("safety/", overview.show, "safety", kind="list", right="event.read"),
    door("patients/<uuid:patient>/events/", overview.of_patient, "events", kind="list", right="event.read"),
    door(
        "patients/<uuid:patient>/events/new/", record.record, "event_new", kind="change", right="event.write"
    ),
    door("events/<uuid:event>/", event.show, "event", kind="read", right="event.read"),
    door("events/<uuid:event>/note/", event.note, "event_note", kind="change", right="event.write"),
    door("events/<uuid:event>/close/", event.close, "event_close", kind="change", right="event.write"),
    door("duties/<uuid:duty>/", event.duty_done, "duty_done", kind="change", right="event.write"),
    door("stops/<uuid:stop>/lift/", event.lift, "stop_lift", kind="change", right="event.lift"),
    door("contacts/", contacts.show, "contacts", kind="list", right="followup.read"),
    door("contacts/<uuid:contact>/", contacts.tried, "contact_tried", kind="change", right="followup.write"),
]
