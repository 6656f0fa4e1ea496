"""Writing a set of files together: afterwards either all of them are new, or everything is as it was."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from nagi.errors import NagiError, Problem
from nagi.language import Text


def write_together(
    contents: Mapping[str, bytes], out: Path, *, obsolete: Iterable[str] = ()
) -> tuple[Path, ...]:
    """Write every file of `contents` into `out`, remove the `obsolete` ones, leave other files there alone.

    The files are first written in full to a hidden folder inside `out` (so on the same disk), then moved
    into place by renaming. If anything fails on the way, what was there before is put back, and NagiError
    (NAGI-R303) tells why.
    """
    try:
        with _folder(out), _hidden(out) as stage:
            _write(contents, stage)
            _exchange(contents, [name for name in obsolete if name not in contents], stage, out)
    except OSError as error:
        raise _refused(out, error) from error
    return tuple(out / name for name in contents)


@contextmanager
def _folder(out: Path) -> Iterator[None]:
    """`out`, made if it is missing and unmade if the writing fails."""
    made = not out.exists()
    out.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        if made:
            shutil.rmtree(out, ignore_errors=True)
        raise


@contextmanager
def _hidden(out: Path) -> Iterator[Path]:
    stage = Path(tempfile.mkdtemp(prefix=".nagi-", dir=out))
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _write(contents: Mapping[str, bytes], stage: Path) -> None:
    for folder in ("new", "old"):
        (stage / folder).mkdir()
    for name, content in contents.items():
        with (stage / "new" / name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def _exchange(contents: Iterable[str], obsolete: Iterable[str], stage: Path, out: Path) -> None:
    """Move old files aside and new ones in, undoing every move if one fails."""
    moved: list[tuple[Path, Path]] = []
    try:
        for name in (*contents, *obsolete):
            if (out / name).exists():
                _move(out / name, stage / "old" / name, moved)
        for name in contents:
            _move(stage / "new" / name, out / name, moved)
    except BaseException:
        for source, target in reversed(moved):
            target.rename(source)
        raise


def _move(source: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
    source.rename(target)
    moved.append((source, target))


def _refused(out: Path, error: OSError) -> NagiError:
    why = error.strerror or type(error).__name__
    said = Text(
        ja=f"書き込めませんでした ({why})。以前のファイルはそのまま残っています。",
        en=f"could not be written ({why}); the files that were there are unchanged",
    )
    return NagiError([Problem(code="NAGI-R303", where=out.name, key="", said=said)])
