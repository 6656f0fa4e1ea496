"""Another program that the clinic trusts: its key, its entry in the file of issuers, and the tokens it signs."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from nagi.clinic import clock
from nagi.clinic.place import Place
from staging.house import House

ISS = "https://record.example"
KID = "2026-11"
HOST = "http://testserver"


@cache
def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP384R1())


def public(of: ec.EllipticCurvePrivateKey) -> str:
    return of.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def trust(*houses: House, iss: Iterable[str] = (ISS, "https://other.example")) -> None:
    """Write the file: one issuer for each house, who calls each role `Practitioner/<role>`."""
    told = [_entry(house, one) for house, one in zip(houses, iss, strict=False)]
    Place.of_environment().issuers.write_text("\n".join(told))


def _entry(house: House, iss: str) -> str:
    users = "\n".join(f'"Practitioner/{role}" = "{one.email}"' for role, one in house.staff.items())
    return (
        f'[[issuer]]\niss = "{iss}"\nclinic = "{house.clinic.pk}"\nalgorithm = "ES384"\nkid = "{KID}"\n'
        f"key = '''{public(key())}'''\n[issuer.users]\n{users}\n"
    )


def claims(path: str, sub: str | None = "Practitioner/physician", **changed: Any) -> dict[str, Any]:
    at = int(clock.now().timestamp())
    told = {"iss": ISS, "aud": HOST + path, "iat": at, "exp": at + 240, "jti": str(uuid4()), "sub": sub}
    return {name: value for name, value in {**told, **changed}.items() if value is not None}


def signed(
    told: Mapping[str, Any], *, kid: str = KID, by: Any = None, algorithm: str = "ES384"
) -> dict[str, str]:
    """The header with a token."""
    token = jwt.encode(dict(told), key() if by is None else by, algorithm=algorithm, headers={"kid": kid})
    return {"Authorization": f"Bearer {token}"}


def got(path: str, sub: str = "Practitioner/physician", **changed: Any) -> Any:
    """The answer to a GET with a good token."""
    return Client().get(path, headers=signed(claims(path.split("?", maxsplit=1)[0], sub, **changed)))


def sent(path: str, body: Any, sub: str | None = None, *, lang: str = "ja", **changed: Any) -> Any:
    """The answer to a POST of JSON with a good token."""
    headers = {**signed(claims(path, sub, **changed)), "Accept-Language": lang}
    return Client().post(path, body, content_type="application/json", headers=headers)
