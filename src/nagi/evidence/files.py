"""Reading the knowledge files: every problem with its file and key, never half an object."""

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from nagi.errors import NagiError, Problem
from nagi.language import Text
from nagi.misfits import misfits

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


def knowledge_root() -> Path:
    """The folder of knowledge that is installed with nagi."""
    return Path(str(files("nagi"))) / "knowledge"


def toml_files(root: Path, folder: str) -> list[Path]:
    """The TOML files of one folder of knowledge, in a fixed order."""
    return sorted((root / folder).glob("*.toml"))


def digest(paths: Iterable[Path], root: Path) -> str:
    """A SHA-256 over names and contents: changes if and only if the files change."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.relative_to(root).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


class Reader:
    """Reads knowledge files and gathers what is wrong with them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []

    def table(self, path: Path) -> Mapping[str, Any]:
        """One TOML file as a table; empty, with a problem noted, if it cannot be parsed."""
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.note(
                "NAGI-K001", path, "", f"TOML として読めません: {error}", f"not readable as TOML: {error}"
            )
        except FileNotFoundError:
            self.note("NAGI-K002", path, "", "ファイルがありません。", "the file is missing")
        return {}

    def record(self, model: type[M], raw: object, path: Path, key: str) -> M | None:
        """`raw` as a `model`, or None with every problem noted."""
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            for place, said in misfits(error):
                self.note("NAGI-K003", path, f"{key}.{place}".removesuffix("."), said.ja, said.en)
        return None

    def records(self, model: type[M], folder: str, key: str | None = None) -> Iterator[tuple[Path, M]]:
        """Every record of a folder: one per file, or the list under `key` in each file."""
        for path in toml_files(self.root, folder):
            table = self.table(path)
            entries = [table] if key is None else table.get(key, [])
            for position, raw in enumerate(entries):
                name = str(raw.get("id") or raw.get("name") or f"{key} {position + 1}")
                record = self.record(model, raw, path, name)
                if record is not None:
                    yield path, record

    def whole(self, loaded: T | None) -> T:
        """What was loaded, if nothing was wrong.

        Raises NagiError with every problem otherwise.
        """
        if self.problems or loaded is None:
            raise NagiError(self.problems)
        return loaded

    def note(self, code: str, path: Path, key: str, ja: str, en: str) -> None:
        """Remember one problem."""
        where = path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.name
        self.problems.append(Problem(code=code, where=where, key=key, said=Text(ja=ja, en=en)))

    def unique(self, found: Iterable[tuple[Path, M]], attribute: str = "id") -> dict[str, M]:
        """Records by id; an id that stands twice is a problem."""
        by_id: dict[str, M] = {}
        for path, record in found:
            name = getattr(record, attribute)
            if name in by_id:
                self.note("NAGI-K004", path, name, "同じ ID が二つあります。", "this id is used twice")
            by_id[name] = record
        return by_id
