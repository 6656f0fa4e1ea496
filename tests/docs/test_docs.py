"""The written house: every command, link, pair and code in it is real."""

import re
import tomllib
from pathlib import Path

import pytest
from console import CONSOLE, pages, rewritten

ROOT = Path(__file__).parents[2]
TOP = sorted(ROOT.glob("*.md"))
DOCS = sorted((ROOT / "docs").rglob("*.md"))
ENGLISH = [page for page in DOCS if not page.name.endswith(".ja.md")]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
TARGET = re.compile(r"^([a-z]+):", re.M)
HEADING = re.compile(r"^#+ ", re.M)
FENCE = re.compile(r"^```.*?^```$", re.M | re.S)
MADE = re.compile(r"^\$ make ([a-z]+)", re.M)
CODE = re.compile(r"\bNAGI-[A-Z]\d{3}\b")
UNTOLD = ("## What this does not tell you", "## このページで分からないこと")
HOSTS = ("py" + r"pi\.org", "python" + "hosted")
ELSEWHERE = re.compile("|".join([*HOSTS, r"pip install nagi\b", r"(?<![\w./])/(?:home|root|work)/"]))


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose(page: Path) -> str:
    """The page without its code blocks."""
    return FENCE.sub("", text(page))


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", [*TOP, *DOCS], ids=name)
def test_every_make_command_exists(page: Path) -> None:
    targets = set(TARGET.findall(text(ROOT / "Makefile")))
    used = {command for block in CONSOLE.findall(text(page)) for command in MADE.findall(block)}
    used |= set(re.findall(r"`make ([a-z]+)[^`]*`", prose(page)))
    assert used <= targets


@pytest.mark.parametrize("page", [*TOP, *DOCS], ids=name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    written = {link.split("#")[0] for link in LINK.findall(prose(page))}
    broken = [link for link in written if link and "://" not in link and not _leads(page, link)]
    assert broken == []


def _leads(page: Path, link: str) -> bool:
    """The reference is written at build time; the build itself checks links to it, and to headings."""
    generated = (ROOT / "docs" / "reference").resolve()
    target = (page.parent / link).resolve()
    return target.exists() or (generated in target.parents and target.suffix in {".md", ".png"})


@pytest.mark.parametrize("page", [ROOT / "README.md", *ENGLISH], ids=name)
def test_every_page_stands_in_both_languages(page: Path) -> None:
    pair = page.with_name(page.stem + ".ja.md")
    assert pair.is_file()
    assert len(HEADING.findall(prose(page))) == len(HEADING.findall(prose(pair)))
    assert len(CONSOLE.findall(text(page))) == len(CONSOLE.findall(text(pair)))
    assert text(page).count("\n|") == text(pair).count("\n|")


def test_no_japanese_page_stands_alone() -> None:
    japanese = {page for page in DOCS if page.name.endswith(".ja.md")}
    assert {page.with_name(page.name.removesuffix(".ja.md") + ".md") for page in japanese} == set(ENGLISH)


@pytest.mark.parametrize("page", DOCS, ids=name)
def test_every_page_is_dated_and_says_what_it_does_not_tell(page: Path) -> None:
    assert any(heading in text(page) for heading in UNTOLD)
    assert re.search(r"^\*\d{4}-\d{2}-\d{2}\*$", text(page), re.M)


@pytest.mark.parametrize("page", [*TOP, *DOCS], ids=name)
def test_no_page_names_an_index_or_a_machine_or_the_other_nagi(page: Path) -> None:
    assert ELSEWHERE.findall(text(page)) == []


def test_pictures_are_small_and_there() -> None:
    pictures = list((ROOT / "docs" / "pictures").glob("*.png"))
    assert len(pictures) == 4
    assert [picture.name for picture in pictures if picture.stat().st_size > 300_000] == []


def test_the_error_codes_are_those_of_the_source() -> None:
    listed = tomllib.loads(text(ROOT / "docs" / "reference" / "errors.toml"))
    used = {code for path in (ROOT / "src").rglob("*.py") for code in CODE.findall(text(path))}
    assert sorted(used) == sorted(listed)
    assert all(said["ja"].strip() and said["en"].strip() for said in listed.values())


def test_every_right_of_a_door_has_its_words() -> None:
    doors, rights = (
        tomllib.loads(text(ROOT / "docs/reference" / f"{one}.toml")) for one in ("access", "rights")
    )
    assert {row["right"] for row in doors.values() if "right" in row} <= set(rights)
    assert all(said["ja"].strip() and said["en"].strip() for said in rights.values())


@pytest.mark.thorough
@pytest.mark.parametrize("page", pages(), ids=name)
def test_what_stands_under_a_command_is_what_it_prints(page: Path) -> None:
    """If it differs: `python tests/console.py`, and read the difference."""
    assert text(page) == rewritten(page)
