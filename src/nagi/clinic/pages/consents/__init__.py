"""Counselling, the consent document, its signature and its withdrawal."""

from nagi.clinic.pages.consents import counselling, documents, signing
from nagi.clinic.pages.door import door

TAKE, READ = "consent.take", "consent.read"
addresses = [
    door(
        "signed/<uuid:signature>/counselling/", counselling.counsel, "counselling",
        kind="change", right="counselling.write",
    ),
    door("signed/<uuid:signature>/consent/", documents.make, "consent_make", kind="change", right=TAKE),
    door("consents/<uuid:document>/", documents.show, "consent", kind="read", right=READ),
    door("consents/<uuid:document>/pages/<int:turn>/", documents.page, "consent_page", kind="read", right=READ),
    door("consents/<uuid:document>/shown/", documents.shown, "consent_shown", kind="read", right=READ),
    door("consents/<uuid:document>/sealed/", documents.sealed, "consent_sealed", kind="read", right=READ),
    door("consents/<uuid:document>/sign/", signing.sign, "consent_sign", kind="change", right=TAKE),
    door(
        "consents/<uuid:document>/withdraw/", signing.withdraw, "consent_withdraw",
        kind="change", right="consent.withdraw",
    ),
]  # fmt: skip
