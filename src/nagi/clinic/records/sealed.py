"""Columns that are encrypted in the database: AES-256-GCM, bound to their table, column and row."""

import json
import os
from functools import cache
from typing import Any, Generic, TypeVar

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from nagi.clinic.place import Place, keyed

T = TypeVar("T")

NONCE = 12
FORMAT = b"\x01"
"""The first byte of every sealed value: which key and cipher it was sealed with."""


@cache
def _cipher() -> AESGCM:
    return AESGCM(Place.of_environment().key("columns"))


def search_key(text: str) -> bytes:
    """What is stored to find an exact text again, without storing the text."""
    return keyed(Place.of_environment().key("search"), text.strip().casefold().encode())


class _Opened:
    """The attribute of a model: opens the stored bytes when read, keeps the plain value until saved."""

    def __init__(self, field: "Sealed[Any]") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            instance.refresh_from_db(fields=[self.field.attname])
        held = instance.__dict__[self.field.attname]
        if isinstance(held, Closed):
            held = instance.__dict__[self.field.attname] = self.field.opened(held.stored, instance)
        return held

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class Closed:
    """Bytes as they came from the database."""

    def __init__(self, stored: bytes) -> None:
        self.stored = stored


class Sealed(models.BinaryField, Generic[T]):  # type: ignore[type-arg]
    """An encrypted column of any value that JSON can hold. A value moved to another row cannot be opened."""

    empty_values = (None,)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:  # noqa: FBT001, FBT002
        """Know the table and column that values are bound to; a history keeps those of its origin."""
        super().contribute_to_class(cls, name, private_only)
        if not hasattr(self, "place"):
            self.place = f"{cls.__name__}.{name}".encode()
        setattr(cls, name, _Opened(self))

    def from_db_value(self, value: Any, *_: object) -> "Closed | None":
        """Opened only when it is looked at."""
        return None if value is None else Closed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:  # noqa: FBT001
        """Seal what is to be stored; what was never opened is stored as it was."""
        held = model_instance.__dict__.get(self.attname)
        if held is None or isinstance(held, Closed):
            return None if held is None else held.stored
        nonce = os.urandom(NONCE)
        return FORMAT + nonce + _cipher().encrypt(nonce, self.packed(held), self._bound(model_instance))

    def opened(self, stored: bytes, instance: models.Model) -> Any:
        """The plain value. Raises cryptography's InvalidTag for a value that was moved, changed or sealed otherwise."""
        nonce, rest = stored[1 : 1 + NONCE], stored[1 + NONCE :]
        return self.unpacked(_cipher().decrypt(nonce, rest, self._bound(instance)))

    def packed(self, value: Any) -> bytes:
        """Bytes of a value."""
        return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()

    def unpacked(self, raw: bytes) -> Any:
        """A value of bytes."""
        return json.loads(raw)

    def _bound(self, instance: models.Model) -> bytes:
        """A line of a history has a key of its own and keeps the id of its origin."""
        row = getattr(instance, "id", instance.pk)
        return self.place + b"/" + str(row).encode()


class SealedBytes(Sealed[bytes]):
    """An encrypted file: a photograph, a signed document."""

    def packed(self, value: bytes) -> bytes:
        """As it is."""
        return bytes(value)

    def unpacked(self, raw: bytes) -> bytes:
        """As it is."""
        return raw
