"""Follow-up: scores and their corrections, the course as a figure and a table, stop reviews, the diary's link."""

from nagi.clinic.pages.door import door
from nagi.clinic.pages.followup import course, diary_link, reviews, scores

addresses = [
    door("patients/<uuid:patient>/course/", course.show, "followup", kind="read", right="followup.read"),
    door(
        "patients/<uuid:patient>/scores/new/", scores.take, "score_new", kind="change", right="followup.write"
    ),
    door(
        "scores/<uuid:score>/correct/", scores.correct, "score_correct", kind="change", right="followup.write"
    ),
    door("reviews/", reviews.show, "reviews", kind="list", right="review.decide"),
    door("reviews/<uuid:review>/", reviews.decide, "review", kind="change", right="review.decide"),
    door("patients/<uuid:patient>/diary/", diary_link.make, "diary_link", kind="change", right="link.make"),
]
