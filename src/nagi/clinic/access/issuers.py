"""Programs whose tokens a clinic trusts: a file beside the key, written by whoever runs the server.

```toml
[[issuer]]
iss = "https://record.example.jp"
clinic = "…"            # its id, as `nagi clinic issuers` shows it
algorithm = "ES384"     # or RS384
kid = "2026-11"         # the key's name; a new key is another [[issuer]]
key = '''-----BEGIN PUBLIC KEY-----…'''
[issuer.users]          # who the issuer's users are here
"Practitioner/17" = "physician@clinic.example.jp"
```
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, field_validator, model_validator

from nagi.clinic.access.rows import rows
from nagi.clinic.place import Place
from nagi.clinic.records.models import Clinic, Staff
from nagi.errors import NagiError, Problem
from nagi.language import Text

CURVE = "secp384r1"
LEAST_BITS = 2048


class Issuer(BaseModel):
    """One program, one key, and who its users are among the staff."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    iss: str
    clinic: UUID
    algorithm: Literal["ES384", "RS384"]
    kid: str
    key: str
    users: Mapping[str, str]

    @field_validator("iss")
    @classmethod
    def _is_https(cls, iss: str) -> str:
        if not iss.startswith("https://"):
            raise ValueError("an issuer is named by an https address")
        return iss

    @model_validator(mode="after")
    def _fits(self) -> "Issuer":
        key = load_pem_public_key(self.key.encode())
        strong = {
            "ES384": isinstance(key, EllipticCurvePublicKey) and key.curve.name == CURVE,
            "RS384": isinstance(key, RSAPublicKey) and key.key_size >= LEAST_BITS,
        }
        if not strong[self.algorithm]:
            raise ValueError("the key does not fit its algorithm")
        return self


def issuers(path: Path | None = None) -> Sequence[Issuer]:
    """Every trusted key; none where there is no file.

    Raises NagiError (NAGI-W201) with every entry that cannot be used; then nobody is trusted.
    """
    path = path or Place.of_environment().issuers
    if not path.is_file():
        return ()
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        read = tuple(TypeAdapter(tuple[Issuer, ...]).validate_python(raw.get("issuer", [])))
    except ValidationError as error:
        places = (".".join(str(part) for part in found["loc"]) for found in error.errors(include_input=False))
        raise NagiError([_problem(path, f"issuer.{place}") for place in places]) from None
    except (ValueError, OSError):
        raise NagiError([_problem(path, "")]) from None
    if twice := sorted(_twice(read)):
        raise NagiError([_problem(path, kid) for kid in twice])
    return read


def clinics() -> Sequence[tuple[UUID, str, str]]:
    """Id and names of every clinic of this installation, for whoever writes the file. Only the command line asks."""
    return [(one.pk, one.name_ja, one.name_en) for one in Clinic.objects.order_by("pk")]


def user(issuer: Issuer, name: str) -> Staff | None:
    """The member of staff of the issuer's clinic whom it calls `name`; None if there is none."""
    email = issuer.users.get(name)
    if email is None:
        return None
    return rows(Staff, issuer.clinic).filter(email__iexact=email, is_active=True).first()


def _twice(read: Sequence[Issuer]) -> Iterator[str]:
    named = [(one.iss, one.kid) for one in read]
    yield from (kid for turn, (iss, kid) in enumerate(named) if (iss, kid) in named[:turn])


def _problem(path: Path, key: str) -> Problem:
    said = Text(
        ja="この項目は使えません。iss (https)・clinic・algorithm (ES384 か RS384)・kid・合う公開鍵・users が必要です。",
        en="this entry cannot be used; it needs iss (https), clinic, algorithm (ES384 or RS384), kid, a fitting public"
        " key, and users",
    )
    return Problem(code="NAGI-W201", where=path.name, key=key, said=said)
