"""Where a clinic keeps what it has: its key, its database, the seal of its audit trail."""

import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from nagi.errors import NagiError, Problem
from nagi.language import Text

KEY_BYTES = 32


@dataclass(frozen=True)
class Place:
    """The folder of one installation. Its key opens everything; without it no record can be read."""

    folder: Path

    @classmethod
    def of_environment(cls) -> "Place":
        """The folder named by NAGI_HOME, else the user's data folder."""
        data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
        return cls(Path(os.environ.get("NAGI_HOME") or Path(data) / "nagi"))

    @property
    def key_file(self) -> Path:
        """The master key, readable by its owner alone. Back it up apart from the database."""
        return Path(os.environ.get("NAGI_KEY_FILE") or self.folder / "clinic.key")

    @property
    def database(self) -> Path:
        """The embedded database: one encrypted file."""
        return self.folder / "clinic.db"

    @property
    def seal(self) -> Path:
        """The seal of the audit trail, outside the database. Keep it on another disk if there is one."""
        return Path(os.environ.get("NAGI_SEAL") or self.folder / "audit.seal")

    @property
    def issuers(self) -> Path:
        """The programs whose tokens are trusted. Without this file no program reaches anything."""
        return Path(os.environ.get("NAGI_ISSUERS") or self.folder / "issuers.toml")

    def worker(self, name: str) -> Path:
        """The slot of one worker: a file that its process holds locked."""
        return self.folder / f"{name}.lock"

    @property
    def ready(self) -> bool:
        """Has the place a key?"""
        return self.key_file.is_file()

    def make(self) -> None:
        """Make folder and key if neither was there. A database without its key is never given a new one.

        Raises NagiError (NAGI-W001) if there is a database and no key.
        """
        if self.ready:
            return
        if self.database.exists():
            raise _lost_key(self)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self.key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def key(self, purpose: str) -> bytes:
        """The key for one purpose, derived from the master key.

        Raises NagiError: NAGI-W001 if there is no key file, NAGI-W002 if it holds no key.
        """
        if not self.ready:
            raise _lost_key(self)
        try:
            master = bytes.fromhex(self.key_file.read_text().strip())
        except ValueError:
            master = b""
        if len(master) != KEY_BYTES:
            raise _bad_key(self)
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(master)


def keyed(key: bytes, *parts: bytes) -> bytes:
    """A keyed digest (HMAC-SHA256) of parts, each with its length, so that no two divisions give the same."""
    total = hmac.new(key, digestmod="sha256")
    for part in parts:
        total.update(len(part).to_bytes(8, "big") + part)
    return total.digest()


def _lost_key(place: Place) -> NagiError:
    said = Text(
        ja="鍵のファイルがありません。控えから戻すか、新しい医院なら `nagi clinic migrate` を実行してください。",
        en="the key file is missing; restore it from your copy, or run `nagi clinic migrate` for a new clinic",
    )
    return NagiError([Problem(code="NAGI-W001", where=place.key_file.name, key="", said=said)])


def _bad_key(place: Place) -> NagiError:
    said = Text(
        ja=f"鍵は16進数 {2 * KEY_BYTES} 文字でなければなりません。控えから戻してください。",
        en=f"a key has {2 * KEY_BYTES} hexadecimal digits; restore it from your copy",
    )
    return NagiError([Problem(code="NAGI-W002", where=place.key_file.name, key="", said=said)])
