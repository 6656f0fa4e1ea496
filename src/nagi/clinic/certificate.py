"""The clinic's own certificate: made when it is first needed, its key encrypted with the key of the place."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from asn1crypto import keys as asn1keys
from asn1crypto import x509 as asn1x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from nagi.clinic.place import Place

YEARS = 20
LONGEST_NAME = 64


@dataclass(frozen=True)
class Certificate:
    """A key of the curve P-256 and the certificate that the clinic gave itself."""

    key: ec.EllipticCurvePrivateKey
    own: x509.Certificate
    name: str

    def x509(self) -> asn1x509.Certificate:
        """The certificate, as the library that seals reads it."""
        return asn1x509.Certificate.load(self.own.public_bytes(serialization.Encoding.DER))

    def signer(self) -> signers.SimpleSigner:
        """What seals with this key."""
        plain = self.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        store: Any = SimpleCertificateStore
        return signers.SimpleSigner(
            signing_cert=self.x509(), signing_key=asn1keys.PrivateKeyInfo.load(plain), cert_registry=store()
        )


def certificate_of(clinic: UUID, name: str, *, now: datetime) -> Certificate:
    """The clinic's certificate, made now if it has none yet."""
    place = Place.of_environment()
    file = place.folder / f"documents-{clinic}.pem"
    if not file.exists():
        _make(file, name, place.key("documents"), now)
    held = file.read_bytes()
    key = serialization.load_pem_private_key(held, password=place.key("documents"))
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{file.name} holds another kind of key")
    own = x509.load_pem_x509_certificate(held[held.index(b"-----BEGIN CERTIFICATE") :])
    return Certificate(key=key, own=own, name=name)


def _make(file: Path, name: str, secret: bytes, now: datetime) -> None:
    """Written whole or not at all; of two that make it at once, one wins and both read the same."""
    key = ec.generate_private_key(ec.SECP256R1())
    own = _own(key, name, now)
    content = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(secret),
    ) + own.public_bytes(serialization.Encoding.PEM)
    fresh = file.with_suffix(f".{os.getpid()}.new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(fresh, file)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _own(key: ec.EllipticCurvePrivateKey, name: str, now: datetime) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:LONGEST_NAME])])
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
