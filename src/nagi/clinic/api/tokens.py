"""Is a token genuine, meant for this address, fresh, and unused? Who is it that asks? (CDS Hooks, Security.)"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt
from jwt.types import Options

from nagi.clinic.access.issuers import Issuer, issuers
from nagi.clinic.access.refusals import Refused
from nagi.errors import NagiError

NEEDED = ("iss", "aud", "exp", "iat", "jti")
LONGEST_LIFE = timedelta(minutes=5)
LEEWAY = timedelta(seconds=30)
LONGEST_JTI = 200
UNTIMED: Options = {"require": list(NEEDED), "verify_exp": False, "verify_iat": False, "verify_nbf": False}
"""Times are compared with our own clock."""


class Unknown(Refused):
    """Nobody we know asks: there is no token, or it is not good. Why is told to the trail alone."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Presented:
    """A good token: whose it is, and what it claims."""

    issuer: Issuer
    claims: Mapping[str, Any]

    @property
    def jti(self) -> str:
        """The token's own name, which is good once."""
        return str(self.claims["jti"])


def presented(header: str, *, audiences: list[str], now: datetime) -> Presented:
    """The token of an `Authorization` header. Raises Unknown."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unknown("none")
    issuer = _issuer(token)
    try:
        claims = jwt.decode(
            token,
            issuer.key,
            algorithms=[issuer.algorithm],
            audience=audiences,
            issuer=issuer.iss,
            options=UNTIMED,
        )
    except jwt.InvalidTokenError as error:
        raise Unknown(type(error).__name__) from None
    _fresh(claims, now)
    return Presented(issuer=issuer, claims=claims)


def _issuer(token: str) -> Issuer:
    """Whose key to try: what the token says of itself is believed only after its signature."""
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        iss = jwt.decode(token, options={"verify_signature": False}).get("iss")
    except jwt.InvalidTokenError:
        raise Unknown("unreadable") from None
    try:
        found = next((one for one in issuers() if (one.iss, one.kid) == (iss, kid)), None)
    except NagiError:
        raise Unknown("issuers file") from None
    if found is None:
        raise Unknown("issuer")
    return found


def _fresh(claims: Mapping[str, Any], now: datetime) -> None:
    issued, expires, jti = claims["iat"], claims["exp"], claims["jti"]
    if not all(isinstance(one, int | float) for one in (issued, expires)) or not _named(jti):
        raise Unknown("claims")
    at = now.timestamp()
    slack = LEEWAY.total_seconds()
    if not (issued - slack <= at < expires + slack):
        raise Unknown("time")
    if expires - issued > LONGEST_LIFE.total_seconds():
        raise Unknown("life")


def _named(jti: object) -> bool:
    return isinstance(jti, str) and 0 < len(jti) <= LONGEST_JTI
