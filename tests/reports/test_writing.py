from pathlib import Path

import pytest

from nagi.errors import NagiError
from nagi.reports import writing
from nagi.reports.writing import write_together

OLD = {"page.html": b"old page", "consent.pdf": b"old consent", "note.txt": b"somebody else's"}
NEW = {"page.html": b"new page", "leaflet.pdf": b"new leaflet"}


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    for name, content in OLD.items():
        (folder / name).write_bytes(content)
    return folder


def test_files_are_replaced_obsolete_ones_removed_others_kept(out: Path) -> None:
    written = write_together(NEW, out, obsolete=["consent.pdf", "leaflet.pdf", "never-there.pdf"])
    assert written == (out / "page.html", out / "leaflet.pdf")
    assert held(out) == {**NEW, "note.txt": OLD["note.txt"]}


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    write_together(NEW, tmp_path / "a" / "b")
    assert held(tmp_path / "a" / "b") == NEW


@pytest.mark.parametrize("failing", range(1, 5))
def test_a_failure_at_any_move_leaves_the_old_files(
    out: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    moves = 0
    move = writing._move

    def failing_move(source: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
        nonlocal moves
        moves += 1
        if moves == failing:
            raise OSError(28, "No space left on device")
        move(source, target, moved)

    monkeypatch.setattr(writing, "_move", failing_move)
    with pytest.raises(NagiError, match=r"NAGI-R303.*No space left"):
        write_together(NEW, out, obsolete=["consent.pdf"])
    assert held(out) == OLD


def test_a_failure_while_writing_leaves_no_new_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", lambda _file: (_ for _ in ()).throw(OSError(5, "Input/output error")))
    with pytest.raises(NagiError, match="NAGI-R303"):
        write_together(NEW, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_leaves_the_old_files(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_moves: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, "_move", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_together(NEW, out)
    assert held(out) == OLD


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"a file")
    with pytest.raises(NagiError, match="NAGI-R303"):
        write_together(NEW, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == b"a file"
