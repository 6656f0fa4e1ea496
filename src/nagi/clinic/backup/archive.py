"""The file of a backup: a readable first line, then compressed rows in sealed pieces (AES-256-GCM, one key per file).

Each piece is bound to the first line, to its place and to being the last or not, so that no piece can be changed,
moved, left out or cut off unseen. The key comes from the clinic's own key and from the salt in the first line.
"""

import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nagi.clinic.place import Place, keyed
from nagi.errors import NagiError, Problem
from nagi.language import Text

FORMAT = "nagi-backup-1"
PIECE = 1 << 20
SALT, LENGTH, TURN = 32, 4, 11
LAST, MORE = b"\x01", b"\x00"
LONGEST_HEAD = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Head:
    """The first line, not secret: which release wrote the file, the state of its tables, and a mark of its key."""

    release: str
    made_at: str
    migrations: tuple[tuple[str, str], ...]
    salt: str
    key: str

    def line(self) -> bytes:
        """As it stands in the file."""
        said = {"format": FORMAT, **vars(self)}
        return json.dumps(said, sort_keys=True).encode() + b"\n"


def new_salt() -> str:
    """A salt for one file."""
    return os.urandom(SALT).hex()


def key_mark(salt: str) -> str:
    """Tells one key from another without telling the key."""
    return keyed(Place.of_environment().key("backup"), b"mark", bytes.fromhex(salt)).hex()[:16]


def write(path: Path, head: Head, lines: Iterable[Mapping[str, Any]]) -> None:
    """Write the file beside its place and move it there when it is whole. Raises OSError."""
    part = path.with_name(path.name + ".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(head.line())
        pieces = _pieces(lines)
        held, turn = next(pieces), 0
        for after in pieces:
            _seal(file, head, turn, MORE, held)
            held, turn = after, turn + 1
        _seal(file, head, turn, LAST, held)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def read_head(path: Path) -> Head:
    """The first line of a backup. Raises NagiError (NAGI-W010) if this is none."""
    with path.open("rb") as file:
        return _head(file, path)


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Every line of a backup. Raises NagiError: W010 no backup, W011 another key, W012 changed or cut off."""
    with path.open("rb") as file:
        head = _head(file, path)
        yield from _lines(_opened(file, head, path), path)


def _pieces(lines: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Compressed, in pieces of about a megabyte; at least one."""
    squeeze, held = zlib.compressobj(), bytearray()
    for line in lines:
        held += squeeze.compress(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    yield bytes(held) + squeeze.flush()


def _lines(pieces: Iterable[bytes], path: Path) -> Iterator[dict[str, Any]]:
    expand, held = zlib.decompressobj(), b""
    for piece in pieces:
        held += expand.decompress(piece)
        *whole, held = held.split(b"\n")
        yield from (json.loads(line) for line in whole)
    if held or not expand.eof:
        raise _broken(path)


def _seal(file: BinaryIO, head: Head, turn: int, last: bytes, piece: bytes) -> None:
    sealed = _cipher(head).encrypt(turn.to_bytes(TURN, "big") + last, piece, head.line())
    file.write(len(sealed).to_bytes(LENGTH, "big") + sealed)


def _opened(file: BinaryIO, head: Head, path: Path) -> Iterator[bytes]:
    """Every piece in order; the last must say that it is the last, and nothing may follow it."""
    if head.key != key_mark(head.salt):
        raise _other_key(path)
    cipher, turn = _cipher(head), 0
    sealed = _sealed(file, path)
    while True:
        after = _sealed(file, path)
        nonce = turn.to_bytes(TURN, "big") + (MORE if after else LAST)
        try:
            yield cipher.decrypt(nonce, sealed, head.line())
        except InvalidTag:
            raise _broken(path) from None
        if not after:
            return
        sealed, turn = after, turn + 1


def _sealed(file: BinaryIO, path: Path) -> bytes:
    """The next piece as it stands in the file; empty at the end."""
    length = file.read(LENGTH)
    if not length:
        return b""
    wanted = int.from_bytes(length, "big")
    piece = file.read(wanted) if len(length) == LENGTH and wanted <= 2 * PIECE else b""
    if not wanted or len(piece) != wanted:
        raise _broken(path)
    return piece


def _head(file: BinaryIO, path: Path) -> Head:
    try:
        said = json.loads(file.readline(LONGEST_HEAD))
        if said.pop("format") != FORMAT:
            raise _none(path)
        migrations = tuple((str(app), str(name)) for app, name in said.pop("migrations"))
        head = Head(migrations=migrations, **{name: str(value) for name, value in said.items()})
        bytes.fromhex(head.salt)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _none(path) from None
    return head


def _cipher(head: Head) -> AESGCM:
    return AESGCM(keyed(Place.of_environment().key("backup"), bytes.fromhex(head.salt)))


def _problem(code: str, path: Path, ja: str, en: str) -> NagiError:
    return NagiError([Problem(code=code, where=path.name, key="", said=Text(ja=ja, en=en))])


def _none(path: Path) -> NagiError:
    return _problem("NAGI-W010", path, "控えのファイルではありません。", "this is not a backup")


def _other_key(path: Path) -> NagiError:
    ja = "この鍵では開けません。控えを作った医院の鍵 (clinic.key) を先に戻してください。"
    en = "this key does not open it; first put back the key (clinic.key) of the clinic that made the backup"
    return _problem("NAGI-W011", path, ja, en)


def _broken(path: Path) -> NagiError:
    ja = "控えが途中で切れているか、書き換えられています。何も戻していません。"
    en = "the backup is cut off or was changed; nothing was restored"
    return _problem("NAGI-W012", path, ja, en)
