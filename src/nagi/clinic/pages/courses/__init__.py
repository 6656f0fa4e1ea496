"""Treatment of a patient: what was signed, consents, courses, bookings and the price."""

from nagi.clinic.pages.courses import booking, course, treatment
from nagi.clinic.pages.door import door

addresses = [
    door("patients/<uuid:patient>/treatment/", treatment.show, "treatment", kind="read", right="course.read"),
    door("signed/<uuid:signature>/course/", course.plan, "course_plan", kind="change", right="course.plan"),
    door("courses/<uuid:course>/", course.show, "course", kind="read", right="course.read"),
    door("courses/<uuid:course>/paper/", course.paper, "course_paper", kind="read", right="signed.read"),
    door("courses/<uuid:course>/book/", booking.book, "booking_make", kind="change", right="booking.write"),
    door("bookings/<uuid:booking>/end/", booking.end, "booking_end", kind="change", right="booking.write"),
]
