"""The day of a session: opened, checked, given, or refused by the rules."""

from nagi.clinic.pages.door import door
from nagi.clinic.pages.sessions import session

addresses = [
    door("bookings/<uuid:booking>/session/", session.show, "session", kind="read", right="session.read"),
    door(
        "bookings/<uuid:booking>/open/",
        session.open_day,
        "session_open",
        kind="change",
        right="session.write",
    ),
    door("bookings/<uuid:booking>/give/", session.give, "session_give", kind="change", right="session.write"),
]
