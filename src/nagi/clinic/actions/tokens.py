"""A token of another program is used up by its first use."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.db import IntegrityError, transaction

from nagi.clinic.access.issuers import Issuer
from nagi.clinic.actions import trail
from nagi.clinic.records.models import Done, Staff

VERB = "token.used"


def use_up(issuer: Issuer, jti: str, staff: Staff, *, to: str, now: datetime) -> bool:
    """Use a token up and say so in the trail, in one transaction; False if it was used before."""
    mark = uuid5(NAMESPACE_URL, f"{issuer.iss}\n{jti}")
    try:
        with transaction.atomic(durable=True):
            Done(once=mark, verb=VERB, by=f"staff:{staff.pk}", at=now, result=issuer.kid).save(
                force_insert=True
            )
            trail.append(
                VERB, by=f"staff:{staff.pk}", at=now, clinic=staff.clinic_id, subject=to,
                data={"issuer": issuer.iss, "kid": issuer.kid},
            )  # fmt: skip
    except IntegrityError:
        return False
    return True
