"""Private links: a secret that only the patient has opens one form for a while."""

import hashlib
import secrets
from datetime import datetime

from nagi.clinic.access.refusals import Hidden
from nagi.clinic.access.touched import touch
from nagi.clinic.records.models import Link

SECRET_BYTES = 24


def new_secret() -> str:
    """A secret nobody can guess, fit for an address and a QR code."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> bytes:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).digest()


def link(secret: str, *, now: datetime) -> Link:
    """The link that this secret opens, if it is still open. Raises Hidden, whatever the reason."""
    held = Link.objects.select_related("patient", "visit").filter(secret_digest=digest(secret)).first()
    if held is None or held.ended_at is not None or held.expires_at <= now:
        raise Hidden
    touch(held.patient_id)
    return held
