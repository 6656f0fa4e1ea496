"""A cache is never a reason to fail: whatever is wrong with it, the code is made again."""

from pathlib import Path

import pytest

from nagi.numerics.printers.objects import Entry, kept, native_lanes, platform_key

MADE = Entry(metadata={"states": 2, "needed": [0, 1]}, code=b"machine code")


class Maker:
    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> Entry:
        self.calls += 1
        return MADE


def test_it_works(tmp_path: Path) -> None:
    make = Maker()
    assert [kept("model", tmp_path, make) for _ in range(3)] == [MADE] * 3
    assert make.calls == 1
    assert [path.suffix for path in tmp_path.iterdir()] == [".bin"]


def test_another_model_is_another_entry(tmp_path: Path) -> None:
    make = Maker()
    kept("model", tmp_path, make)
    kept("another", tmp_path, make)
    assert make.calls == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-3]),
        lambda path: path.write_bytes(path.read_bytes()[:20]),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"something else entirely, longer than a digest and a length"),
        lambda path: path.write_bytes(path.read_bytes()[:-1] + b"?"),
        lambda path: path.unlink(),
    ],
    ids=["truncated", "a stump", "empty", "foreign", "one byte changed", "missing"],
)
def test_a_bad_entry_is_made_again(damage: object, tmp_path: Path) -> None:
    make = Maker()
    kept("model", tmp_path, make)
    (path,) = tmp_path.iterdir()
    damage(path)  # type: ignore[operator]
    assert kept("model", tmp_path, make) == MADE
    assert make.calls == 2
    assert kept("model", tmp_path, make) == MADE
    assert make.calls == 2


def test_a_folder_that_cannot_be_made_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    assert kept("model", tmp_path / "file" / "cache", Maker()) == MADE
    assert kept("model", None, Maker()) == MADE


def test_the_key_names_compiler_and_processor() -> None:
    assert "|" in platform_key()
    assert native_lanes() in {2, 4, 8}
