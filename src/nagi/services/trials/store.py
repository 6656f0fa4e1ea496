"""The folder of a run: every finished part in a file that is whole or not there, and refuses another run's."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from nagi.errors import NagiError, Problem
from nagi.language import Text
from nagi.services.trials.reading import FORMAT, Study
from nagi.simulation.files import write_whole
from nagi.simulation.trial.parts import Part, Table

PARTS = "parts"
ABOUT = "run.json"


def packed(table: Table) -> bytes:
    """What was written down in a part, as bytes that are the same every time."""
    room = io.BytesIO()
    held: dict[str, Any] = dict(table)
    np.savez(room, **held)
    return room.getvalue()


def unpacked(content: bytes) -> Table:
    """What `packed` packed."""
    with np.load(io.BytesIO(content), allow_pickle=False) as held:
        return {name: held[name] for name in held.files}


class Store:
    """The parts of one run in `out/parts`."""

    def __init__(self, out: Path, study: Study) -> None:
        """Begin or continue. Raises NagiError (NAGI-T106) if the folder holds the parts of another run, OSError if it
        cannot be written."""
        self.folder = out / PARTS
        about = self.folder / ABOUT
        if about.exists():
            _refuse_other(about, study)
        else:
            self.folder.mkdir(parents=True, exist_ok=True)
            told = {"format": FORMAT, "digest": study.digest, "title": study.trial.title}
            write_whole(about, json.dumps(told, ensure_ascii=False, indent=1).encode())

    def missing(self, parts: Iterable[Part]) -> list[Part]:
        """Parts that are not there whole: not computed yet, or damaged since."""
        return [part for part in parts if self._content(part) is None]

    def keep(self, part: Part, content: bytes) -> None:
        """Write one part; its name carries the digest of its content."""
        digest = hashlib.sha256(content).hexdigest()[:16]
        for old in self._files(part):
            old.unlink(missing_ok=True)
        write_whole(self.folder / f"{part.number:06d}.{digest}.npz", content)

    def read(self, part: Part) -> Table:
        """One part. Raises NagiError (NAGI-T106) if it has been damaged since it was found whole."""
        content = self._content(part)
        if content is None:
            raise NagiError([_damaged(self.folder, part)])
        return unpacked(content)

    def _files(self, part: Part) -> list[Path]:
        return sorted(self.folder.glob(f"{part.number:06d}.*.npz"))

    def _content(self, part: Part) -> bytes | None:
        for path in self._files(part):
            content = path.read_bytes()
            digest = hashlib.sha256(content).hexdigest()[:16]
            if path.name == f"{part.number:06d}.{digest}.npz" and zipfile.is_zipfile(io.BytesIO(content)):
                return content
        return None


def _refuse_other(about: Path, study: Study) -> None:
    try:
        told: Any = json.loads(about.read_text(encoding="utf-8"))
        same = isinstance(told, dict) and told.get("digest") == study.digest
    except ValueError:
        same = False
    if not same:
        ja = (
            "この場所には、別の試験(または変更前の試験・別の版)の途中結果があります。"
            "別の --out を指定するか、このフォルダの parts を消してください。"
        )
        en = (
            "this folder holds parts of another run: another trial, or this one before a change of file, rules or "
            "version; choose another --out, or delete its folder `parts`"
        )
        raise NagiError([Problem(code="NAGI-T106", where=str(about.parent), key="", said=Text(ja=ja, en=en))])


def _damaged(folder: Path, part: Part) -> Problem:
    ja, en = "読めなくなりました。もう一度実行してください。", "can no longer be read; run the trial again"
    return Problem(code="NAGI-T106", where=str(folder), key=f"{part.number:06d}", said=Text(ja=ja, en=en))
